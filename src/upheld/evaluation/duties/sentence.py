"""Sentences: moments and items as the reasons of a duty say them."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.instant import Instant, format_instant
from upheld.chrono.zone import Zone
from upheld.evaluation.wording import listed, spoken_moment


def moment(at: Instant, zone: Zone) -> str:
    """A moment on the wall clock of a zone: `2026-03-03 10:30 Europe/Brussels`; in UTC beyond its span."""
    return f"{spoken_moment(at, zone)} {zone.name}" if at in zone.span else format_instant(at)


def with_items(items: Sequence[str]) -> str:
    """What must be contained, as it follows a promise: `, with next step and action plan`."""
    return f", with {listed(items)}" if items else ""
