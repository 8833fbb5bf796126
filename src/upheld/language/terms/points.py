"""Points: where a service is observed, from when to when, and how much each of them counts for."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.service import Point
from upheld.chrono.instant import EARLIEST, LATEST, Instant
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Kind, Otherwise, Schema, Within
from upheld.language.kind import ListOf, Phrase, Text
from upheld.language.node import Node
from upheld.language.record import Record
from upheld.language.terms.dates import INSTANT
from upheld.quantity import write_share
from upheld.quantity.phrase import take_number, tidy

AS_RECORDED = "as recorded"
"""The words for points that are those the evidence names."""


class Weight(Struct, frozen=True):
    """How much a point counts for, and whether that is written as its share of all points."""

    value: Fraction
    is_share: bool


class WrittenPoint(Struct, frozen=True):
    """A point, and its weight as it is written."""

    point: Point
    weight: Weight | None


def _parse_weight(text: str) -> Weight:
    """The weight of `4` or `40 %`."""
    number, sign = take_number(tidy(text), ratios=True)
    remedy = "write a number above 0 such as `4`, or a share of all points such as `40 %`"
    if sign not in ("", "%"):
        raise PhraseError(f"`{sign}` is no unit of a weight", remedy)
    if number <= 0:
        raise PhraseError(f"`{text}` is no weight: it would count for nothing", remedy)
    return Weight(number / 100, True) if sign else Weight(number, False)


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
_WEIGHT: Directive[Weight | None] = Directive(
    "weight",
    Phrase(_parse_weight, "a number or a share (`4`, `40 %`)"),
    "How much it counts for in a mean of points, or how much its time counts for where points are pooled: a "
    "number, such as how many users it serves, or its share of all points. Shares come to 100 %.",
    "40 %",
    default=Otherwise(None, "every point counts for as much"),
)


def _build_point(fields: Fields) -> WrittenPoint:
    since, until, weight = fields[_SINCE], fields[_UNTIL], fields[_WEIGHT]
    if since is not None and until is not None and until <= since:
        message = f"point `{fields[_POINT_NAME]}` ends before it has begun"
        raise fields.reader.refuse(Code.EMPTY_TERM, fields.at(_UNTIL), message, "write a later time")
    value = None if weight is None else weight.value
    return WrittenPoint(Point(name=fields[_POINT_NAME], since=since, until=until, weight=value), weight)


_LISTED = ListOf(
    Record(
        "point",
        "A measurement point: where a service is observed. A single text is its name.",
        (_POINT_NAME, _SINCE, _UNTIL, _WEIGHT),
        _build_point,
        short=_POINT_NAME,
    ),
    "a list of measurement points",
)


class WrittenPoints(Struct, frozen=True):
    """The points of a service as they are written: a list, or that the evidence names them."""

    several: tuple[WrittenPoint, ...] = ()
    as_recorded: bool = False

    @property
    def points(self) -> tuple[Point, ...]:
        """The points that are listed."""
        return tuple(each.point for each in self.several)


class PointList(Kind[WrittenPoints], frozen=True):
    """Points one after the other, or the words for those that the evidence names."""

    def read(self, node: Node, within: Within) -> WrittenPoints:
        """Give what it says, or note what keeps it from being read."""
        several = _LISTED.read(node, within)
        if [each.point.name.lower() for each in several] == [AS_RECORDED]:
            return WrittenPoints(as_recorded=True)
        return WrittenPoints(several)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return _LISTED.schema()

    def words(self) -> str:
        """Describe it to a person."""
        return f"{_LISTED.words()}, or `{AS_RECORDED}`"

    def parts(self) -> tuple[Kind[object], ...]:
        """Give the kinds it holds."""
        return (_LISTED,)


POINTS: Directive[WrittenPoints] = Directive(
    "points",
    PointList(),
    "The points at which the service is measured, such as its regions, zones, components, instances or "
    f"circuits; other evidence does not count. `{AS_RECORDED}`: those that the evidence names, in its table "
    "`resources` or, without one, by the records of states themselves.",
    "[web, api]",
    default=Otherwise(WrittenPoints(), "none; then nothing can be measured"),
)


def check_points(points: WrittenPoints, service: str, fields: Fields) -> None:
    """Report points that stand there twice, and weights that don't fit together."""
    names = [point.name for point in points.points]
    for repeated in sorted({name for name in names if names.count(name) > 1}):
        spans = [(point.since, point.until) for point in points.points if point.name == repeated]
        if len(set(spans)) < len(spans):
            message, remedy = f"point `{repeated}` stands here twice", "delete one of the two"
            fields.reader.report(Code.REPEATED_VALUE, fields.at(POINTS), message, remedy)
    trouble = _trouble_with_weights(points.several)
    if trouble:
        message = f"the weights of service `{service}` don't fit together: {trouble}"
        remedy = (
            "write shares that come to 100 %, or a number at every point; numbers need not come to anything"
        )
        fields.reader.report(Code.WEIGHT_SUM, fields.at(POINTS), message, remedy)


def is_weighed(points: WrittenPoints) -> bool:
    """Whether any point has a weight."""
    return any(each.weight is not None for each in points.several)


def _trouble_with_weights(several: Sequence[WrittenPoint]) -> str:
    """What is wrong with the weights of points, in words; empty where nothing is."""
    weights = [each.weight for each in several]
    if not any(weights):
        return ""
    for each in several:
        if each.weight is None:
            return f"`{each.point.name}` has none"
    if len({weight.is_share for weight in weights if weight is not None}) > 1:
        return "some are shares and some are numbers"
    by_name: dict[str, Weight | None] = {}
    for each in several:
        if by_name.setdefault(each.point.name, each.weight) != each.weight:
            return f"`{each.point.name}` has two"
    return _trouble_with_shares(several)


def _trouble_with_shares(several: Sequence[WrittenPoint]) -> str:
    """That shares at some time don't come to the whole, in words."""
    edges = {_start(each.point) for each in several} | {_end(each.point) for each in several}
    for start in sorted(edges):
        standing = [each for each in several if _start(each.point) <= start < _end(each.point)]
        shares = [each.weight.value for each in standing if each.weight is not None and each.weight.is_share]
        if shares and sum(shares) != 1:
            names = ", ".join(f"`{each.point.name}`" for each in standing)
            return f"those of {names} come to {write_share(sum(shares, Fraction(0)))}"
    return ""


def _start(point: Point) -> Instant:
    return EARLIEST if point.since is None else point.since


def _end(point: Point) -> Instant:
    return LATEST if point.until is None else point.until
