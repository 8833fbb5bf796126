"""Availability: the objective that something is up."""

from __future__ import annotations

from typing import Any

from upheld.agreement.objective import Availability
from upheld.agreement.request_terms import CountedBy, RequestTerms
from upheld.agreement.slices import EmptySlices, ErrorRate, SliceFigure
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Choice, ListOf, Phrase, Reference, choice
from upheld.language.record import Record
from upheld.language.terms.downtimes import DOWNTIME, OUT_OF
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.language.terms.labels import WHERE, labelled
from upheld.language.terms.slices import SLICES, parse_requests
from upheld.quantity import write_length

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


_BY: Directive[CountedBy] = Directive(
    "by",
    choice(CountedBy),
    "Whether it is a share of time or of requests (calls, attempts, messages, user minutes): those that did "
    "not fail, of all in the period. The evidence counts them in the table `requests`.",
    "requests",
    default=Otherwise(CountedBy.TIME, "`time`; `requests` where `slices` go by their error rate"),
)
_AT_LEAST: Directive[int] = Directive(
    "at_least",
    Phrase(parse_requests, "a number of requests (`100 requests`)"),
    "How many requests a period must have to be judged by them; with fewer it counts as one without any. It "
    "may stand beside `slices` that go by requests: then it is the whole period that must have so many, such "
    "as a least number of requests a month.",
    "1000 requests",
    default=Otherwise(0, "`1 request`; beside `slices`, however few"),
)
_EMPTY: Directive[EmptySlices] = Directive(
    "empty",
    Choice({each.value: each for each in (EmptySlices.GOOD, EmptySlices.LEFT_OUT)}),
    "What a period without requests comes to: it is `good`, with an availability of 100 %, or `left out`, so "
    "that nothing is judged.",
    "good",
    default=Otherwise(EmptySlices.LEFT_OUT, f"`{EmptySlices.LEFT_OUT.value}`"),
)


def _build_availability(fields: Fields) -> Availability:
    return Availability(
        requests=_request_terms(fields),
        of=fields[_OF],
        excluding=fields[EXCLUDING],
        during=fields[_DURING],
        downtime=fields[DOWNTIME],
        out_of=fields[OUT_OF],
        slices=fields[SLICES],
    )


def _request_terms(fields: Fields) -> RequestTerms | None:
    """Which requests it goes by; nothing where it goes by time."""
    slices = fields[SLICES]
    is_mean = slices is not None and slices.figure is SliceFigure.MEAN_ERROR_RATE
    is_rated = is_mean or (slices is not None and isinstance(slices.down_when, ErrorRate))
    by_requests = is_rated if not fields.has(_BY) else fields[_BY] is CountedBy.REQUESTS
    if not by_requests:
        _refuse(
            fields, (_AT_LEAST, _EMPTY, WHERE), "is about requests, and this goes by time", "by: requests"
        )
        if is_rated:
            message = "these slices go by the requests in them, and `by` says time"
            fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_BY), message, "write `by: requests`")
        return None
    if slices is not None and not is_rated:
        message = "this goes by requests, and its slices by time that was down"
        remedy = "write such as `down_when: error rate > 5 %`, or delete `by`"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_BY), message, remedy)
    if slices is not None and fields.has(_EMPTY) and not fields.has(_AT_LEAST):
        message = "`empty` is about the whole period, and this is cut into slices"
        slice_ = f"slices: {{of: {write_length(slices.of)}, …}}"
        remedy = f"write it within `{slice_}`, or say by `at_least` how many requests the period must have"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_EMPTY), message, remedy)
    if slices is None or is_mean:
        _refuse(fields, (DOWNTIME, OUT_OF), "is about time that was down, and requests tell none", "by: time")
    return RequestTerms(at_least=fields[_AT_LEAST], empty=fields[_EMPTY], where=labelled(fields[WHERE]))


def _refuse(fields: Fields, directives: tuple[Directive[Any], ...], says: str, instead: str) -> None:
    for directive in directives:
        if fields.has(directive):
            message, remedy = f"`{directive.key}` {says}", f"delete it, or write it with `{instead}`"
            fields.reader.report(Code.CONFLICTING_KEYS, fields.at(directive), message, remedy)


AVAILABILITY: Directive[Availability] = Directive(
    "availability",
    Record(
        "availability",
        "The share of measured time in which a service was up, or of requests that did not fail (uptime, "
        "monthly uptime percentage, success rate). A single text is `of`.",
        (_OF, _BY, _AT_LEAST, _EMPTY, WHERE, EXCLUDING, _DURING, DOWNTIME, OUT_OF, SLICES),
        _build_availability,
        short=_OF,
    ),
    "The objective is the share of time in which a service is up, or of requests that do not fail.",
    "{of: app, excluding: [works]}",
)
