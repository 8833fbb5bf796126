"""Services: what is promised to work, where it is observed, and when it counts as down."""

from __future__ import annotations

from upheld.agreement.service import WEIGHED, AtLeast, DownWhen, Quorum, Service
from upheld.chrono.instant import Micros
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Named, Phrase, Written
from upheld.language.record import Record
from upheld.language.terms.lengths import LENGTH
from upheld.language.terms.points import POINTS, check_points, is_weighed
from upheld.language.terms.quorums import NOUNS, quorum_of
from upheld.language.terms.things import may_be_thing, singular
from upheld.quantity.length import write_length
from upheld.quantity.phrase import take_number, tidy

_STALE_AFTER = 3
"""Sampling intervals that a sample holds where nothing else is declared."""
_MOST_CHECKS = 1000

_DOWN_WHEN: Directive[DownWhen] = Directive(
    "down_when",
    quorum_of("point", apart=True),
    "How many of its points must fail before the service is down. Four phrases know no quorum, and every "
    "point has an availability of its own: the service's is the mean of theirs; or pooled, all their good "
    "time over all their time; or the lowest; or each point is judged by itself, with a figure, a verdict "
    "and credits of its own. Each stands over its own lifetime. A share is one of the points that stand at "
    "the time: where 95 % of them must work, it is down when `more than 5 % of points fail`. "
    "For `point` a contract's own word may stand: "
    f"{', '.join(f'`{noun}`' for noun in NOUNS)}, or any other noun (`each widget by itself`).",
    "majority of points fail",
    default=Otherwise(Quorum.ANY, "`any point fails`"),
)
_LOCATIONS: Directive[DownWhen] = Directive(
    "locations_down_when",
    quorum_of("location", apart=False),
    "How many of the locations that watch one point must see it fail before the point is down.",
    "majority of locations fail",
    default=Otherwise(Quorum.ANY, "`any location fails`"),
)


def parse_members(text: str) -> int:
    """The number of `2`, `at least 2 zones` or `two regions`; PhraseError for anything else."""
    number, unit = take_number(tidy(text).removeprefix("at least "), words=True)
    noun = singular(unit.removeprefix("availability "))
    if noun and not may_be_thing(noun):
        raise PhraseError(
            f"`{unit}` are no points of a service", "write a number, such as `at least 2 zones`"
        )
    if number.denominator != 1 or number < 1:
        raise PhraseError(f"`{text}` is no number of points", "write a whole number from 1 on")
    return int(number)


_AT_LEAST_MEMBERS: Directive[int] = Directive(
    "at_least_members",
    Phrase(parse_members, "a least number of points (`2`, `at least 2 zones`)"),
    "How many points must stand for the service at once for it to be covered: who runs in one zone has "
    "nothing of a promise about all zones, of at least two. Time with fewer is left out.",
    "at least 2 zones",
    default=Otherwise(1, "one is enough"),
)
_SAMPLED_EVERY: Directive[Micros | None] = Directive(
    "sampled_every",
    LENGTH,
    "How often each point is checked, which is also how exactly the edges of an outage are known.",
    "60 s",
    default=Otherwise(None, "not checked at intervals: states are recorded as they change, with exact edges"),
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
    points, every, stale = fields[POINTS], fields[_SAMPLED_EVERY], fields[_STALE]
    service = Service(
        name=fields.name,
        points=points.points,
        as_recorded=points.as_recorded,
        down_when=fields[_DOWN_WHEN],
        locations_down_when=fields[_LOCATIONS],
        at_least_members=fields[_AT_LEAST_MEMBERS],
        sampled_every=every,
        stale_after=Micros(_STALE_AFTER * (every or 0)) if stale is None else stale,
        confirmed_by=fields[_CONFIRMED_BY],
        minimum_outage=fields[_MINIMUM],
        place=fields.place,
    )
    _check(service, fields)
    return service


def _check(service: Service, fields: Fields) -> None:
    down_when, count = service.down_when, len({point.name for point in service.points})
    if isinstance(down_when, AtLeast) and down_when.count > count and not service.as_recorded:
        message = f"service `{service.name}` is down when {down_when.count} points fail, and has {count}"
        remedy = f"write at most {count}, or name more points"
        fields.reader.report(Code.QUORUM_OUT_OF_REACH, fields.at(_DOWN_WHEN), message, remedy)
    if service.at_least_members > 1 and down_when is Quorum.EACH:
        message = f"each point of service `{service.name}` is judged by itself, however many there are"
        remedy = f"delete `{_AT_LEAST_MEMBERS.key}`, or write such as `down_when: all points fail`"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_AT_LEAST_MEMBERS), message, remedy)
    if service.at_least_members > max(count, 1) and not service.as_recorded:
        message = f"service `{service.name}` needs {service.at_least_members} points at once, and has {count}"
        fields.reader.report(
            Code.QUORUM_OUT_OF_REACH,
            fields.at(_AT_LEAST_MEMBERS),
            message,
            f"write at most {count}, or name more points",
        )
    check_points(fields[POINTS], service.name, fields)
    if is_weighed(fields[POINTS]) and down_when not in WEIGHED:
        message = f"the weights of service `{service.name}` have no meaning: its points are not weighed"
        remedy = "write `down_when: mean of points` or `down_when: pooled points`, or delete the weights"
        fields.reader.report(Code.WEIGHT_SUM, fields.at(POINTS), message, remedy)
    every = service.sampled_every
    if every is not None and service.stale_after < every:
        message = (
            f"a sample is stale after {write_length(service.stale_after)}, before the next one comes after "
            f"{write_length(every)}: part of all time would be unknown"
        )
        remedy = f"write at least {write_length(every)}, better {_STALE_AFTER} times that"
        fields.reader.report(Code.STALE_BEFORE_NEXT, fields.at(_STALE), message, remedy)


SERVICES: Directive[tuple[Written[Service], ...]] = Directive(
    "services",
    Named(
        "service",
        Record(
            "service",
            "What is promised to work, where it is observed, and how observations become its state.",
            (
                POINTS,
                _DOWN_WHEN,
                _AT_LEAST_MEMBERS,
                _LOCATIONS,
                _SAMPLED_EVERY,
                _STALE,
                _CONFIRMED_BY,
                _MINIMUM,
            ),
            _build,
            may_be_empty=True,
        ),
    ),
    "Services by name: what is promised to work.",
    "{app: {points: [web], sampled_every: 60 s}}",
    default=Otherwise((), "none"),
)
