"""Eyes: one viewer's, and what they looked at."""

from __future__ import annotations

from upheld.store.viewer import Viewer

AT_ONCE = 100
"""So many rows at most are shown at once."""


class Eyes:
    """Look on behalf of one viewer; keep of whom something was seen, for the trail."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.looked_at: set[int] = set()
        """Customers whose data was fetched, by number."""
