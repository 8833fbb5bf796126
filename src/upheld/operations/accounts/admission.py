"""Admission: who showed a token lately, remembered for a moment, so that not each of many batches asks."""

from __future__ import annotations

from msgspec import Struct, field

from upheld.chrono.instant import SECOND, Instant
from upheld.operations.taking_in import dossier_for
from upheld.store.dossiers import Dossier
from upheld.store.tokens import digest_of, viewer_of_token
from upheld.store.viewer import Viewer

REMEMBERED_FOR = SECOND
"""So long at most a token lets in after another process has revoked it; this process forgets it at once."""
_REMEMBERED = 4096


class Admission(Struct, kw_only=True):
    """Whoever showed a token, with the dossiers that they sent to."""

    viewer: Viewer
    noted_at: Instant
    until: Instant
    """When it has to be asked again."""
    _dossiers: dict[str | None, Dossier] = field(default_factory=dict)

    def dossier(self, slug: str | None) -> Dossier:
        """The dossier evidence goes into, as `dossier_for` finds it. UsageError as there."""
        if slug not in self._dossiers:
            self._dossiers[slug] = dossier_for(self.viewer, slug)
        return self._dossiers[slug]


_ADMITTED: dict[bytes, Admission] = {}
"""By the digest of the token, which is looked up first anyway; it is emptied when full."""


def admit(token: str, now: Instant) -> Admission | None:
    """Tell on whose behalf a token asks; absent for one that lets nobody in."""
    digest = digest_of(token)
    known = _ADMITTED.get(digest)
    # a clock that was set back ends it, too
    if known is not None and known.noted_at <= now < known.until:
        return known
    shown = viewer_of_token(token, now)
    if shown is None:
        _ADMITTED.pop(digest, None)
        return None
    if len(_ADMITTED) >= _REMEMBERED:
        _ADMITTED.clear()
    viewer, expires_at = shown
    until = min(Instant(now + REMEMBERED_FOR), expires_at)
    _ADMITTED[digest] = admission = Admission(viewer=viewer, noted_at=now, until=until)
    return admission


def forget_admissions() -> None:
    """Ask again of every token."""
    _ADMITTED.clear()
