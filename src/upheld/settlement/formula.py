"""Formulas of credits: which rule a breach is credited by, and how many times its amount is owed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import Band, BandsBy, BandUnit, BetweenBands, TieredCredit
from upheld.agreement.credit_rule import (
    BeyondShare,
    Blocks,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    LengthCredit,
    LinearCredit,
    LostTimeCredit,
    Occasion,
    OccasionCredit,
    SpreadOver,
    Summed,
    UnstatedCredit,
)
from upheld.agreement.fee import Amount, ShareOfFee
from upheld.agreement.objective import Availability, Objective, is_timed
from upheld.agreement.price import Price, TimeOfFee
from upheld.chrono.instant import Micros
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone, fixed_zone
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData, Reason, Share
from upheld.evaluation.statement import AvailabilityRecord, Finding
from upheld.evaluation.wording import listed
from upheld.quantity import Duration, percent, write_share
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
    figure_of_miss,
    goes_on,
    limits,
    missed_months,
    outages_as_one,
    own_figure,
)
from upheld.settlement.late_case import lasts, late_cases_of, times_cases
from upheld.settlement.tally import (
    Tally,
    elsewhere,
    of_bands,
    step_in_bands,
    tally_lengths,
    tally_lost_time,
    tally_occasions,
)


def rule_for(credits: Credits, objective: Objective, plan: str | None) -> CreditRule | None:
    """The first rule that fits an objective on a plan; one for downtime or by bands fits availabilities."""
    return next((rule for rule in credits.all_rules if _fits(rule, objective, plan)), None)


def _fits(rule: CreditRule, objective: Objective, plan: str | None) -> bool:
    indicator = objective.indicator
    named = objective.name in rule.objectives if rule.objectives else True
    on_plan = plan in rule.plans if rule.plans else True
    if rule.services or (goes_by_figure(rule) and not rule.objectives):
        about = isinstance(indicator, Availability) and (not rule.services or indicator.of in rule.services)
        if goes_by_cases(rule):
            about = is_timed(objective) and not rule.services
    else:
        about = True
    return named and on_plan and about


def goes_by_figure(rule: CreditRule) -> bool:
    """Whether a rule needs more of a miss than that there is one: downtime, or a figure."""
    match rule.formula:
        case FlatCredit() | UnstatedCredit() | OccasionCredit(each=Occasion.MISSED_CASE):
            return False
        case _:
            return True


def goes_by_cases(rule: CreditRule) -> bool:
    """Whether a rule looks up the time of each late case, which nothing but tickets and occasions has."""
    return isinstance(rule.formula, TieredCredit) and rule.formula.by is BandsBy.EACH_CASE


def may_grow(rule: CreditRule, finding: Finding) -> bool:
    """Whether something is not over by the length of which more will be earned."""
    if times_cases(finding):
        by_time = goes_by_cases(rule) or isinstance(rule.formula, LengthCredit | LostTimeCredit)
        return by_time and lasts(finding)
    return goes_by_lengths(rule) and goes_on(finding)


def goes_by_lengths(rule: CreditRule) -> bool:
    """Whether each outage earns by its own length, so that one that lasts may earn more yet."""
    match rule.formula:
        case LengthCredit(summed=Summed.EACH_OUTAGE, blocks=blocks):
            return blocks is not Blocks.PRO_RATA
        case TieredCredit(by=BandsBy.EACH_OUTAGE):
            return True
        case _:
            return False


def goes_by_parts(rule: CreditRule) -> bool:
    """Whether each period is owed for its own part of an outage that lasts beyond it."""
    match rule.formula:
        case FlatCredit() | UnstatedCredit() | OccasionCredit(each=Occasion.OUTAGE | Occasion.MISSED_CASE):
            return False
        case TieredCredit(by=BandsBy.MISSED_CASES):
            return False
        case _:
            return not goes_by_lengths(rule)


def _needs_downtime(rule: CreditRule) -> bool:
    match rule.formula:
        case LinearCredit():
            return False
        case TieredCredit(by=by):
            return by in (BandsBy.DOWNTIME, BandsBy.EACH_OUTAGE)
        case _:
            return goes_by_figure(rule)


def _has_downtime(finding: Finding) -> bool:
    """Whether a finding is not one on an availability by requests, which has no outages."""
    indicator = finding.objective.indicator
    return not isinstance(indicator, Availability) or indicator.has_downtime


class Blocked(Struct, frozen=True, kw_only=True):
    """How much downtime a credit is reckoned on, and how many blocks of it there are."""

    downtime: Fraction
    """As a share of the time measured; of another figure, by how much it falls short."""
    of: CreditedDowntime | BeyondShare
    blocks: Fraction
    block: str
    """What one block is: `full 1 % of downtime`."""
    noun: str = "downtime"

    @property
    def says(self) -> str:
        """The downtime in words."""
        beyond = " beyond the target" if self.of is CreditedDowntime.BEYOND_TARGET else ""
        if isinstance(self.of, BeyondShare):
            beyond = f" {self.of}"
        return f"{percent(self.downtime)} of {self.noun}{beyond}"


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


def reckon(rule: CreditRule, finding: Finding, zone: Zone | None = None) -> Reckoned | NoData:
    """Reckon what a rule owes for a missed promise; open where the words or the evidence leave it so.

    `zone` is that of the agreement, for days and hours. UsageError for a rule that states no amount, or that
    goes by something the finding does not have.
    """
    if _needs_downtime(rule) and not _has_downtime(finding):
        return NoData("the credit goes by downtime, and a share of requests tells no time")
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
            counted = _counted(formula, amount, rule, finding, zone)
            return (
                counted if isinstance(counted, NoData) else replace(counted, stated=_stated(formula.amount))
            )


def _counted(
    formula: FlatCredit | LinearCredit | LengthCredit | OccasionCredit,
    amount: Amount,
    rule: CreditRule,
    finding: Finding,
    zone: Zone | None,
) -> Reckoned | NoData:
    """An amount, and how many times it is owed."""
    match formula:
        case FlatCredit():
            return Reckoned(amount=amount, times=Fraction(finding.breaches))
        case LinearCredit():
            return _by_share(amount, blocked(formula, rule, finding), finding)
        case LengthCredit() if times_cases(finding):
            return _tallied(amount, tally_late_lengths(formula, finding))
        case LengthCredit():
            _require_availability(rule, finding)
            return _tallied(amount, tally_lengths(formula, finding))
        case OccasionCredit(each=Occasion.AFFECTED_DAY) if times_cases(finding):
            return _tallied(amount, tally_late_days(finding, _zone_of(finding, zone)))
        case OccasionCredit():
            _require_availability(rule, finding, unless=formula.each is Occasion.MISSED_CASE)
            tally = tally_occasions(formula, finding, _zone_of(finding, zone))
            return tally if isinstance(tally, NoData) else _tallied(amount, tally)


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
    by_time = isinstance(finding.record, AvailabilityRecord) and _has_downtime(finding)
    noun = "downtime" if by_time else "shortfall"
    return Blocked(
        downtime=downtime,
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
    reached = figure_of_miss(formula, finding)
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
