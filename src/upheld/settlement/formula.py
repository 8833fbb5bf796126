"""Formulas of credits: how many times its amount a rule gives for a breach."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.credit_band import Band, BandsBy, BandUnit, BetweenBands, TieredCredit
from upheld.agreement.credit_rule import (
    BeyondShare,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    LengthCredit,
    LinearCredit,
    LostTimeCredit,
    Occasion,
    OccasionCredit,
    SpreadOver,
    UnstatedCredit,
)
from upheld.agreement.fee import Amount, ShareOfFee
from upheld.agreement.price import Price, TimeOfFee
from upheld.chrono.business_days import OpenDays
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.period import CalendarDay, CalendarMonth, CalendarWeek, Period, period_containing
from upheld.chrono.zone import Zone, fixed_zone
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData, Reason, Share
from upheld.evaluation.statement import AvailabilityRecord, Finding
from upheld.evaluation.wording import counted as so_many
from upheld.evaluation.wording import listed
from upheld.quantity import Duration, percent, write_length, write_share
from upheld.quantity.measured import percentage
from upheld.quantity.phrase import write_number
from upheld.settlement.amount import alike, measure_of, plus, write_amount
from upheld.settlement.blocks import WORDS, count_blocks
from upheld.settlement.case_tally import (
    step_of_case,
    tally_in_bands,
    tally_late_days,
    tally_late_lengths,
    tally_late_time,
)
from upheld.settlement.fee_time import Spread, amount_for, spread_for, spread_over_measured
from upheld.settlement.figure_in_bands import (
    case_noun,
    figure_of_miss,
    limits,
    missed_months,
    outages_as_one,
    own_figure,
)
from upheld.settlement.fitting_rule import (
    has_downtime,
    needs_downtime,
)
from upheld.settlement.late_case import late_cases_of, times_cases
from upheld.settlement.service_points import Points, points_of, so_many_points
from upheld.settlement.tally import (
    Tally,
    elsewhere,
    of_bands,
    step_in_bands,
    tally_lengths,
    tally_lost_time,
    tally_occasions,
)


class Blocked(Struct, frozen=True, kw_only=True):
    """How much downtime a credit is reckoned on, and how many blocks of it there are."""

    downtime: Fraction
    """As a share of the time measured; of another figure, by how much it falls short."""
    of: CreditedDowntime | BeyondShare
    blocks: Fraction
    block: str
    """What one block is: `full 1 % of downtime`."""
    noun: str = "downtime"
    length: Fraction = Fraction(0)
    """How much time it is, in microseconds; none where it is no time."""

    @property
    def says(self) -> str:
        """The downtime in words, as a length too where the share alone would say little."""
        beyond = " beyond the target" if self.of is CreditedDowntime.BEYOND_TARGET else ""
        if isinstance(self.of, BeyondShare):
            beyond = f" {self.of}"
        length = f" ({write_length(int(self.length))})" if self.length and self.downtime < _LITTLE else ""
        return f"{percent(self.downtime)}{length} of {self.noun}{beyond}"


_LITTLE = Fraction(1, 10_000)
_FULL = len("1234 %")
"""What stands behind the point of a percentage that was not floored to fewer digits."""


class Banded(Struct, frozen=True, kw_only=True):
    """Which bands the figure of a miss falls into."""

    reached: Fraction
    """In the unit of the bands."""
    unit: BandUnit = BandUnit.SHARE
    bands: tuple[Band, ...]
    """Those that are owed; none where it lies in no band."""
    between: BetweenBands | None = None
    """Which band stands in, where the figure lies in none itself."""
    months: tuple[str, ...] = ()
    """The missed months that are counted, where they are."""
    within: str = ""
    """Among which months, in words."""
    points: Points | None = None
    """The service points that are counted, where they are."""
    cases: str = ""
    """What is counted, in a word, where outages or missed cases are."""

    @property
    def where(self) -> str:
        """The bands in words: `below 99 %`."""
        return ", and ".join(str(band.stretch) for band in self.bands)

    @property
    def figure(self) -> str:
        """The figure in words, floored where it is a share, yet never onto the edge of a band."""
        if self.months:
            noun = "missed month" if len(self.months) == 1 else "missed months"
            return f"a count of {len(self.months)} {noun} {self.within} ({listed(self.months)})"
        if self.points is not None:
            return f"a sum of {so_many_points(self.reached)}"
        if self.cases:
            return f"a count of {so_many(int(self.reached), self.cases)}"
        if self.unit is not BandUnit.SHARE:
            return self.unit.write(self.reached)
        floored = percent(self.reached)
        return percentage(self.reached) if len(floored.partition(".")[2]) < _FULL else floored

    @property
    def says(self) -> str:
        """Where the figure lies, in words."""
        nowhere = f"{self.figure} lies in none of the credit bands"
        if not self.bands:
            return nowhere
        if self.between is not None:
            return f"{nowhere}, and the {self.between.value} holds: {self.where}"
        several = "s" if len(self.bands) > 1 else ""
        return f"{self.figure} lies in the credit band{several} {self.where}"


class Reckoned(Struct, frozen=True, kw_only=True):
    """What a rule makes of a breach: an amount, and how many times it is owed."""

    amount: Amount
    times: Fraction
    by: Blocked | Banded | Tally | None = None
    """What it is reckoned on, where that is not the number of breaches alone."""
    stated: str = ""
    """The amount in the words of the agreement, where those are not the amount itself."""
    nothing: tuple[str, str] | None = None
    """The rule by which nothing is owed all the same, and why in words."""


def reckon(
    rule: CreditRule, finding: Finding, zone: Zone | None = None, days: OpenDays | NoData | None = None
) -> Reckoned | NoData:
    """Reckon what a rule owes for a missed promise; open where the words or the evidence leave it so.

    `zone` is that of the agreement, for days and hours; `days` are the business days, where these are
    counted. UsageError for a rule that states no amount, or that
    goes by something the finding does not have.
    """
    if needs_downtime(rule) and not has_downtime(finding):
        return NoData("the credit goes by downtime, and a share of requests tells no time")
    finding = _in_its_month(finding, zone)
    match rule.formula:
        case UnstatedCredit():
            raise UsageError(f"the credit rule at {rule.place} states no amount to be settled")
        case TieredCredit(by=by) as formula:
            return _BY_BANDS.get(by, _by_band)(formula, rule, finding)
        case LostTimeCredit() as formula:
            return _by_lost_time(formula, rule, finding)
        case formula:
            amount = amount_for(formula.amount, finding.period, _declared(rule))
            if isinstance(amount, NoData):
                return amount
            counted = _counted(formula, amount, rule, finding, zone, days)
            return (
                counted if isinstance(counted, NoData) else replace(counted, stated=_stated(formula.amount))
            )


def _in_its_month(finding: Finding, zone: Zone | None) -> Finding:
    """The same of a day or week, as part of the month in which it ends: fees are paid by the month."""
    if not isinstance(finding.period.rule, CalendarDay | CalendarWeek):
        return finding
    last = Instant(finding.period.interval.end - 1)
    return replace(finding, period=period_containing(CalendarMonth(), last, _zone_of(finding, zone)))


def _counted(
    formula: FlatCredit | LinearCredit | LengthCredit | OccasionCredit,
    amount: Amount,
    rule: CreditRule,
    finding: Finding,
    zone: Zone | None,
    days: OpenDays | NoData | None,
) -> Reckoned | NoData:
    """An amount, and how many times it is owed."""
    match formula:
        case FlatCredit():
            return Reckoned(amount=amount, times=Fraction(finding.breaches))
        case LinearCredit():
            return _by_share(amount, blocked(formula, rule, finding), finding)
        case LengthCredit():
            return _by_length(formula, amount, rule, finding)
        case OccasionCredit():
            tally = _occasions(formula, rule, finding, zone, days)
            return tally if isinstance(tally, NoData) else _tallied(amount, tally)


def _by_length(
    formula: LengthCredit, amount: Amount, rule: CreditRule, finding: Finding
) -> Reckoned | NoData:
    """An amount for every so much downtime, the first part of which may earn another one."""
    worth = Fraction(0)
    if formula.first is not None:
        first = amount_for(formula.first.amount, finding.period, _declared(rule))
        if isinstance(first, NoData):
            return first
        worth = measure_of(first) / measure_of(amount)
    if times_cases(finding):
        return _tallied(amount, tally_late_lengths(formula, finding, worth))
    _require_availability(rule, finding)
    return _tallied(amount, tally_lengths(formula, finding, worth))


def _occasions(
    formula: OccasionCredit,
    rule: CreditRule,
    finding: Finding,
    zone: Zone | None,
    days: OpenDays | NoData | None,
) -> Tally | NoData:
    """Count what an amount is owed for each of: days, hours, outages or cases."""
    by_case = times_cases(finding)
    match formula.each:
        case Occasion.AFFECTED_DAY if by_case:
            return tally_late_days(finding, _zone_of(finding, zone))
        case Occasion.BUSINESS_DAY_LATE if not by_case:
            raise _unfit(rule, finding, "pays for days of delay, and {} times nothing")
        case Occasion.BUSINESS_DAY_LATE if isinstance(days, OpenDays):
            return tally_late_days(finding, _zone_of(finding, zone), days)
        case Occasion.BUSINESS_DAY_LATE:
            return days if isinstance(days, NoData) else NoData("nothing says which days are business days")
        case each:
            _require_availability(rule, finding, unless=each is Occasion.MISSED_CASE)
            return tally_occasions(formula, finding, _zone_of(finding, zone))


def _declared(rule: CreditRule) -> Duration | None:
    """The length that a fee is spread over, for what a day or an hour of it costs."""
    return None if isinstance(rule.spread_over, SpreadOver) else rule.spread_over


def _stated(*prices: Price) -> str:
    """Prices in the words of the agreement, where one of them is what a length of time costs."""
    if not any(isinstance(price, TimeOfFee) for price in prices):
        return ""
    return " and ".join(str(each) if isinstance(each, TimeOfFee) else write_amount(each) for each in prices)


def _by_share(amount: Amount, found: Blocked, finding: Finding) -> Reckoned | NoData:
    if len(set(limits(finding))) > 1:
        return NoData("the evidence leaves open how far it was missed")
    little = None if found.blocks else ("credit.too_little", f"{found.says} is less than one {found.block}")
    return Reckoned(amount=amount, times=found.blocks, by=found, nothing=little)


def _by_lost_time(formula: LostTimeCredit, rule: CreditRule, finding: Finding) -> Reckoned | NoData:
    _require_availability(rule, finding, unless=times_cases(finding))
    spread = _spread(formula, rule, finding)
    if isinstance(spread, NoData):
        return spread
    by_case = times_cases(finding)
    if by_case:
        tally = tally_late_time(formula, finding, spread)
    else:
        over = rule.spread_over

        def spread_in(period: Period) -> Spread | NoData:
            return spread if isinstance(over, SpreadOver) else spread_for(formula.fee, period, over)

        tally = tally_lost_time(formula, finding, spread, spread_in)
    often = "" if formula.times == 1 else f"{write_number(formula.times)} times "
    stated = f"{often}the {formula.fee} for {'this time' if by_case else 'the time that was lost'}"
    return replace(_tallied(ShareOfFee(Fraction(1), spread.of), tally), stated=stated)


def _spread(formula: LostTimeCredit, rule: CreditRule, finding: Finding) -> Spread | NoData:
    """The length that the fee for the time lost is spread over."""
    if not isinstance(rule.spread_over, SpreadOver):
        return spread_for(formula.fee, finding.period, rule.spread_over)
    record = finding.record
    measured = record.to_measure or record.measured if isinstance(record, AvailabilityRecord) else 0
    return spread_over_measured(formula.fee, measured) if measured else NoData("no time was measured")


def _tallied(amount: Amount, tally: Tally) -> Reckoned:
    little = ("credit.too_little", f"{tally.steps[-1].says}: nothing to be credited")
    other = [step.says for step in tally.steps if step.rule == "credit.elsewhere"]
    if other and not tally.downtime:
        little = ("credit.elsewhere", "; ".join(other))
    return Reckoned(amount=amount, times=tally.times, by=tally, nothing=None if tally.times else little)


def _zone_of(finding: Finding, zone: Zone | None) -> Zone:
    """The zone of days and hours; UTC needs no almanac, and any other one is to be given."""
    if zone is not None:
        return zone
    if finding.period.zone == "UTC":
        return fixed_zone("UTC", Micros(0))
    raise UsageError(f"days and hours of {finding.period.zone} are credited: give the calendars")


def _by_band(formula: TieredCredit, rule: CreditRule, finding: Finding) -> Reckoned | NoData:
    found = banded(formula, rule, finding)
    if isinstance(found, NoData):
        return found
    amount = _together(found.bands, rule, finding)
    if amount is None:
        nothing = ShareOfFee(Fraction(0))
        return Reckoned(amount=nothing, times=Fraction(0), by=found, nothing=("credit.no_band", found.says))
    if isinstance(amount, NoData):
        return amount
    stated = _stated(*(band.amount for band in found.bands))
    return Reckoned(amount=amount, times=Fraction(1), by=found, stated=stated)


def _by_each_outage(formula: TieredCredit, rule: CreditRule, finding: Finding) -> Reckoned | NoData:
    """What outages earn together, each by the band of its own length."""
    _require_availability(rule, finding)
    outages = outages_as_one(finding)
    total: Amount | NoData | None = None
    steps: list[Reason] = []
    parts: list[Fraction] = []
    for outage in outages:
        bands = formula.owed_at(Fraction(outage.counted))
        amount = _together(bands, rule, finding)
        if isinstance(amount, NoData):
            return amount
        where = ", and ".join(str(band.stretch) for band in bands)
        said = "none of the credit bands" if amount is None else f"{where}, {write_amount(amount)}"
        steps.append(step_in_bands(outage, said))
        parts.append(Fraction(0) if amount is None else measure_of(amount))
        if amount is not None:
            total = _added(total, amount)
    steps += elsewhere(finding)
    if isinstance(total, NoData):
        return total
    if total is None:
        tally = of_bands(outages, NoData(""), steps)
        nothing = ("credit.no_band", f"{tally.says}: none of them lies in a credit band")
        other = elsewhere(finding)
        if other and not outages:
            nothing = (other[0].rule, "; ".join(each.says for each in other))
        return Reckoned(amount=ShareOfFee(Fraction(0)), times=Fraction(0), by=tally, nothing=nothing)
    return Reckoned(amount=total, times=Fraction(1), by=of_bands(outages, total, steps, parts))


def _by_each_case(formula: TieredCredit, rule: CreditRule, finding: Finding) -> Reckoned | NoData:
    """What late cases earn together, each by the band of its own time."""
    if not times_cases(finding):
        raise UsageError(
            f"the credit rule at {rule.place} goes by late cases: {finding.objective.name} has none"
        )
    cases = late_cases_of(finding)
    total: Amount | NoData | None = None
    steps: list[Reason] = []
    parts: list[Fraction] = []
    for case in cases:
        bands = formula.owed_at(Fraction(case.spent))
        amount = _together(bands, rule, finding)
        if isinstance(amount, NoData):
            return amount
        where = ", and ".join(str(band.stretch) for band in bands)
        said = "none of the credit bands" if amount is None else f"{where}, {write_amount(amount)}"
        steps.append(step_of_case(case, CreditedDowntime.ALL, f": {said}"))
        parts.append(Fraction(0) if amount is None else measure_of(amount))
        if amount is not None:
            total = _added(total, amount)
    if isinstance(total, NoData):
        return total
    if total is None:
        tally = tally_in_bands(cases, NoData(""), steps)
        nothing = ("credit.no_band", f"{tally.says}: none of them lies in a credit band")
        return Reckoned(amount=ShareOfFee(Fraction(0)), times=Fraction(0), by=tally, nothing=nothing)
    return Reckoned(amount=total, times=Fraction(1), by=tally_in_bands(cases, total, steps, parts))


_BY_BANDS = {BandsBy.EACH_OUTAGE: _by_each_outage, BandsBy.EACH_CASE: _by_each_case}


def _together(bands: Sequence[Band], rule: CreditRule, finding: Finding) -> Amount | NoData | None:
    """What some bands owe together; nothing where there are none."""
    amounts = [amount_for(band.amount, finding.period, _declared(rule)) for band in bands]
    return reduce(_added, amounts, None)


def _added(one: Amount | NoData | None, other: Amount | NoData) -> Amount | NoData:
    if one is None or isinstance(one, NoData) or isinstance(other, NoData):
        return one if isinstance(one, NoData) else other
    if not alike(one, other):
        return NoData(f"{write_amount(one)} and {write_amount(other)} can't be added up")
    return plus(one, other)


def blocked(formula: LinearCredit, rule: CreditRule, finding: Finding) -> Blocked:
    """Cut the downtime of a missed availability into blocks; UsageError for a finding that has none.

    Another figure that is a share is cut by how far it falls short of all, or of its target.
    """
    reached = _share_of(rule, finding)
    is_ceiling = finding.objective.target is not None and _is_ceiling(finding)
    if formula.downtime is CreditedDowntime.ALL:
        short = reached if is_ceiling else 1 - reached
    else:
        edge = formula.downtime.of if isinstance(formula.downtime, BeyondShare) else _promised(finding)
        short = reached - edge if is_ceiling else edge - reached
    downtime = max(short, Fraction(0))
    by_time = isinstance(finding.record, AvailabilityRecord) and has_downtime(finding)
    noun = "downtime" if by_time else "shortfall"
    record = finding.record
    measured = record.to_measure or record.measured if isinstance(record, AvailabilityRecord) else 0
    return Blocked(
        downtime=downtime,
        length=downtime * measured if by_time else Fraction(0),
        of=formula.downtime,
        blocks=count_blocks(downtime / formula.per, formula.blocks),
        block=f"{WORDS[formula.blocks]}{write_share(formula.per)} of {noun}",
        noun=noun,
    )


def _is_ceiling(finding: Finding) -> bool:
    """Whether the figure must stay below its target; an availability never must."""
    target = finding.objective.share_target
    by_time = isinstance(finding.record, AvailabilityRecord)
    return not by_time and target is not None and target.operator.is_ceiling


def banded(formula: TieredCredit, rule: CreditRule, finding: Finding) -> Banded | NoData:
    """Find the bands of a missed promise, as it was judged; open where its figure is.

    UsageError for a finding that has nothing to be looked up in them.
    """
    if formula.by in (BandsBy.DOWNTIME, BandsBy.EACH_OUTAGE):
        _require_availability(rule, finding)
    elif finding.objective.target is None and isinstance(finding.record, AvailabilityRecord):
        raise _unfit(rule, finding, "goes by bands of availability, and {} has no target")
    points = points_of(formula, finding) if formula.by is BandsBy.POINTS else None
    if isinstance(points, NoData):
        return points
    reached = figure_of_miss(formula, finding) if points is None else points.sum
    if isinstance(reached, NoData):
        return reached
    holds = bool(formula.holding(reached))
    return Banded(
        reached=reached,
        unit=formula.unit,
        bands=formula.owed_at(reached),
        between=None if holds else formula.between,
        months=missed_months(formula, finding)[0] if formula.missed_within is not None else (),
        within="" if formula.missed_within is None else str(formula.missed_within),
        points=points,
        cases=case_noun(finding) if formula.by is BandsBy.MISSED_CASES else "",
    )


def _share_of(rule: CreditRule, finding: Finding) -> Fraction:
    """The share that a missed promise came to."""
    figure = own_figure(finding)
    if finding.objective.target is None or not isinstance(figure, Share):
        raise _unfit(rule, finding, "pays for downtime, and {} has none")
    return figure.value


def _require_availability(rule: CreditRule, finding: Finding, *, unless: bool = False) -> None:
    if not unless and not isinstance(finding.record, AvailabilityRecord):
        raise _unfit(rule, finding, "pays for downtime, and {} has none")


def _unfit(rule: CreditRule, finding: Finding, trouble: str) -> UsageError:
    return UsageError(
        f"the credit rule at {rule.place} {trouble.format(finding.objective.name)}: "
        "name objectives of availability with a target in its `for`"
    )


def _promised(finding: Finding) -> Fraction:
    """The share that is promised; where downtime is bounded, what the time measured leaves of it."""
    target, record = finding.objective.share_target, finding.record
    if target is not None:
        return target.bound
    if not isinstance(record, AvailabilityRecord) or not record.measured:
        return Fraction(1)
    return Fraction(record.measured - record.allowance, record.measured)
