"""What is expected of a heartbeat."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import MINUTE, Micros


class Heartbeat(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="heartbeat", forbid_unknown_fields=True
):
    """Signs of life that come by themselves; nothing is sent, and it is looked whether one came."""

    within: Micros
    """A sign is expected at least so often."""
    grace: Micros = Micros(MINUTE)
    """So much later still counts."""
    of: str | None = None
    """The site that signs come from, in the words of their source; the probe's own where absent."""
