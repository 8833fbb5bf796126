"""Credit bands: the table of a contract that says what is owed where a figure lies how far off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.credit_band import (
    LOWEST,
    Band,
    BandsBy,
    BandsCounted,
    BandUnit,
    BetweenBands,
    Edge,
    MissedWithin,
    Stretch,
    TieredCredit,
    Worse,
)
from upheld.agreement.fee import FeeScope, ShareOfFee
from upheld.agreement.objective import Availability, FigureTarget, Objective, is_timed
from upheld.agreement.price import Price, TimeOfFee
from upheld.agreement.service_points import ServicePoints
from upheld.agreement.statistic import Statistic
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, choice
from upheld.language.terms.amounts import added_in
from upheld.language.terms.credit_band_rows import LOWER_KEYS, ROW, UPPER_KEYS, Row
from upheld.language.terms.service_points import POINTS_TABLE, build_points
from upheld.language.terms.spans import parse_months
from upheld.quantity import Duration, Rate
from upheld.quantity.phrase import tidy


def parse_missed_within(text: str) -> MissedWithin:
    """The window of `6 months`, or `in a row`; PhraseError for anything else."""
    phrase = tidy(text)
    if phrase in ("in a row", "consecutive", "consecutive months"):
        return MissedWithin()
    return MissedWithin(parse_months(phrase))


BANDS: Directive[tuple[Row, ...]] = Directive(
    "bands",
    ListOf(ROW, "a mapping (credit band) or a list of them"),
    "What is owed by how far off the figure came out, once for each period that missed its target, or for "
    "each outage or late case: tiers, levels, a table of service credits.",
    "[{at_least: 99 %, below: 99.9 %, amount: 10 % of monthly fee}, "
    "{below: 99 %, amount: 25 % of monthly fee}]",
)
BANDS_BY: Directive[BandsBy] = Directive(
    "bands_by",
    choice(BandsBy),
    "What is looked up in the bands: what the promise came to, in its own unit; the `downtime` of the "
    "period; the length of `each outage`, or the time that `each case` took (a late ticket, a late notice, a "
    "recovery), which earns an amount of its own; how many tickets were late, duties not kept, or outages "
    "there were; how many `missed months` there have been with this one, so that a second miss earns "
    "another amount than the first; or the sum of the service `points` of all outages or late cases.",
    "each outage",
    default=Otherwise(BandsBy.FIGURE, f"`{BandsBy.FIGURE.value}`"),
    only_with=(BANDS,),
)
MISSED_WITHIN: Directive[MissedWithin | None] = Directive(
    "missed_within",
    Phrase(parse_missed_within, "a number of months (`6 months`), or `in a row`"),
    "Among which months missed ones are counted: the one judged and those before it, so many in all, or as "
    "far as they were missed one after the other.",
    "6 months",
    default=Otherwise(None, "needed for `missed months`"),
    only_with=(BANDS_BY,),
)
BANDS_COUNTED: Directive[BandsCounted] = Directive(
    "bands_counted",
    choice(BandsCounted),
    "Whether only the band for the gravest miss is owed, of an availability the one that begins the lowest, "
    "or every band that was reached, together. A band from which another goes on is reached by what lies in "
    "that one.",
    "highest only",
    default=Otherwise(BandsCounted.HIGHEST, f"`{BandsCounted.HIGHEST.value}`"),
    only_with=(BANDS,),
)
BETWEEN_BANDS: Directive[BetweenBands] = Directive(
    "between_bands",
    choice(BetweenBands),
    "What a figure earns that is worse than where the bands begin and lies in none.",
    "nothing",
    default=Otherwise(BetweenBands.NOTHING, f"`{BetweenBands.NOTHING.value}`"),
    only_with=(BANDS,),
)


class SharedEdges(Enum):
    """Whose an edge is that two bands name, each as its own: `up to 4 h`, and `from 4 h`."""

    ABOVE = "band above"
    BELOW = "band below"


SHARED_EDGES: Directive[SharedEdges | None] = Directive(
    "shared_edges",
    choice(SharedEdges),
    "Whose an edge is that two bands write as their own, such as 4 h in `at_most: 4 h` and `at_least: 4 h` "
    "(`up to 4 hours`, `4 hours and more`): that of the band above it, or of the band below.",
    "band below",
    default=Otherwise(None, "none (`credit-band-overlap`): `band above` or `band below`"),
    only_with=(BANDS,),
)
_TARGETS = {
    Fraction: BandUnit.SHARE,
    Duration: BandUnit.TIME,
    Rate: BandUnit.RATE,
    Decimal: BandUnit.NUMBER,
}
_UNITS_BY = {
    BandsBy.DOWNTIME: BandUnit.TIME,
    BandsBy.EACH_OUTAGE: BandUnit.TIME,
    BandsBy.EACH_CASE: BandUnit.TIME,
    BandsBy.MISSED_CASES: BandUnit.NUMBER,
    BandsBy.MISSED_MONTHS: BandUnit.NUMBER,
    BandsBy.POINTS: BandUnit.NUMBER,
}
_EXAMPLES = {
    BandUnit.SHARE: "99.9 %",
    BandUnit.TIME: "4 h",
    BandUnit.RATE: "100 Mbit/s",
    BandUnit.NUMBER: "3",
}


def build_tiered(fields: Fields, missed: Sequence[Objective]) -> TieredCredit:
    """The credit that the bands of a rule make; `missed` are the objectives it names."""
    rows, by, counted = fields[BANDS], fields[BANDS_BY], fields[BANDS_COUNTED]
    unit = _unit(rows, fields)
    missed = [_of_each_part(each, rows, unit) for each in missed]
    worse = _worse(by, missed, fields)
    if unit is not None:
        _check_unit(unit, by, missed, fields)
    _check_edges(rows, worse)
    unit = unit or BandUnit.SHARE
    if unit is BandUnit.SHARE and all(isinstance(each.indicator, Availability) for each in missed):
        for row in rows:
            row.refuse_shares_beyond_all()
    _check_sums(rows, by, counted, fields)
    completed = _up if worse is Worse.HIGHER else _down
    alone = counted is BandsCounted.CUMULATIVE
    stretches = [completed(row, () if alone else rows, unit) for row in rows]
    if (owner := fields[SHARED_EDGES]) is not None:
        stretches = [_with_own_edges(each, stretches, owner) for each in stretches]
    if alone:
        stretches = [_passed(each, stretches, worse) for each in stretches]
    bands = [
        Band(stretch=stretch, amount=row.amount, place=row.priced_at.place)
        for stretch, row in zip(stretches, rows, strict=True)
    ]
    return TieredCredit(
        bands=tuple(bands),
        counted=counted,
        between=fields[BETWEEN_BANDS],
        by=by,
        worse=worse,
        missed_within=_missed_within(by, fields),
        points=_points(by, fields),
    )


def _of_each_part(objective: Objective, rows: Sequence[Row], unit: BandUnit | None) -> Objective:
    """A promise with a table of targets as one of each part, where each earns a share of its own fee."""
    indicator = objective.indicator
    parts = indicator.regions.parts if isinstance(indicator, Statistic) and indicator.regions else ()
    target = next((part.target for part in parts if part.target is not None), None)
    if target is None or not all(_is_of_resource(row.amount) for row in rows):
        return objective
    of_part = replace(objective, target=target)
    return of_part if target_unit(of_part) is unit else objective


def _is_of_resource(price: Price) -> bool:
    fee = price.of if isinstance(price, ShareOfFee | TimeOfFee) else None
    return fee is not None and fee.scope is FeeScope.RESOURCE and not fee.of_all


def _points(by: BandsBy, fields: Fields) -> ServicePoints | None:
    """The table of points, where the bands are of these."""
    if by is BandsBy.POINTS and not fields.has(POINTS_TABLE):
        message = "the bands go by points, and the rule does not say what counts how many"
        remedy = f"write `{POINTS_TABLE.key}: [{{at_least: 1 h, points: 3}}]`"
        raise fields.reader.refuse(Code.MISSING_KEY, fields.at(BANDS_BY), message, remedy)
    if by is not BandsBy.POINTS and fields.has(POINTS_TABLE):
        message = f"there is a table of points, and the bands go by `{by.value}`"
        remedy = f"write `{BANDS_BY.key}: {BandsBy.POINTS.value}`, or delete it"
        raise fields.reader.refuse(Code.CONFLICTING_KEYS, fields.at(POINTS_TABLE), message, remedy)
    return build_points(fields)


def _missed_within(by: BandsBy, fields: Fields) -> MissedWithin | None:
    """Among which months missed ones are counted, where they are."""
    if by is not BandsBy.MISSED_MONTHS and fields.has(MISSED_WITHIN):
        message = f"`{MISSED_WITHIN.key}` is about missed months, and the bands go by `{by.value}`"
        remedy = f"write `{BANDS_BY.key}: {BandsBy.MISSED_MONTHS.value}`, or delete it"
        raise fields.reader.refuse(Code.CONFLICTING_KEYS, fields.at(MISSED_WITHIN), message, remedy)
    if by is BandsBy.MISSED_MONTHS and not fields.has(MISSED_WITHIN):
        message = (
            "the bands go by missed months, and the rule does not say among which months they are counted"
        )
        remedy = f"write `{MISSED_WITHIN.key}: 6 months`, or `{MISSED_WITHIN.key}: in a row`"
        raise fields.reader.refuse(Code.MISSING_KEY, fields.at(BANDS_BY), message, remedy)
    return fields[MISSED_WITHIN]


def target_unit(objective: Objective) -> BandUnit:
    """In which unit the figure of a promise is credited by bands; an availability is always a share."""
    if objective.target is None or isinstance(objective.indicator, Availability):
        return BandUnit.SHARE
    return next(unit for kind, unit in _TARGETS.items() if isinstance(objective.target.bound, kind))


def worse_of(objective: Objective) -> Worse:
    """In which direction the figure of a promise gets worse."""
    target: FigureTarget | None = objective.target
    if target is None or isinstance(objective.indicator, Availability):
        return Worse.LOWER
    return Worse.HIGHER if target.operator.is_ceiling else Worse.LOWER


def _worse(by: BandsBy, missed: Sequence[Objective], fields: Fields) -> Worse:
    if by is not BandsBy.FIGURE:
        return Worse.HIGHER
    ways = {worse_of(each): each.name for each in reversed(missed)}
    if len(ways) > 1:
        message = (
            f"of `{ways[Worse.LOWER]}` more is better, and of `{ways[Worse.HIGHER]}` less is: no band holds "
            "the misses of both"
        )
        raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(BANDS), message, "write a rule for each")
    return next(iter(ways), Worse.LOWER)


def _check_edges(rows: Sequence[Row], worse: Worse) -> None:
    """Report bands without the edge at which they begin; of figures that must stay low one is enough."""
    for row in rows:
        lacks = row.upper is None if worse is Worse.LOWER else row.upper is None and row.lower is None
        if lacks:
            keys = UPPER_KEYS if worse is Worse.LOWER else (*LOWER_KEYS, *UPPER_KEYS)
            reader, standing = row.fields.reader, row.fields.standing
            name = "" if row.fields.within.key is None else f" `{row.fields.within.key.text}`"
            message = f"credit band{name} does not say what it is"
            remedy = f"write one of {', '.join(f'`{key}`' for key in keys)}"
            raise reader.refuse(Code.MISSING_KEY, standing, message, remedy)


def _unit(rows: Sequence[Row], fields: Fields) -> BandUnit | None:
    units = list(dict.fromkeys(row.unit for row in rows if row.unit is not None))
    if len(units) > 1:
        message = f"some bands go by a {units[0].value}, others by a {units[1].value}"
        raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(BANDS), message, "write all in one unit")
    return units[0] if units else None


def _check_unit(unit: BandUnit, by: BandsBy, missed: Sequence[Objective], fields: Fields) -> None:
    """Report bands in a unit in which what is looked up in them is not counted."""
    if by is not BandsBy.FIGURE:
        if unit is not _UNITS_BY[by]:
            right = _UNITS_BY[by]
            message = (
                f"the bands are those of a {unit.value}, and `{BANDS_BY.key}: {by.value}` is a {right.value}"
            )
            remedy = f"write their edges like `{_EXAMPLES[right]}`"
            raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(BANDS_BY), message, remedy)
        return
    others = [each for each in missed if target_unit(each) is not unit]
    if others or (not missed and unit is not BandUnit.SHARE):
        whose = f"`{others[0].name}`" if others else "an availability"
        right = target_unit(others[0]) if others else BandUnit.SHARE
        message = f"the bands are those of a {unit.value}, and {whose} comes to a {right.value}"
        by_case = bool(others) and is_timed(others[0])
        by_length = " or ".join(
            f"`{BANDS_BY.key}: {each.value}`"
            for each, of in _UNITS_BY.items()
            if of is unit and (of is BandUnit.NUMBER or (each is BandsBy.EACH_CASE) is by_case)
        )
        remedy = f"write their edges like `{_EXAMPLES[right]}`" + (f", or {by_length}" if by_length else "")
        raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(BANDS), message, remedy)


def _check_sums(rows: Sequence[Row], by: BandsBy, counted: BandsCounted, fields: Fields) -> None:
    """Report amounts that are owed together and do not add up; a day of a fee is a share of it."""
    units = tuple(dict.fromkeys(added_in(row.amount) for row in rows))
    if len(units) == 1:
        return
    message = f"bands that are owed together are in {' and '.join(units)}, which do not add up"
    if counted is BandsCounted.CUMULATIVE:
        remedy = f"write all of them in {units[0]}, or `{BANDS_COUNTED.key}: {BandsCounted.HIGHEST.value}`"
        raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(BANDS_COUNTED), message, remedy)
    if by in (BandsBy.EACH_OUTAGE, BandsBy.EACH_CASE):
        remedy = f"write all of them in {units[0]}"
        raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(BANDS_BY), message, remedy)


def _down(row: Row, rows: Sequence[Row], unit: BandUnit) -> Stretch:
    """The figures of a row, down to the next band where its lower edge is not written."""
    below = [each for each in _edges(other.upper for other in rows) if row.upper and each < row.upper]
    return Stretch(row.lower or max(below, default=LOWEST), row.upper, unit)


def _up(row: Row, rows: Sequence[Row], unit: BandUnit) -> Stretch:
    """The figures of a row, from the end of the band before it and up to the next one."""
    lower = row.lower
    if lower is None:
        ends = _edges(other.upper for other in rows)
        lower = max((each for each in ends if row.upper and each < row.upper), default=LOWEST)
    begins = _edges(other.lower for other in rows)
    upper = row.upper or min((each for each in begins if each > lower), default=None)
    return Stretch(lower, upper, unit)


def _with_own_edges(stretch: Stretch, stretches: Sequence[Stretch], owner: SharedEdges) -> Stretch:
    """A band without the edges that are those of its neighbours, though it names them as well."""
    lower, upper = stretch.lower, stretch.upper
    if owner is SharedEdges.ABOVE and any(meet_in_one_figure(stretch, other) for other in stretches):
        upper = None if upper is None else Edge(upper.value)
    if owner is SharedEdges.BELOW and any(meet_in_one_figure(other, stretch) for other in stretches):
        lower = Edge(lower.value, is_above=True)
    return Stretch(lower, upper, stretch.unit)


def meet_in_one_figure(below: Stretch, above: Stretch) -> bool:
    """Whether the one ends with the figure that the other begins with, so that both hold it."""
    return not above.lower.is_above and below.upper == Edge(above.lower.value, is_above=True)


def _passed(stretch: Stretch, stretches: Sequence[Stretch], worse: Worse) -> Stretch:
    """A band that is owed together with others: it is reached by what lies in a band that goes on from it."""
    if worse is Worse.LOWER:
        goes_on = any(_meet(each.upper, stretch.lower, stretch.unit) for each in stretches)
        return Stretch(LOWEST, stretch.upper, stretch.unit) if goes_on else stretch
    goes_on = any(_meet(stretch.upper, each.lower, stretch.unit) for each in stretches)
    return Stretch(stretch.lower, None, stretch.unit) if goes_on else stretch


def _meet(upper: Edge | None, lower: Edge, unit: BandUnit) -> bool:
    """Whether a band that ends at an edge and one that begins at another have nothing between them."""
    if upper is None or LOWEST in (upper, lower):
        return False
    is_counted = unit is BandUnit.NUMBER and upper < lower
    return upper.value == lower.value or (is_counted and not Stretch(upper, lower, unit).holds_whole_number)


def _edges(found: Iterable[Edge | None]) -> list[Edge]:
    return [edge for edge in found if edge is not None]
