"""Zones beyond the years an agreement needs: a case may tell of a customer's first day, long before."""

from __future__ import annotations

from upheld.chrono.zone import Zone
from upheld.collect.almanac import read_zone
from upheld.collect.binding_reader import COVERED
from upheld.errors import TimeError


def widened(zone: Zone) -> Zone:
    """Give a zone that is known for all the time covered; within its own span it stays as it is.

    Outside it the installed zone data count, which no judgement rests on.
    """
    if zone.span.encloses(COVERED):
        return zone
    try:
        wide = read_zone(zone.name, COVERED)
    except TimeError:
        return zone
    around = [(part.start, offset) for part, offset in wide.segments()]
    changes = [(at, offset) for at, offset in around if at < zone.span.start]
    changes += [(part.start, offset) for part, offset in zone.segments()]
    if zone.span.end < COVERED.end:
        changes.append((zone.span.end, wide.offset(zone.span.end)))
    changes += [(at, offset) for at, offset in around if at > zone.span.end]
    return Zone.from_changes(zone.name, COVERED, wide.offsets[0], changes)
