"""The teller: settles what was found for a subscription and period by one agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.credit import Credits
from upheld.agreement.credit_rule import GivenAs
from upheld.agreement.fee import Amount, ShareOfFee
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import NoData, Reason, Sum
from upheld.evaluation.statement import Finding, Statement
from upheld.quantity import Money, MoneyRounding
from upheld.settlement.admission import MISSING_FACT
from upheld.settlement.amount import Owed, figure_of, worth, write_amount
from upheld.settlement.balance import together
from upheld.settlement.books import NO_BOOKS, Books
from upheld.settlement.bounds import besides, bounded
from upheld.settlement.cap import is_zero
from upheld.settlement.credit import CreditLine
from upheld.settlement.eligibility import OPEN_AMOUNT, Entitlement, entitlement
from upheld.settlement.fee import Fees
from upheld.settlement.fees_in_force import monthly_fee
from upheld.settlement.one_currency import check_money
from upheld.settlement.reckoning import Reckoned, reckon
from upheld.settlement.settlement import MAY_CHANGE, Settlement, Standing
from upheld.settlement.stake import Doubt, Earning, Stake, Tariff
from upheld.settlement.terms import OF_CREDIT, rights_of, terms_of


def settle(
    agreement: Agreement,
    statement: Statement,
    fees: Fees | Money | None,
    calendars: Calendars | None = None,
    books: Books = NO_BOOKS,
) -> Settlement:
    """Work out what is owed for the breaches of a statement; one amount is the monthly fee for everything.

    A credit promised as a share of a fee that is not known stays a share. With calendars, its reasons name
    the days by which it must be claimed; the books have what was given before and what is known of the
    customer. Raises UsageError for a fee that is negative, and for a fee or an earlier credit that is not in
    the currency of the agreement.
    """
    return Teller.of(agreement, statement, fees, calendars, books).settle(statement.findings)


class _Sum(Struct, frozen=True, kw_only=True):
    """What some findings earn together."""

    earned: tuple[CreditLine, ...]
    """Lines of credit, and of what is not charged, in the order of the findings."""
    lines: tuple[CreditLine, ...]
    reductions: tuple[CreditLine, ...]
    not_charged: Owed | None
    reckoned: Reckoned
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Settles what was found for one subscription, period and instant, be it by several readings of a text.

    Readings leave most findings alike: what each of them earns, and what some earn together, is worked out
    once. The same findings give the same settlement, in whatever order it is asked for.
    """

    heard: Statement
    """The subscription, period and instant; its findings do not matter."""
    monthly: Money | None
    """The fee for a month, where it is known."""
    tariff: Tariff | None
    """None where the agreement promises no credit."""
    agreement: Agreement
    calendars: Calendars | None
    _stakes: dict[int, Stake] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By the identity of their findings, which they keep."""
    _sums: dict[tuple[Earning, ...], _Sum] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _settlements: dict[tuple[tuple[Earning, ...], bool], Settlement] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Those without terms, by what findings earn or why they don't, and whether that is final."""

    @classmethod
    def of(
        cls,
        agreement: Agreement,
        heard: Statement,
        fees: Fees | Money | None,
        calendars: Calendars | None = None,
        books: Books = NO_BOOKS,
    ) -> Teller:
        """Settle for the subscription, period and instant of a statement; the rest is as for `settle`."""
        known = fees if isinstance(fees, Fees) else monthly_fee(fees)
        check_money(agreement, known, books)
        credits = agreement.credits
        tariff = None
        if credits is not None:
            entitled, by_plan = entitlement(credits, heard.subscription)
            tariff = Tariff(
                agreement=agreement,
                credits=credits,
                heard=heard,
                fees=known,
                calendars=calendars,
                books=books,
                entitled=entitled,
                by_plan=by_plan,
            )
        return cls(
            heard=heard, monthly=known.monthly, tariff=tariff, agreement=agreement, calendars=calendars
        )

    def settle(self, findings: Sequence[Finding], *, with_terms: bool = True) -> Settlement:
        """Work out what is owed for findings on the promises of the agreement, in its order.

        Without terms it does not say how the credit is claimed and paid, and which right to leave there is.
        """
        tariff, is_final = self.tariff, self._is_final(findings)
        if tariff is None:
            rights = self._rights(findings) if with_terms else ()
            return _nothing_promised(self.monthly, rights, is_final=is_final)
        stakes = [self._stake(tariff, finding) for finding in findings]
        settled = partial(self._with_terms if with_terms else self._without_terms, tariff, is_final)
        surely = settled([each.surely for each in stakes])
        doubts = [doubt for each in stakes for doubt in each.doubts]
        unknown = (miss.reason for miss in surely.without_credit if miss.reason.rule == MISSING_FACT)
        doubts += (Doubt(reason.says) for reason in unknown)
        if not doubts or surely.standing in (Standing.NOT_ENTITLED, Standing.PLAN_NOT_GIVEN):
            return surely
        return bounded(surely, settled([each.worst for each in stakes]), doubts)

    def _is_final(self, findings: Iterable[Finding]) -> bool:
        """Whether nothing that is credited for this period can still change."""
        end = self.heard.period.interval.end
        return self.heard.as_of >= end and all(each.is_final for each in findings if each.interval.end <= end)

    def _stake(self, tariff: Tariff, finding: Finding) -> Stake:
        stake = self._stakes.get(id(finding))
        if stake is None:
            stake = self._stakes[id(finding)] = tariff.stake(finding)
        return stake

    def _with_terms(self, tariff: Tariff, is_final: bool, earnings: Sequence[Earning]) -> Settlement:
        """Settle what findings earn, taken one way; rights to leave may rest on what earns nothing, too."""
        lines = self._sum(tariff, earnings).lines
        terms = tuple(_terms(tariff, earnings, lines)) if lines else self._rights(_found(earnings))
        return self._settled(tariff, is_final, earnings, terms)

    def _rights(self, findings: Sequence[Finding]) -> tuple[Reason, ...]:
        """Which rights to leave findings show that earn nothing."""
        statement = replace(self.heard, findings=tuple(findings))
        return tuple(rights_of(self.agreement, statement, self.calendars))

    def _without_terms(self, tariff: Tariff, is_final: bool, earnings: Sequence[Earning]) -> Settlement:
        """Settle what findings earn, taken one way; what was kept has no part in it."""
        missed = tuple(each for each in earnings if each.lines or each.without is not None)
        found = self._settlements.get((missed, is_final))
        if found is None:
            found = self._settlements[missed, is_final] = self._settled(tariff, is_final, missed, ())
        return found

    def _settled(
        self, tariff: Tariff, is_final: bool, earnings: Sequence[Earning], terms: Sequence[Reason]
    ) -> Settlement:
        credits, entitled, plan = tariff.credits, tariff.entitled, tariff.by_plan
        found = self._sum(tariff, earnings)
        without = tuple(each.without for each in earnings if each.without is not None)
        is_final = is_final and found.is_final
        owed = found.reckoned.owed
        least = "" if isinstance(owed, NoData) or is_zero(owed) else f"at least {write_amount(owed)}; "
        for miss in without:
            if miss.reason.rule == OPEN_AMOUNT:
                owed = NoData(f"{least}{miss.reason.says}")
        if entitled is Entitlement.PLAN_UNKNOWN and any(miss.reason == plan for miss in without):
            owed = NoData(plan.says)
        adjustments = found.reckoned.adjustments
        standing = _standing(entitled, owed)
        nothing = standing is Standing.NOTHING_OWED
        return Settlement(
            standing=standing,
            fee=self.monthly,
            lines=found.lines,
            without_credit=without,
            adjustments=adjustments,
            carried=found.reckoned.carried,
            parts=found.reckoned.parts,
            reductions=found.reductions,
            not_charged=found.not_charged,
            owed=owed,
            is_final=is_final,
            reason=Reason(
                rule="credit.owed",
                says=_says(standing, owed, is_final)
                + (f": {adjustments[-1].reason.says}" if nothing and adjustments else "")
                + besides(found.not_charged),
                figure=figure_of(owed),
                clause=credits.clause,
                because=(
                    plan,
                    *(line.reason for line in found.earned),
                    *(miss.reason for miss in without),
                    *(each.reason for each in adjustments),
                    *_above_fee(credits, owed, self.monthly),
                    *(term for term in terms if not (nothing and term.rule in OF_CREDIT)),
                ),
            ),
        )

    def _sum(self, tariff: Tariff, earnings: Sequence[Earning]) -> _Sum:
        """What findings earn together; those that earn nothing have no part in it."""
        key = tuple(each for each in earnings if each.lines)
        found = self._sums.get(key)
        if found is None:
            found = self._sums[key] = _sum_of(tariff, key)
        return found


def _sum_of(tariff: Tariff, earnings: Sequence[Earning]) -> _Sum:
    agreement, credits, fees = tariff.agreement, tariff.credits, tariff.fees
    statement = _statement(tariff, earnings)
    earned = tuple(line for each in earnings for line in each.lines)
    lines = tuple(line for line in earned if line.given_as is GivenAs.CREDIT)
    reductions = tuple(line for line in earned if line.given_as is GivenAs.NOT_CHARGED)
    end = tariff.heard.period.interval.end
    return _Sum(
        earned=earned,
        lines=lines,
        reductions=reductions,
        not_charged=together(line.owed for line in reductions) if reductions else None,
        reckoned=reckon(agreement, credits, statement, lines, fees, tariff.books, _nothing(credits, fees)),
        is_final=all(line.is_final for line in earned if line.interval.end <= end),
    )


def _terms(tariff: Tariff, earnings: Sequence[Earning], lines: Sequence[CreditLine]) -> Iterator[Reason]:
    """On what terms credits are given, and which rights to leave all that was found shows."""
    statement = _statement(tariff, earnings)
    aware = tariff.books.aware(statement.period.label, statement.as_of)
    return terms_of(tariff.agreement, statement, lines, tariff.calendars, aware)


def _statement(tariff: Tariff, earnings: Sequence[Earning]) -> Statement:
    return replace(tariff.heard, findings=_found(earnings))


def _found(earnings: Sequence[Earning]) -> tuple[Finding, ...]:
    return tuple(each.finding for each in earnings)


def _nothing(credits: Credits, fees: Fees) -> Amount:
    """No credit at all, in the kind of amount that is promised first."""
    first = next(iter(credits.amounts), ShareOfFee(Fraction(0)))
    return worth(first, 0, fees.of(first), MoneyRounding.HALF_UP)


def _nothing_promised(monthly: Money | None, rights: tuple[Reason, ...], *, is_final: bool) -> Settlement:
    return Settlement(
        standing=Standing.NOTHING_PROMISED,
        fee=monthly,
        owed=NoData(Standing.NOTHING_PROMISED.value),
        is_final=is_final,
        reason=Reason(
            rule="credit.promised",
            says="the agreement promises no credit for a breach",
            because=rights,
        ),
    )


def _above_fee(credits: Credits, owed: Owed, monthly: Money | None) -> Iterator[Reason]:
    """Say that more is owed than is paid for a month, where nothing in the agreement keeps it below."""
    if isinstance(owed, Money) and monthly is not None and not credits.caps and monthly < owed:
        says = f"{owed} is more than the monthly fee, {monthly}: the agreement has no cap"
        yield Reason(rule="credit.above_fee", says=says, figure=Sum(monthly), clause=credits.clause)


def _standing(entitled: Entitlement, owed: Owed) -> Standing:
    if entitled is Entitlement.PLAN_EXCLUDED:
        return Standing.NOT_ENTITLED
    if entitled is Entitlement.PLAN_UNKNOWN and isinstance(owed, NoData):
        return Standing.PLAN_NOT_GIVEN
    if isinstance(owed, NoData):
        return Standing.OWED
    return Standing.NOTHING_OWED if is_zero(owed) else Standing.OWED


def _says(standing: Standing, owed: Owed, is_final: bool) -> str:
    if standing not in MAY_CHANGE:
        return standing.value
    so_far = "" if is_final else " so far"
    if standing is Standing.NOTHING_OWED:
        return f"{standing.value}{so_far}"
    if isinstance(owed, NoData):
        return f"{standing.value}{so_far}, but how much is open: {owed.why}"
    return f"{standing.value}{so_far}: {write_amount(owed)}"
