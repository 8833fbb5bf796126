"""Availability: the objective that something is up."""

from __future__ import annotations

from upheld.agreement.objective import Availability
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Reference
from upheld.language.record import Record
from upheld.language.terms.downtimes import DOWNTIME, OUT_OF
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.language.terms.slices import SLICES

_OF: Directive[str] = Directive(
    "of",
    Reference("service", "the name of a service"),
    "The service that is promised to be available.",
    "app",
)
EXCLUDING: Directive[tuple[str, ...]] = Directive(
    "excluding",
    ListOf(Reference("exclusion", "the name of an exclusion"), "the name of an exclusion or a list of them"),
    "The exclusions that hold for it.",
    "[works]",
    default=Otherwise((), "none"),
)
_DURING: Directive[str | None] = Directive(
    "during",
    HOURS_NAME,
    "Service hours in which alone time is measured.",
    "office",
    default=Otherwise(None, "all the time"),
)


def _build_availability(fields: Fields) -> Availability:
    return Availability(
        of=fields[_OF],
        excluding=fields[EXCLUDING],
        during=fields[_DURING],
        downtime=fields[DOWNTIME],
        out_of=fields[OUT_OF],
        slices=fields[SLICES],
    )


AVAILABILITY: Directive[Availability] = Directive(
    "availability",
    Record(
        "availability",
        "The share of measured time in which a service was up. A single text is `of`.",
        (_OF, EXCLUDING, _DURING, DOWNTIME, OUT_OF, SLICES),
        _build_availability,
        short=_OF,
    ),
    "The objective is the share of time in which a service is up.",
    "{of: app, excluding: [works]}",
)
