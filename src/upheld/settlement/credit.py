"""Credits: what the breaches of one objective earn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import BandUnit
from upheld.agreement.credit_rule import CreditRule, FlatCredit, GivenAs, LostTimeCredit
from upheld.agreement.fee import Amount, Fee, FeeScope, ShareOfFee
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.business_days import OpenDays
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarDay, CalendarWeek
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.reason import Figure, NoData, Reason, Share, Sum, Words
from upheld.evaluation.statement import Finding, StatisticRecord
from upheld.evaluation.wording import listed
from upheld.quantity import ExactMoney, Money
from upheld.quantity.phrase import write_number
from upheld.settlement.affected import Affected, affected, failed_at, failed_things, resources_of, services_of
from upheld.settlement.amount import called, exact_worth, figure_of, write_amount
from upheld.settlement.condition import as_credited
from upheld.settlement.fee import Fees, FoundFee
from upheld.settlement.fitting_rule import goes_by_cases, may_grow
from upheld.settlement.formula import Banded, Blocked, Reckoned, reckon
from upheld.settlement.open_part import OpenParts, open_parts
from upheld.settlement.own_part import Paid, credited_parts
from upheld.settlement.tally import Tally


class CreditLine(Struct, frozen=True, kw_only=True):
    """What the breaches of one objective earn, before the cap."""

    objective: str
    affected: str | None = None
    """The service or resource whose own fee it is a share of, where it is of one; or the member."""
    member: str | None = None
    """The member that was judged by itself, where one was."""
    interval: Interval
    """The time judged: an objective may be judged for several periods in one statement."""
    breaches: int
    per_breach: Amount
    """For each breach, each block of downtime, each day or case; for the bands or outages all together."""
    stated: str = ""
    """The same in the words of the agreement, where those are no amount: `1 day of monthly fee`."""
    blocked: Blocked | None = None
    """The downtime the credit is reckoned on, where it is."""
    banded: Banded | None = None
    """The credit bands that the measured share lies in, where it goes by bands."""
    tally: Tally | None = None
    """The outages, days or cases it is counted on, where it is."""
    owed: Amount
    earlier: tuple[Amount, ...] = ()
    """What each outage of the tally earned in the periods before, by the fee of this one."""
    given_as: GivenAs = GivenAs.CREDIT
    is_final: bool
    """False while the objective's period is open: the credit so far."""
    reason: Reason


def credit_lines(
    credits: Credits,
    rule: CreditRule,
    finding: Finding,
    fees: Fees,
    zone: Zone | None = None,
    only_point: str | None = None,
    days: OpenDays | NoData | None = None,
) -> Iterator[CreditLine]:
    """Credit what is left of a breach by a rule: one line, or one for each thing with a fee of its own.

    `only_point` is the point of the service, where that has no other; `days` are the business days, where
    these are counted. Each line is rounded once, as the
    conventions of its promise say. UsageError where the rule leaves the amount open.
    """
    credited = as_credited(finding)
    own = fees.over(finding.interval, zone).of_service(_service_of(finding))
    parts = parts_of(rule, finding, fees, zone)
    for name, left in parts or _affected(rule, credited, own, zone, only_point, days):
        found = _reckoned(rule, left, zone, days)
        if not parts or found.nothing is None:
            yield _line(_Credit(credits, rule, finding, left, found, name, own))


def parts_of(
    rule: CreditRule | None, finding: Finding, fees: Fees, zone: Zone | None = None
) -> tuple[tuple[str, Finding], ...]:
    """The parts of a missed figure that earn a credit each, by their own figures and of their own fees."""
    return credited_parts(rule, as_credited(finding), _paid_by(rule, finding, fees, zone))


def open_parts_of(
    rule: CreditRule | None,
    finding: Finding,
    fees: Fees,
    zone: Zone | None = None,
    days: OpenDays | NoData | None = None,
) -> OpenParts | None:
    """The parts of a figure of which the evidence leaves open what each earns of its own fee."""
    if rule is None:
        return None
    return open_parts(
        rule, finding, _paid_by(rule, finding, fees, zone), lambda each: reckon(rule, each, zone, days)
    )


def _paid_by(rule: CreditRule | None, finding: Finding, fees: Fees, zone: Zone | None) -> Paid:
    """Tell what has a fee of which a rule owes a share."""
    credited = as_credited(finding)
    own = fees.over(finding.interval, zone).of_service(_service_of(finding))
    amounts = () if rule is None else rule.amounts
    return Paid(
        lambda name: any(_is_paid(amount, name, own, credited) for amount in amounts), own.is_of_customer
    )


def _affected(
    rule: CreditRule,
    credited: Finding,
    own: Fees,
    zone: Zone | None,
    only_point: str | None,
    days: OpenDays | NoData | None,
) -> Sequence[Affected]:
    amount = _reckoned(rule, credited, zone, days).amount
    every: Sequence[str] = ()
    if isinstance(amount, ShareOfFee) and amount.of.of_every:
        every = own.things(amount.of.scope, services_of(credited))
    is_paid = Paid(lambda name: _is_paid(amount, name, own, credited), own.is_of_customer)
    return affected(amount, credited, is_paid, only_point, every)


def _is_paid(amount: Amount, name: str, own: Fees, credited: Finding) -> bool:
    return not isinstance(own.of_all(amount, (name,), failed_at(credited)), NoData)


def _service_of(finding: Finding) -> str | None:
    """The one service that a promise is about."""
    services = services_of(finding)
    return services[0] if len(services) == 1 else None


def _reckoned(
    rule: CreditRule, finding: Finding, zone: Zone | None, days: OpenDays | NoData | None
) -> Reckoned:
    found = reckon(rule, finding, zone, days)
    if isinstance(found, NoData):
        raise UsageError(f"the credit rule at {rule.place} leaves the amount open: {found.why}")
    return found


@dataclass(frozen=True, eq=False)
class _Credit:
    """Everything one line is worked out from."""

    credits: Credits
    rule: CreditRule
    finding: Finding
    left: Finding
    """What of it this line credits."""
    reckoned: Reckoned
    affected: str | None
    fees: Fees

    @property
    def by(self) -> Blocked | Banded | Tally | None:
        """What the amount goes by, where that is not the number of breaches alone."""
        return self.reckoned.by

    @property
    def amount(self) -> Amount:
        """What is owed each time."""
        return self.reckoned.amount

    @cached_property
    def fee(self) -> FoundFee | NoData:
        """The fee that the amount is a share of."""
        return self.fees.of_all(self.amount, self.names, failed_at(self.left))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What has the fee that the amount is a share of, by name."""
        amount = self.amount
        if not isinstance(amount, ShareOfFee) or not amount.of.of_all:
            return () if self.affected is None else (self.affected,)
        return services_of(self.left) if amount.of.scope is FeeScope.SERVICE else resources_of(self.left)

    @cached_property
    def exact(self) -> ExactMoney | ShareOfFee | ServiceTime:
        """What is owed, before it is rounded."""
        times = self.reckoned.times
        if self.is_earned_once:
            times = min(times, Fraction(1))
        return exact_worth(called(self.amount, " and ".join(self.names)), times, self.fee)

    @property
    def is_earned_once(self) -> bool:
        """Whether several breaches earn an amount for each breach once."""
        return not self.credits.is_accumulating and isinstance(self.rule.formula, FlatCredit)

    @cached_property
    def is_final(self) -> bool:
        """Whether the period is over, and no outage lasts that will earn more by its length."""
        return self.finding.is_final and not may_grow(self.rule, self.left)

    @cached_property
    def owed(self) -> Amount:
        """What is owed, rounded once where it is money."""
        return self._rounded(self.exact)

    @property
    def earlier(self) -> tuple[Amount, ...]:
        """What the parts of each outage in the periods before earned, each rounded once."""
        by = self.by
        each = by.earlier if isinstance(by, Tally) else ()
        amount = called(self.amount, " and ".join(self.names))
        return tuple(self._rounded(exact_worth(amount, times, self.fee)) for times in each)

    def _rounded(self, exact: ExactMoney | ShareOfFee | ServiceTime) -> Amount:
        rounding = self.finding.conventions.money_rounding
        return exact.rounded(rounding) if isinstance(exact, ExactMoney) else exact


def _line(credit: _Credit) -> CreditLine:
    rule, finding, owed, by = credit.rule, credit.finding, credit.owed, credit.by
    return CreditLine(
        objective=finding.objective.name,
        affected=credit.affected,
        member=finding.member,
        interval=finding.interval,
        breaches=credit.left.breaches,
        per_breach=credit.amount,
        stated=credit.reckoned.stated,
        blocked=by if isinstance(by, Blocked) else None,
        banded=by if isinstance(by, Banded) else None,
        tally=by if isinstance(by, Tally) else None,
        owed=owed,
        earlier=credit.earlier,
        given_as=rule.given_as,
        is_final=credit.is_final,
        reason=Reason(
            rule=_RULES[type(by)],
            says=_says(credit),
            figure=figure_of(owed),
            clause=rule.clause or credit.credits.clause,
            because=(
                _breach(finding),
                *(() if finding.creditable is None else finding.creditable.because),
                *_steps(by),
                *_fee(credit),
                *_without_fee(credit),
                *_rounding(credit),
                *_beyond_fee(credit),
                *_waiver(rule),
            ),
        ),
    )


_RULES = {
    type(None): "credit.per_breach",
    Blocked: "credit.per_downtime",
    Banded: "credit.per_band",
    Tally: "credit.per_outage",
}


def times(count: int | Fraction) -> str:
    """Say how many times: `once`, `twice`, `5 times`."""
    return {Fraction(1): "once", Fraction(2): "twice"}.get(
        Fraction(count), f"{write_number(Fraction(count))} times"
    )


def _priced(credit: _Credit) -> str:
    """The amount in the words of the agreement, then what they come to in this period."""
    amount, stated = write_amount(credit.amount), credit.reckoned.stated
    if not stated or isinstance(credit.rule.formula, LostTimeCredit):
        return stated or amount
    return f"{stated} ({amount})"


def _says(credit: _Credit) -> str:
    finding, amount, by = credit.left, _priced(credit), credit.by
    so_far = "" if credit.is_final else " so far"
    name, owed = _named(finding), write_amount(credit.owed)
    of = "" if credit.affected is None else f", for {credit.affected}"
    match by:
        case Banded():
            return f"{name} was missed{so_far}: {by.says}, at {amount}{of}: {owed}"
        case Tally() if isinstance(credit.rule.formula, LostTimeCredit):
            return f"{name} was missed with {by.says}{so_far}, at {amount}{of}: {owed}"
        case Blocked(block=each) | Tally(each=each) if each:
            often = times(credit.reckoned.times)
            return (
                f"{name} was missed with {by.says}{so_far}, at {amount} for each {each}, {often}{of}: {owed}"
            )
        case Tally():
            noun = "times" if goes_by_cases(credit.rule) else "lengths"
            return f"{name} was missed with {by.says}{so_far}, at {amount} by their {noun}{of}: {owed}"
        case _:
            often = times(finding.breaches)
            once = "once, since they do not accumulate" if credit.is_earned_once else "for each breach"
            return f"{name} was breached {often}{so_far}, at {amount} {once}{of}: {owed}"


def _named(finding: Finding) -> str:
    """The promise; a statement has several days or weeks of one, so that these are named beside it."""
    has_several = isinstance(finding.period.rule, CalendarDay | CalendarWeek)
    return f"{finding.objective.name} ({finding.period.label})" if has_several else finding.objective.name


def _breach(finding: Finding) -> Reason:
    """The step that leads back to the finding the credit rests on."""
    return Reason(
        rule="credit.breach",
        says=f"the finding on {finding.objective.name}: {finding.reason.says}",
        figure=finding.figure,
        clause=finding.objective.clause,
        evidence=finding.reason.evidence,
        evidence_count=finding.reason.evidence_count,
    )


def _steps(by: Blocked | Banded | Tally | None) -> Iterator[Reason]:
    match by:
        case Banded():
            if by.points is not None:
                yield from by.points.steps
            yield Reason(rule="credit.band", says=by.says, figure=_reached(by))
        case Blocked():
            says = f"{by.says} is {write_number(by.blocks)} × {by.block}"
            yield Reason(rule="credit.downtime", says=says, figure=Share(by.downtime))
        case Tally():
            yield from by.steps


def _reached(banded: Banded) -> Figure:
    return Share(banded.reached) if banded.unit is BandUnit.SHARE else Words(banded.figure)


def _fee(credit: _Credit) -> Iterator[Reason]:
    amount, fee = credit.amount, credit.fee
    if not isinstance(amount, ShareOfFee):
        return
    if isinstance(fee, NoData):
        unknown = amount.of.scope is not FeeScope.SUBSCRIPTION and credit.affected is None
        is_every = amount.of.of_every
        which = f"; nothing says which {amount.of.thing} was affected" if unknown and not is_every else ""
        which += _every(credit) if unknown and not is_every else ""
        which += _paid_for_service(credit) if unknown else ""
        which = which or _paid_otherwise(amount.of, credit.fees)
        yield Reason(rule="credit.fee", says=f"{fee.why}, so the credit stays a share of it{which}")
    else:
        paid = fee.paid
        nothing = f" is {paid.amount}: a share of it is nothing" if fee.exact.amount == 0 else ""
        yield Reason(
            rule="credit.fee",
            says=f"{fee.says}{nothing}",
            figure=Sum(paid.amount),
            evidence=paid.evidence,
            evidence_count=len(paid.evidence),
        )


def _without_fee(credit: _Credit) -> Iterator[Reason]:
    """What failed beside what is credited and has no fee: with a customer named, it is not the customer's."""
    amount, finding = credit.amount, credit.finding
    if not isinstance(amount, ShareOfFee) or amount.of.scope is not FeeScope.RESOURCE:
        return
    if credit.affected is None or finding.member is not None or amount.of.of_every:
        return
    credited = as_credited(finding)
    others = [name for name in failed_things(credited) if not _is_paid(amount, name, credit.fees, credited)]
    if others and credit.fees.is_of_customer:
        first = others if len(others) <= _SEVERAL else [*others[:_SEVERAL], f"{len(others) - _SEVERAL} more"]
        yield Reason(
            rule="credit.without_fee",
            says=f"nothing is owed for {listed(first)}, which failed too: no fee of this customer is for it",
        )


_SEVERAL = 3


def _every(credit: _Credit) -> str:
    """How to say that all of them are meant, where one figure of all of them missed."""
    amount, record = credit.amount, credit.left.record
    if not isinstance(amount, ShareOfFee) or not isinstance(record, StatisticRecord) or record.parts:
        return ""
    return f"; where all of them are meant, write `of every {amount.of.thing}`"


def _paid_for_service(credit: _Credit) -> str:
    """What is paid for the service itself, where the fee of something in it is asked for."""
    own = {each.name for each in credit.fees.paid if each.fee.scope is FeeScope.SERVICE}
    services = [name for name in services_of(credit.left) if name in own]
    amount = credit.amount
    if not isinstance(amount, ShareOfFee) or amount.of.scope is not FeeScope.RESOURCE or not services:
        return ""
    return (
        f", and {services[0]} has a fee as a service: write `of the affected service` in the amount, or give "
        "the fee under `resources`"
    )


def _paid_otherwise(fee: Fee, fees: Fees) -> str:
    """What is paid for parts, where the fee for everything is asked for and is not known."""
    names = list(dict.fromkeys(each.name for each in fees.paid if each.name is not None))
    if fee.scope is not FeeScope.SUBSCRIPTION or not names:
        return ""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (
        f"; there are fees of {', '.join(names[:3])}{more}: give that of everything, or write the fee `of "
        "the affected` thing in the agreement, if that is meant"
    )


def _rounding(credit: _Credit) -> Iterator[Reason]:
    """A step of its own where rounding changed the amount."""
    exact, owed = credit.exact, credit.owed
    if not isinstance(owed, Money) or not isinstance(exact, ExactMoney) or exact == owed.exact:
        return
    rounding = credit.finding.conventions.money_rounding.value
    says = f"{exact} is rounded {rounding} to {owed}, once for the whole line"
    yield Reason(rule="credit.rounding", says=says, figure=Sum(owed))


def _beyond_fee(credit: _Credit) -> Iterator[Reason]:
    """A step of its own where more is owed than the fee it is a share of."""
    amount = credit.amount
    if isinstance(amount, ShareOfFee) and amount.share * credit.reckoned.times > 1:
        share = write_number(amount.share * credit.reckoned.times)
        says = (
            f"this is {share} times the {amount.of}: only a cap keeps a credit from being more than the fee"
        )
        yield Reason(rule="credit.beyond_fee", says=says)


def _waiver(rule: CreditRule) -> Iterator[Reason]:
    if rule.or_waiver is not None:
        who, what = rule.or_waiver.chosen_by.value, rule.or_waiver.of
        says = f"in place of the credit, {what} may be waived; the {who} chooses"
        yield Reason(rule="credit.or_waiver", says=says, clause=rule.clause)
