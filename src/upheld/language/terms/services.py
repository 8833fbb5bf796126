"""Services: what is promised to work, where it is observed, and when it counts as down."""

from __future__ import annotations

import re
from collections.abc import Mapping

from upheld.agreement.service import AtLeast, DownWhen, Point, Quorum, Service
from upheld.chrono.instant import Instant, Micros
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Named, Phrase, Text, Written
from upheld.language.record import Record
from upheld.language.terms.dates import INSTANT
from upheld.language.terms.lengths import LENGTH
from upheld.quantity import did_you_mean
from upheld.quantity.length import write_length
from upheld.quantity.phrase import take_number, tidy

_STALE_AFTER = 3
"""Sampling intervals that a sample holds where nothing else is declared."""
_MOST_CHECKS = 1000

_POINT_NAME: Directive[str] = Directive("name", Text("a name"), "What the point is called.", "web")
_SINCE: Directive[Instant | None] = Directive(
    "since",
    INSTANT,
    "When the point began to stand in for the service.",
    "2026-03-01T00:00:00Z",
    default=Otherwise(None, "since ever"),
)
_UNTIL: Directive[Instant | None] = Directive(
    "until",
    INSTANT,
    "When it ceased to.",
    "2026-09-01T00:00:00Z",
    default=Otherwise(None, "open-ended"),
)


def _build_point(fields: Fields) -> Point:
    since, until = fields[_SINCE], fields[_UNTIL]
    if since is not None and until is not None and until <= since:
        message = f"point `{fields[_POINT_NAME]}` ends before it has begun"
        raise fields.reader.refuse(Code.EMPTY_TERM, fields.at(_UNTIL), message, "write a later time")
    return Point(name=fields[_POINT_NAME], since=since, until=until)


_POINTS: Directive[tuple[Point, ...]] = Directive(
    "points",
    ListOf(
        Record(
            "point",
            "A measurement point: where a service is observed. A single text is its name.",
            (_POINT_NAME, _SINCE, _UNTIL),
            _build_point,
            short=_POINT_NAME,
        ),
        "a list of measurement points",
    ),
    "The points at which the service is measured; other evidence does not count.",
    "[web, api]",
    default=Otherwise((), "none; then nothing can be measured"),
)


def quorum_of(noun: str, *, mean: bool) -> Phrase[DownWhen]:
    """The phrases for how many members must fail: `majority of points fail`, `at least 2 points fail`."""
    words: Mapping[str, DownWhen] = {
        f"any {noun} fails": Quorum.ANY,
        f"half of {noun}s fail": Quorum.HALF,
        f"majority of {noun}s fail": Quorum.MAJORITY,
        f"all {noun}s fail": Quorum.ALL,
    } | ({f"mean of {noun}s": Quorum.MEAN} if mean else {})
    number = re.compile(rf"at least ([0-9]{{1,4}}) (?:of the )?{noun}s? fails?")

    def parse(text: str) -> DownWhen:
        phrase = tidy(text).lower()
        if phrase in words:
            return words[phrase]
        counted = number.fullmatch(phrase)
        if counted is not None and int(counted[1]) > 0:
            return AtLeast(int(counted[1]))
        listed = ", ".join(f"`{word}`" for word in words)
        remedy = did_you_mean(phrase, words, f"write one of {listed}, or `at least 2 {noun}s fail`")
        raise PhraseError(f"`{phrase}` does not say when it is down", remedy)

    listed = ", ".join(f"`{word}`" for word in words)
    return Phrase(parse, f"how many {noun}s must fail ({listed} or `at least 2 {noun}s fail`)")


_DOWN_WHEN: Directive[DownWhen] = Directive(
    "down_when",
    quorum_of("point", mean=True),
    "How many of its points must fail before the service is down; by the mean there is no quorum, and its "
    "availability is the mean of theirs.",
    "majority of points fail",
    default=Otherwise(Quorum.ANY, "`any point fails`"),
)
_LOCATIONS: Directive[DownWhen] = Directive(
    "locations_down_when",
    quorum_of("location", mean=False),
    "How many of the locations that watch one point must see it fail before the point is down.",
    "majority of locations fail",
    default=Otherwise(Quorum.ANY, "`any location fails`"),
)
_SAMPLED_EVERY: Directive[Micros] = Directive(
    "sampled_every",
    LENGTH,
    "How often each point is checked, which is also how exactly the edges of an outage are known.",
    "60 s",
)
_STALE: Directive[Micros | None] = Directive(
    "stale_after",
    LENGTH,
    "How long one sample holds at most; after it the state is unknown.",
    "3 min",
    default=Otherwise(None, f"{_STALE_AFTER} × `sampled_every`"),
)


def _parse_checks(text: str) -> int:
    """The number of `3 checks`, `3 failing checks`, `3`."""
    number, unit = take_number(tidy(text), words=True)
    if unit.lower() not in {"", "check", "checks", "failing checks", "samples", "checks in a row"}:
        raise PhraseError(f"`{unit}` are not checks", "write a number of checks, such as `3 checks`")
    if number.denominator != 1 or not 1 <= number <= _MOST_CHECKS:
        raise PhraseError(
            f"`{text}` is not a number of checks", f"write a whole number from 1 to {_MOST_CHECKS}"
        )
    return int(number)


_CONFIRMED_BY: Directive[int] = Directive(
    "confirmed_by",
    Phrase(_parse_checks, "a number of checks (`3 checks`)"),
    "How many failing checks in a row, at one point and location, make an outage.",
    "3 checks",
    default=Otherwise(1, "`1 check`"),
)
_MINIMUM: Directive[Micros] = Directive(
    "minimum_outage",
    LENGTH,
    "Outages of the service shorter than this do not count.",
    "5 min",
    default=Otherwise(Micros(0), "every outage counts"),
)


def _build(fields: Fields) -> Service:
    points, every = fields[_POINTS], fields[_SAMPLED_EVERY]
    stale = fields[_STALE]
    service = Service(
        name=fields.name,
        points=points,
        down_when=fields[_DOWN_WHEN],
        locations_down_when=fields[_LOCATIONS],
        sampled_every=every,
        stale_after=Micros(_STALE_AFTER * every) if stale is None else stale,
        confirmed_by=fields[_CONFIRMED_BY],
        minimum_outage=fields[_MINIMUM],
        place=fields.place,
    )
    _check(service, fields)
    return service


def _check(service: Service, fields: Fields) -> None:
    down_when, count = service.down_when, len(service.points)
    if isinstance(down_when, AtLeast) and down_when.count > count:
        message = f"service `{service.name}` is down when {down_when.count} points fail, and has {count}"
        remedy = f"write at most {count}, or name more points"
        fields.reader.report(Code.QUORUM_OUT_OF_REACH, fields.at(_DOWN_WHEN), message, remedy)
    names = [point.name for point in service.points]
    for repeated in sorted({name for name in names if names.count(name) > 1}):
        spans = [(point.since, point.until) for point in service.points if point.name == repeated]
        if len(set(spans)) < len(spans):
            message, remedy = f"point `{repeated}` stands here twice", "delete one of the two"
            fields.reader.report(Code.REPEATED_VALUE, fields.at(_POINTS), message, remedy)
    if service.stale_after < service.sampled_every:
        message = (
            f"a sample is stale after {write_length(service.stale_after)}, before the next one comes after "
            f"{write_length(service.sampled_every)}: part of all time would be unknown"
        )
        remedy = f"write at least {write_length(service.sampled_every)}, better {_STALE_AFTER} times that"
        fields.reader.report(Code.STALE_BEFORE_NEXT, fields.at(_STALE), message, remedy)


SERVICES: Directive[tuple[Written[Service], ...]] = Directive(
    "services",
    Named(
        "service",
        Record(
            "service",
            "What is promised to work, where it is observed, and how observations become its state.",
            (_POINTS, _DOWN_WHEN, _LOCATIONS, _SAMPLED_EVERY, _STALE, _CONFIRMED_BY, _MINIMUM),
            _build,
        ),
    ),
    "Services by name: what is promised to work.",
    "{app: {points: [web], sampled_every: 60 s}}",
    default=Otherwise((), "none"),
)
