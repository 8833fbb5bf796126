"""Asking: months closed, and statements let out, on behalf of somebody who reaches them."""

from __future__ import annotations

from upheld.chrono.instant import Instant
from upheld.operations.month_end.beginning import begin_closing, version_for
from upheld.operations.month_end.release import release
from upheld.store.agreements import AgreementVersion
from upheld.store.closings import Closing
from upheld.store.reach import reached
from upheld.store.viewer import Viewer


def begin_for(viewer: Viewer, slug: str, period: str, now: Instant) -> int | None:
    """Begin a closing by the version in force at a month's end; its number, absent where there is none.

    Errors as of `begin_closing`; TimeError for a period that can't be read.
    """
    versions = reached(viewer, AgreementVersion).filter(agreement__slug=slug)
    version = version_for(versions, period)
    return None if version is None else begin_closing(version, period, now).pk


def release_for(viewer: Viewer, number: int, now: Instant) -> bool:
    """Let the statements of a closing out; tell whether there is such a closing. Errors as of `release`."""
    closing = reached(viewer, Closing).filter(pk=number).select_related("version__agreement").first()
    if closing is None:
        return False
    release(closing, viewer.actor, now)
    return True
