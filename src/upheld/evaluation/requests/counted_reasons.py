"""Which requests an availability goes by, and what its slices come to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from upheld.agreement.slices import EmptySlices, SliceFigure, Slices
from upheld.chrono.zone import Zone
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.reason import Count, Reason, Share, Words
from upheld.evaluation.requests.counted import Counted
from upheld.evaluation.requests.wording import requests, slices
from upheld.evaluation.statement import RequestTotals, SlicePart, SliceTotals
from upheld.evaluation.wording import counted as number_of
from upheld.evaluation.wording import listed, spoken_interval, spoken_moment
from upheld.quantity.measured import decimal, percentage

_EMPTY = {
    EmptySlices.GOOD: "they count as good",
    EmptySlices.LEFT_OUT: "they are left out",
    EmptySlices.AS_BEFORE: "they count as the last one before that had some",
}


def counted_reason(measurement: Measurement, counted: Counted, totals: RequestTotals) -> Reason:
    """Say how many requests were counted, and what left others out."""
    window, zone = spoken_interval(measurement.window, _zone(measurement)), _zone(measurement)
    says = f"{requests(totals.total)} in {number_of(totals.records, 'record')} count, {window}"
    if counted.is_open:
        says = "nobody can tell of which service the resources are that requests name"
    elif not counted.is_known:
        says = "the evidence has no table of requests"
    elif not totals.records:
        says = f"no requests are recorded, {window}"
    return Reason(
        rule="requests.counted",
        says=says,
        figure=Count(int(totals.total), "requests"),
        because=tuple(_conditions(measurement, totals, zone)),
    )


def _conditions(measurement: Measurement, totals: RequestTotals, zone: Zone) -> Iterator[Reason]:
    hearing, availability = measurement.hearing, measurement.availability
    if measurement.window.end < hearing.interval.end:
        ends = spoken_moment(hearing.interval.end, zone)
        yield Reason(rule="requests.to_date", says=f"the period is open: it ends {ends}")
    if availability.during is not None:
        says = f"only requests of {availability.during} count"
        yield Reason(rule="requests.hours", says=says, figure=Words(availability.during))
    terms = availability.requests
    if terms is not None and terms.where:
        said = listed([f"{label.name} {' or '.join(label.values)}" for label in terms.where])
        yield Reason(rule="requests.labels", says=f"only requests with {said} count", figure=Words(said))
    if terms is not None and terms.at_least:
        says = f"at least {terms.at_least} requests are needed to judge by"
        yield Reason(rule="requests.at_least", says=says, figure=Count(terms.at_least, "requests"))
    if totals.in_doubt:
        yield Reason(
            rule="requests.in_doubt",
            says="taken with and without: counted over time of which some does not count",
            figure=Count(totals.in_doubt, "requests"),
        )
    for why, number in totals.left_out:
        figure = Count(number, "record" if number == 1 else "records")
        yield Reason(rule="requests.left_out", says=f"left out: {why}", figure=figure)


def requests_reason(measurement: Measurement, totals: RequestTotals | None) -> Reason | None:
    """Say which requests make the states of the service; nothing where points were watched."""
    if measurement.requested is None or totals is None or totals.slices is None:
        return None
    return replace(
        counted_reason(measurement, measurement.requested.counted, totals),
        because=(slices_reason(measurement, totals.slices),),
    )


def slices_reason(measurement: Measurement, totals: SliceTotals) -> Reason:
    """Say what the slices come to, the worst of them by name."""
    terms = measurement.availability.slices
    kinds = () if terms is None else tuple(_kinds(terms, totals))
    return Reason(
        rule="requests.slices",
        says=f"the time is cut into {slices(totals.number, totals.of)}{_bad(terms, totals)}",
        figure=Count(totals.number, "slices"),
        because=(*kinds, *(_worst(part, _zone(measurement)) for part in totals.worst)),
    )


def _bad(terms: Slices | None, totals: SliceTotals) -> str:
    if terms is None or terms.figure is SliceFigure.MEAN_ERROR_RATE:
        return ", each of which weighs the same"
    are = "1 is" if totals.bad == 1 else f"{totals.bad} are"
    return f"; one is down with an {terms.down_when}, as {are}"


def _kinds(terms: Slices, totals: SliceTotals) -> Iterator[Reason]:
    if totals.empty:
        had = f"fewer than {terms.at_least} requests" if terms.at_least > 1 else "no requests"
        yield Reason(
            rule="requests.empty_slices",
            says=f"{number_of(totals.empty, 'slice')} had {had}: {_EMPTY[terms.empty]}",
            figure=Count(totals.empty, "slices"),
        )
    if totals.unknown:
        yield Reason(
            rule="requests.unknown_slices",
            says=f"of {number_of(totals.unknown, 'slice')} nobody can tell the error rate: any is possible",
            figure=Count(totals.unknown, "slices"),
        )


def _worst(part: SlicePart, zone: Zone) -> Reason:
    return Reason(
        rule="requests.slice",
        says=f"{_at(part)}{spoken_interval(part.interval, zone)}: {decimal(part.failed * part.number)} of "
        f"{requests(part.total * part.number)} failed{_of(part)}, an error rate of {percentage(part.rate)}",
        figure=Share(part.rate),
    )


def _of(part: SlicePart) -> str:
    return f" in {part.number} slices" if part.number > 1 else ""


def _at(part: SlicePart) -> str:
    return f"{part.point}, " if part.point else ""


def _zone(measurement: Measurement) -> Zone:
    return measurement.hearing.calendars.zone(measurement.hearing.agreement.time_zone)
