"""The reckoning: from the lines of credits to what is owed, by combination, caps, minimum and rounding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.credit import Credits
from upheld.agreement.credit_cap import CapWindow, CreditCap, Excess
from upheld.agreement.fee import Amount, Fee, FeeScope, FeeTime, ShareOfFee
from upheld.agreement.payment import Remainder
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.period import add_months
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import Statement
from upheld.quantity import ExactMoney, Money, MoneyRounding
from upheld.settlement.adjustment import Adjustment, AdjustmentKind, adjusted
from upheld.settlement.amount import ExactAmount, Owed, measure_of, total_of, write_amount
from upheld.settlement.application import first_bill
from upheld.settlement.balance import is_nothing, nothing_of, together
from upheld.settlement.books import Books, Given, PartGiven
from upheld.settlement.cap import Bound, bound_of, cap_step, is_zero, limit_of, under_cap, zero_of
from upheld.settlement.cap_parts import ByThing, bound_on, held_pieces, is_of_parts, judged_together, scope_of
from upheld.settlement.cap_window import counts_towards
from upheld.settlement.combination import owed_pieces
from upheld.settlement.credit import CreditLine
from upheld.settlement.fact import contract_date, contract_end
from upheld.settlement.fee import Fees, FoundFee, PaidFee
from upheld.settlement.piece import Piece, grouped, pieces_of, sum_of

_ONE_BY_ONE = (CapWindow.CASE, CapWindow.INCIDENT, CapWindow.DAY, CapWindow.MONTH, CapWindow.INVOICE)
"""Caps towards which no credit of another month counts."""
_ORDER = [
    CapWindow.MONTH,
    CapWindow.INVOICE,
    CapWindow.QUARTER,
    CapWindow.ROLLING,
    CapWindow.CALENDAR_YEAR,
    CapWindow.CONTRACT_YEAR,
    CapWindow.TERM,
]
"""Shorter times first, so that what is carried over is above the cap of its month."""


class Reckoned(Struct, frozen=True, kw_only=True):
    """What lines come to, and each step to it."""

    owed: Owed
    adjustments: tuple[Adjustment, ...] = ()
    carried: Owed | None = None
    """What is above a cap and owed later, where a cap says so."""
    parts: tuple[PartGiven, ...] | None = None
    """What is owed for which thing, before what bounds all of it; absent where that is open."""


def reckon(
    agreement: Agreement,
    credits: Credits,
    statement: Statement,
    lines: Sequence[CreditLine],
    fees: Fees,
    books: Books,
    nothing: Amount,
) -> Reckoned:
    """Work out what credit lines come to together; the order of the lines never changes it.

    Where the lines are of different kinds, such as money and a share of a fee that is not known, nothing can
    be said about their sum.
    """
    total = total_of((line.owed for line in lines), nothing)
    if isinstance(total, NoData):
        return Reckoned(owed=total)
    return _Reckoning(agreement, credits, statement, fees, books).reckoned(lines, total)


class _Reckoning(Struct, frozen=True):
    """Everything the steps are worked out from."""

    agreement: Agreement
    credits: Credits
    statement: Statement
    fees: Fees
    books: Books

    def reckoned(self, lines: Sequence[CreditLine], total: Amount) -> Reckoned:
        """Take the steps in their order."""
        steps: list[Adjustment] = []
        carried: list[Amount] = []
        owed: Owed = total
        lines, total = self._rounded_each(lines, total, steps)
        lines, total = self._large_enough(lines, total, steps)
        owed = total
        pieces = pieces_of(
            self.statement,
            lines,
            is_accumulating=self.credits.is_accumulating,
            is_paid=self._is_paid,
        )
        parts: tuple[PartGiven, ...] | None = None
        if lines:
            pieces, total = self._combined(pieces, total, steps)
            owed, held = self._each_capped(pieces, total, steps, carried)
            parts = None if isinstance(owed, NoData) else _parts_of(held, owed)
        above_caps = any(cap.excess is Excess.CARRIED for cap in self.credits.caps)
        if above_caps:
            owed = self._with_carried(owed, total, steps)
        whole: list[CreditCap] = []
        if lines or steps:
            whole += [
                cap for cap in self.credits.caps if not is_of_parts(cap, pieces, self._given_by_thing(cap))
            ]
            for cap in sorted(whole, key=lambda each: _ORDER.index(each.window)):
                owed = self._capped(owed, cap, pieces, steps, carried)
        within = owed
        if self.credits.are_carried and not above_caps:
            # What was withheld lay within the caps of its own month.
            owed = self._with_carried(owed, total, steps)
        if lines or steps:
            is_alone = owed == within
            owed = self._at_least_minimum(owed, steps, carried)
            exact, owed = owed, self._rounded(owed, steps)
            if is_alone:
                owed = self._within_caps(exact, owed, whole, pieces, steps)
        return Reckoned(
            owed=owed,
            adjustments=tuple(steps),
            carried=total_of(carried, zero_of(total)) if carried else None,
            parts=parts,
        )

    def _is_paid(self, name: str) -> bool:
        """Whether something has a fee of its own."""
        return not isinstance(self.fees.find(Fee(scope=FeeScope.RESOURCE), name), NoData)

    def _large_enough(
        self, lines: Sequence[CreditLine], total: Amount, steps: list[Adjustment]
    ) -> tuple[Sequence[CreditLine], Amount]:
        """Leave out the credits that don't come to the least of each; one that can't be compared stays."""
        minimum = self.credits.minimum
        if minimum is None or not minimum.is_each:
            return lines, total
        least = _exactly(minimum.bound, self.fees.of(minimum.bound))
        small = [
            line
            for line in lines
            if _comparable(line.owed, least)
            and not _reaches(measure_of(line.owed), measure_of(least), is_strict=minimum.is_strict)
        ]
        if not small:
            return lines, total
        kept = [line for line in lines if line not in small]
        left = total_of((line.owed for line in kept), zero_of(total))
        if isinstance(left, NoData):
            return lines, total
        names = ", ".join(
            f"{line.objective}{f' for {line.affected}' if line.affected else ''}, {write_amount(line.owed)}"
            for line in small
        )
        than = "more than " if minimum.is_strict else ""
        says = (
            f"less than the least of each credit, {than}{write_amount(minimum.bound)}, is not paid: {names}"
        )
        steps.append(
            adjusted(
                AdjustmentKind.MINIMUM,
                says,
                taken_off=_less(total, left),
                owed=left,
                limit=minimum.bound,
                clause=self.credits.clause,
            )
        )
        return kept, left

    def _combined(
        self, pieces: Sequence[Piece], total: Amount, steps: list[Adjustment]
    ) -> tuple[tuple[Piece, ...], Amount]:
        """Choose among pieces that meet; those that are owed, and what they come to."""
        order = {each.name: place for place, each in enumerate(self.agreement.objectives)}
        pieces, says = owed_pieces(self.credits, pieces, order)
        if not says:
            return tuple(pieces), total
        combined = sum_of(pieces, total)
        taken = _less(total, combined)
        kind, clause = AdjustmentKind.COMBINED, self.credits.clause
        steps.append(adjusted(kind, says, taken_off=taken, owed=combined, clause=clause))
        return tuple(pieces), combined

    def _each_capped(
        self, pieces: Sequence[Piece], total: Amount, steps: list[Adjustment], carried: list[Amount]
    ) -> tuple[Owed, Sequence[Piece]]:
        """Hold incidents, single things and single promises to their caps; what is owed, and for what."""
        for cap in self.credits.caps:
            by_thing = self._given_by_thing(cap)
            if not is_of_parts(cap, pieces, by_thing):
                continue
            before = None
            if not isinstance(by_thing, dict) and (cap.objectives or cap.apart):
                by_thing, before = None, self._given_before(cap)[0]
            fees, zone = self._fees_for(pieces), self.books.zone
            held = held_pieces(cap, pieces, fees, self.statement, total, before, zone, by_thing)
            says = held.says + (self._given_before(cap)[1] if isinstance(by_thing, dict) else "")
            step = cap_step(
                cap, held.taken_off, held.owed, says, limit=held.limit, clause=self.credits.clause
            )
            steps.append(step)
            if isinstance(held.owed, NoData) or isinstance(held.taken_off, NoData):
                return held.owed, pieces
            if cap.excess is Excess.CARRIED:
                carried.append(held.taken_off)
            pieces, total = held.pieces, held.owed
        return total, pieces

    def _with_carried(self, owed: Owed, total: Amount, steps: list[Adjustment]) -> Owed:
        """Add what the month before left above a cap, or below the least that is paid."""
        month = self.books.begins(self.statement.period.interval.start)
        if month is None:
            return owed
        before = [each for each in self.books.given if each.month < month]
        last = max((each.month for each in before), default=None)
        left = [each for each in before if each.month == last and each.carried is not None]
        brought = together(each.carried for each in left if each.carried is not None)
        if not left or is_nothing(brought):
            return owed
        nothing = not isinstance(owed, NoData) and is_zero(owed)
        owed = brought if nothing else together((owed, brought))
        says = "what was carried over to this month is not known"
        if not isinstance(brought, NoData):
            says = f"{write_amount(brought)} was carried over to this month"
        steps.append(
            adjusted(
                AdjustmentKind.CARRIED,
                says,
                taken_off=zero_of(total),
                owed=owed,
                clause=self.credits.clause,
                evidence=tuple(key for each in left for key in each.evidence),
            )
        )
        return owed

    def _capped(
        self,
        owed: Owed,
        cap: CreditCap,
        pieces: Sequence[Piece],
        steps: list[Adjustment],
        carried: list[Amount],
    ) -> Owed:
        if isinstance(owed, NoData):
            return owed
        if cap.window is CapWindow.INVOICE and cap.excess is Excess.CARRIED:
            return owed
        if _is_of_other_kind(cap, owed) and any(
            (other.window, other.months) == (cap.window, cap.months) and not _is_of_other_kind(other, owed)
            for other in self.credits.caps
        ):
            return owed
        before, note, evidence = self._given_before(cap)
        step = under_cap(
            owed,
            cap,
            self._bound(cap, pieces),
            rule=self.statement.period.rule,
            before=before,
            note=note,
            evidence=evidence,
            clause=self.credits.clause,
        )
        steps.append(step)
        if cap.excess is Excess.CARRIED and not isinstance(step.taken_off, NoData):
            carried.append(step.taken_off)
        return step.owed

    def _given_before(self, cap: CreditCap) -> tuple[Owed | None, str, tuple[str, ...]]:
        """What was given earlier within the time of a cap, and what is to be said about that."""
        month = self.books.begins(self.statement.period.interval.start)
        if cap.window in _ONE_BY_ONE:
            return None, "", ()
        if month is None or not self.books.is_recorded:
            return None, "; no credit given before is on record", ()
        counts = counts_towards(cap, month, self._contract(month))
        found = [each for each in self.books.given if counts(each.month)]
        evidence = tuple(key for each in found for key in each.evidence)
        return (together(_given_for(cap, each) for each in found) if found else None), "", evidence

    def _given_by_thing(self, cap: CreditCap) -> ByThing:
        """What was given earlier within the time of a cap for each thing whose fee it is a share of."""
        month, scope = self.books.begins(self.statement.period.interval.start), scope_of(cap)
        if cap.window in _ONE_BY_ONE or scope is FeeScope.SUBSCRIPTION or month is None:
            return None
        counts = counts_towards(cap, month, self._contract(month))
        found: dict[str, list[Owed]] = {}
        for each in self.books.given:
            if not counts(each.month) or is_nothing(each.amount):
                continue
            if each.parts is None:
                return NoData(f"for what the credit of {each.month:%Y-%m} was given is not on record")
            for part in each.parts:
                if cap.objectives and part.promise is None:
                    return NoData(f"for which promise the credit of {each.month:%Y-%m} was is not on record")
                if cap.objectives and part.promise not in cap.objectives:
                    continue
                thing = part.thing_of(scope)
                if thing is not None:
                    found.setdefault(thing, []).append(part.amount)
                elif not cap.apart:
                    return NoData(
                        f"for which {scope.value} the credit of {each.month:%Y-%m} was given is not known"
                    )
        return {thing: together(several) for thing, several in found.items()}

    def _contract(self, month: date) -> date:
        """The day of the contract: the customer's own where it is known, or else that of the agreement."""
        own = contract_date(self.books, self.statement.period.interval.start)
        term = self.statement.subscription.term or self.agreement.in_force
        return term.since if own is None else own

    def _bound(self, cap: CreditCap, pieces: Sequence[Piece]) -> Bound:
        limit = limit_of(cap, judged_together(self.statement, pieces))
        if isinstance(limit, NoData):
            return Bound(most=limit)
        if isinstance(limit, ShareOfFee) and limit.of.time is FeeTime.RECEIVING:
            return bound_of(limit, self._invoice(limit))
        return bound_on(limit, pieces, self._fees_for(pieces))

    def _fees_for(self, pieces: Sequence[Piece]) -> Fees:
        """The fees that bound pieces: that of a quarter is paid in its own months, of which some may lack."""
        judged = judged_together(self.statement, pieces)
        return self.fees.in_months(judged.interval, self.books.zone)

    def _invoice(self, limit: ShareOfFee) -> FoundFee | NoData:
        """The bill a credit of this month is first set against; the next month's where that is not said."""
        zone, bills = self.books.zone, self.books.bills
        if zone is None or bills is None:
            return NoData("the receiving invoice is not known")
        month = first_bill(self.agreement.payment, self.statement.period, None, zone)
        if isinstance(month, NoData):
            month = add_months(zone.date(self.statement.period.interval.start).replace(day=1), 1)
        bill = bills(month)
        if isinstance(bill, NoData):
            return bill
        paid = PaidFee(fee=limit.of, amount=bill)
        return FoundFee(exact=bill.exact, paid=paid, says=f"the bill of {month:%Y-%m}")

    def _at_least_minimum(self, owed: Owed, steps: list[Adjustment], carried: list[Amount]) -> Owed:
        minimum = self.credits.minimum
        if minimum is None or minimum.is_each or isinstance(owed, NoData) or is_zero(owed):
            return owed
        fee = self.fees.of(minimum.bound)
        least = _exactly(minimum.bound, fee)
        phrase = f"the least amount that is paid, {'more than ' if minimum.is_strict else ''}"
        phrase += write_amount(minimum.bound)
        taken: Owed
        left: Owed
        if not _comparable(owed, least):
            open_ = NoData(f"whether it reaches {phrase} depends on a fee that is not given")
            taken, left, says = open_, open_, open_.why
        elif _reaches(measure_of(owed), measure_of(least), is_strict=minimum.is_strict):
            taken, left, says = zero_of(owed), owed, f"{write_amount(owed)} reaches {phrase}"
        elif minimum.is_carried and (ends := self._ended()) is not None:
            becomes = None if self.agreement.payment is None else self.agreement.payment.at_termination
            says = f"{write_amount(owed)} does not reach {phrase}"
            match becomes:
                case Remainder.PAID_OUT:
                    taken, left = zero_of(owed), owed
                    says += f", and is paid out, since the contract ends on {ends}"
                case None:
                    says += (
                        f", and the contract ends on {ends}: the agreement does not say what becomes of it "
                        "(`at_termination` under `payment`)"
                    )
                    taken = left = NoData(says)
                case _:
                    taken, left = owed, zero_of(owed)
                    says += f", and is {becomes.value}, since the contract ends on {ends}"
        else:
            taken, left = owed, zero_of(owed)
            says = f"{write_amount(owed)} does not reach {phrase}: nothing is paid"
            if minimum.is_carried:
                says += " until later credits make it up"
                carried.append(owed)
        steps.append(
            adjusted(
                AdjustmentKind.MINIMUM,
                says,
                taken_off=taken,
                owed=left,
                limit=minimum.bound,
                clause=self.credits.clause,
            )
        )
        return left

    def _ended(self) -> date | None:
        """The day on which the contract ends, by the accounts or the order, where no later month follows."""
        statement, zone = self.statement, self.books.zone
        term = statement.subscription.term
        ends = contract_end(self.books, statement.as_of) or (None if term is None else term.until)
        if ends is None or zone is None:
            return None
        return ends if zone.midnight(ends) <= statement.period.interval.end else None

    def _rounded(self, owed: Owed, steps: list[Adjustment]) -> Owed:
        rounded_to = self.credits.rounded_to
        if rounded_to is None or rounded_to.is_each:
            return owed
        rounded = self._in_units(owed, rounded_to.unit)
        if rounded != owed and isinstance(rounded, Money) and isinstance(owed, Money):
            says = f"{owed} is rounded {self._rounding().value} to whole {rounded_to.unit}: {rounded}"
            steps.append(
                adjusted(
                    AdjustmentKind.ROUNDED,
                    says,
                    taken_off=(owed - rounded).rounded(),
                    owed=rounded,
                    clause=self.credits.clause,
                )
            )
        return rounded

    def _within_caps(
        self,
        exact: Owed,
        rounded: Owed,
        caps: Sequence[CreditCap],
        pieces: Sequence[Piece],
        steps: list[Adjustment],
    ) -> Owed:
        """Hold what was rounded up to the caps once more; what rounding added is carried nowhere."""
        is_more = isinstance(exact, Money) and isinstance(rounded, Money) and exact < rounded
        for cap in caps if is_more else ():
            known = len(steps)
            held = self._capped(rounded, cap, pieces, steps, [])
            if isinstance(held, NoData) or held == rounded:
                del steps[known:]
            else:
                rounded = held
        return rounded

    def _rounded_each(
        self, lines: Sequence[CreditLine], total: Amount, steps: list[Adjustment]
    ) -> tuple[Sequence[CreditLine], Amount]:
        """Round each credit by itself, where the text says so."""
        rounded_to = self.credits.rounded_to
        if rounded_to is None or not rounded_to.is_each or not isinstance(total, Money):
            return lines, total
        rounded = [replace(line, owed=self._in_units(line.owed, rounded_to.unit)) for line in lines]
        whole = total_of((line.owed for line in rounded), total)
        if rounded == list(lines) or not isinstance(whole, Money):
            return rounded, total
        changed = ", ".join(
            f"{was.objective}{f' for {was.affected}' if was.affected else ''}, {was.owed}: {now.owed}"
            for was, now in zip(lines, rounded, strict=True)
            if was.owed != now.owed
        )
        says = f"each credit is rounded {self._rounding().value} to whole {rounded_to.unit}: {changed}"
        taken = (total - whole).rounded()
        step = adjusted(AdjustmentKind.ROUNDED, says, taken_off=taken, owed=whole, clause=self.credits.clause)
        steps.append(step)
        return rounded, whole

    def _in_units(self, owed: Owed, unit: Money) -> Owed:
        """An amount in whole units; what is no money of their currency as it is."""
        if not isinstance(owed, Money) or owed.currency != unit.currency or not unit.amount:
            return owed
        units = ExactMoney(Fraction(owed.amount) / Fraction(unit.amount), "JPY").rounded(self._rounding())
        return (unit.exact * Fraction(units.amount)).rounded()

    def _rounding(self) -> MoneyRounding:
        return self.agreement.conventions.money_rounding


def _is_of_other_kind(cap: CreditCap, owed: Amount) -> bool:
    """Whether a cap is so much money and what is owed time of service, or the other way round."""
    return isinstance(cap.limit, ServiceTime) is not isinstance(owed, ServiceTime)


def _parts_of(pieces: Sequence[Piece], total: Amount) -> tuple[PartGiven, ...]:
    """What pieces come to for each promise and each thing whose fee their lines are a share of."""
    found: list[PartGiven] = []
    for several in grouped(pieces, lambda each: (each.line.objective, each.line.affected)):
        line = several[0].line
        per = line.per_breach
        scope = per.of.scope if isinstance(per, ShareOfFee) else FeeScope.SUBSCRIPTION
        amount = sum_of(several, total)
        found.append(PartGiven(promise=line.objective, thing=line.affected, scope=scope, amount=amount))
    return tuple(found)


def _given_for(cap: CreditCap, given: Given) -> Owed:
    """What of a credit that was given counts towards a cap, which may be for some promises alone."""
    if not cap.objectives:
        return given.amount
    meant = [name for name in given.promises or () if name in cap.objectives]
    if given.promises is not None and len(meant) == len(given.promises):
        return given.amount
    if given.promises is not None and not meant:
        return nothing_of(given.amount)
    if given.by_promise is None:
        return NoData("which of what was given before was for these is not on record")
    return together(given.by_promise[name] for name in meant)


def _reaches(amount: Fraction, least: Fraction, *, is_strict: bool) -> bool:
    return amount > least or (amount == least and not is_strict)


def _less(amount: Amount, taken: Amount) -> Amount:
    match amount, taken:
        case Money(), Money():
            return (amount - taken).rounded()
        case ShareOfFee(), ShareOfFee():
            return ShareOfFee(amount.share - taken.share, amount.of)
        case ServiceTime(), ServiceTime():
            return amount + taken.times(-1)
        case _:
            return amount


def _exactly(amount: Amount, fee: FoundFee | NoData) -> ExactAmount:
    if isinstance(amount, Money):
        return amount.exact
    if isinstance(amount, ServiceTime) or isinstance(fee, NoData):
        return amount
    return fee.exact * amount.share


def _comparable(one: Amount, other: ExactAmount) -> bool:
    if isinstance(one, ShareOfFee) and isinstance(other, ShareOfFee):
        return one.of.is_of(other.of)
    if isinstance(one, ServiceTime) and isinstance(other, ServiceTime):
        return one.is_like(other)
    return isinstance(one, Money) and isinstance(other, ExactMoney)
