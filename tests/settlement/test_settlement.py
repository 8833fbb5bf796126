"""Settlements: what is owed, what is not, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.convention import Conventions
from upheld.agreement.credit import Amount, Credits, ShareOfFee
from upheld.agreement.credit_cap import CreditCap
from upheld.agreement.objective import Availability, Force, Objective
from upheld.agreement.provenance import Clause, Place
from upheld.chrono.instant import parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, CalendarQuarter, Period
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData, Reason, Share
from upheld.evaluation.statement import ClocksRecord, Finding, Statement, Verdict
from upheld.quantity import Money, MoneyRounding
from upheld.settlement.settlement import Settlement, Standing
from upheld.settlement.teller import settle

PLACE = Place("agreement.yaml", 1, 1)
MARCH = Period(
    CalendarMonth(),
    "Etc/UTC",
    Interval(parse_instant("2026-03-01T00:00:00Z"), parse_instant("2026-04-01T00:00:00Z")),
    "2026-03",
)
QUARTER = Period(
    CalendarQuarter(),
    "Etc/UTC",
    Interval(parse_instant("2026-01-01T00:00:00Z"), parse_instant("2026-04-01T00:00:00Z")),
    "2026-Q1",
)
SECOND_QUARTER = Interval(parse_instant("2026-03-01T00:00:00Z"), parse_instant("2026-06-01T00:00:00Z"))


def money(amount: str, currency: str = "EUR") -> Money:
    return Money(Decimal(amount), currency)


def share(percent: str) -> ShareOfFee:
    return ShareOfFee(Fraction(percent) / 100)


TENTH, FEE = share("10"), money("500")


def missed(
    name: str = "uptime",
    breaches: int = 1,
    *,
    force: Force = Force.GUARANTEE,
    verdict: Verdict = Verdict.MISSED,
    interval: Interval = MARCH.interval,
    is_final: bool = True,
    rounding: MoneyRounding = MoneyRounding.HALF_UP,
) -> Finding:
    conventions = Conventions(money_rounding=rounding)
    return Finding(
        objective=Objective(
            name=name,
            indicator=Availability(of="platform"),
            period=CalendarMonth(),
            force=force,
            clause=Clause("2. Availability"),
            conventions=conventions,
            place=PLACE,
        ),
        period=MARCH,
        interval=interval,
        verdict=verdict,
        is_final=is_final,
        figure=Share(Fraction(99, 100)),
        breaches=breaches,
        record=ClocksRecord(kept=0, breached=0, running=0, indeterminate=0, clocks=()),
        reason=Reason(rule="verdict", says="too much downtime", evidence=("sample:1",), evidence_count=3),
        conventions=conventions,
    )


def settled(
    *findings: Finding,
    per_breach: Amount | None = TENTH,
    cap: Amount | None = None,
    plans: tuple[str, ...] = (),
    objectives: tuple[str, ...] = (),
    plan: str | None = None,
    fee: Money | None = FEE,
    currency: str | None = None,
    period: Period = MARCH,
    as_of: str = "2026-04-01T00:00:00Z",
) -> Settlement:
    credits = None
    if per_breach is not None:
        credits = Credits(
            per_breach=per_breach,
            caps=() if cap is None else (CreditCap(limit=cap, place=PLACE),),
            plans=plans,
            objectives=objectives,
            clause=Clause("8. Credits"),
            place=PLACE,
        )
    agreement = Agreement(
        name="Platform agreement",
        provider="The provider",
        version="1",
        in_force=Term(date(2025, 1, 1)),
        time_zone="Etc/UTC",
        currency=currency,
        credits=credits,
        place=PLACE,
    )
    statement = Statement(
        agreement_name=agreement.name,
        provider=agreement.provider,
        version=agreement.version,
        subscription=Subscription(plan=plan),
        period=period,
        as_of=parse_instant(as_of),
        in_force_overridden=None,
        illustration=None,
        findings=findings,
        flags=(),
    )
    return settle(agreement, statement, fee)


def test_each_breach_earns_its_share_of_the_fee() -> None:
    settlement = settled(missed("uptime"), missed("response", 3))
    assert [(line.objective, line.breaches, line.owed) for line in settlement.lines] == [
        ("uptime", 1, money("50.00")),
        ("response", 3, money("150.00")),
    ]
    assert settlement.owed == money("200.00")
    assert settlement.standing is Standing.OWED
    assert settlement.is_final


def test_a_credit_leads_back_to_its_clause_its_finding_and_its_rows() -> None:
    (line,) = settled(missed()).lines
    assert line.reason.clause == Clause("8. Credits")
    breach = next(step for step in line.reason.because if step.rule == "credit.breach")
    assert breach.clause == Clause("2. Availability")
    assert (breach.evidence, breach.evidence_count) == (("sample:1",), 3)
    assert breach.figure == Share(Fraction(99, 100))


def test_an_amount_in_money_needs_no_fee() -> None:
    assert settled(missed(breaches=2), per_breach=money("25"), fee=None).owed == money("50.00")


def test_no_credits_promised_is_said() -> None:
    settlement = settled(missed(), per_breach=None)
    assert settlement.standing is Standing.NOTHING_PROMISED
    assert settlement.standing.value == "nothing is promised for a breach"
    assert settlement.owed == NoData("nothing is promised for a breach")
    assert settlement.lines == ()


def test_nothing_missed_owes_nothing() -> None:
    settlement = settled(missed(breaches=0, verdict=Verdict.MET), cap=share("100"))
    assert settlement.standing is Standing.NOTHING_OWED
    assert settlement.owed == money("0")
    assert settlement.without_credit == ()
    assert settlement.cap is None


@pytest.mark.parametrize("force", [Force.TARGET, Force.CAPABILITY, Force.STATEMENT])
def test_a_missed_promise_that_is_no_guarantee_is_no_breach(force: Force) -> None:
    settlement = settled(missed(force=force, breaches=0))
    assert settlement.lines == ()
    (miss,) = settlement.without_credit
    assert force.value in miss.reason.says
    assert miss.reason.clause == Clause("2. Availability")


def test_a_plan_without_credits_is_told_why() -> None:
    settlement = settled(missed(), plans=("enterprise",), plan="free")
    assert settlement.standing is Standing.NOT_ENTITLED
    assert settlement.owed == money("0")
    (miss,) = settlement.without_credit
    assert miss.reason.says == "credits are owed on plan enterprise only, and this is plan free"


def test_a_plan_with_credits_is_owed_them() -> None:
    assert settled(missed(), plans=("enterprise", "premium"), plan="premium").owed == money("50.00")


def test_without_a_plan_nothing_is_guessed() -> None:
    settlement = settled(missed(), plans=("enterprise", "premium"))
    assert settlement.standing is Standing.PLAN_NOT_GIVEN
    says = "credits are owed on plans enterprise and premium only, and no plan is given"
    assert settlement.owed == NoData(says)
    assert [miss.reason.says for miss in settlement.without_credit] == [says]


def test_without_a_plan_a_kept_promise_owes_nothing_all_the_same() -> None:
    settlement = settled(missed(breaches=0, verdict=Verdict.MET), plans=("enterprise",))
    assert settlement.standing is Standing.NOTHING_OWED


def test_without_a_fee_the_credit_stays_a_share() -> None:
    settlement = settled(missed(breaches=2), fee=None, cap=share("100"))
    assert settlement.owed == share("20")
    assert settlement.reason.says == "a credit is owed: 20 % of monthly fee"
    assert any("not given" in step.says for step in settlement.lines[0].reason.because)


def test_a_cap_on_shares_binds_without_a_fee() -> None:
    settlement = settled(missed(breaches=7), fee=None, cap=share("50"))
    assert settlement.owed == share("50")
    assert settlement.cap is not None
    assert settlement.cap.taken_off == share("20")


@pytest.mark.parametrize(("per_breach", "cap"), [(share("10"), money("20")), (money("20"), share("10"))])
def test_money_and_shares_are_not_compared_without_a_fee(per_breach: Amount, cap: Amount) -> None:
    settlement = settled(missed(), fee=None, per_breach=per_breach, cap=cap)
    assert isinstance(settlement.owed, NoData)
    assert "monthly fee is not given" in settlement.owed.why
    assert settlement.standing is Standing.OWED
    assert len(settlement.lines) == 1


def test_the_cap_is_the_most_of_a_month() -> None:
    settlement = settled(missed(breaches=12), cap=share("100"))
    assert settlement.lines[0].owed == money("600.00")
    assert settlement.owed == money("500.00")
    assert settlement.cap is not None
    assert settlement.cap.taken_off == money("100.00")
    assert "passes the cap of 100 % of monthly fee" in settlement.cap.reason.says


def test_a_cap_finer_than_the_currency_is_never_passed() -> None:
    settlement = settled(missed(breaches=9), fee=money("99.99"), cap=share("50"))
    assert settlement.owed == money("49.99")  # half of 99.99 is 49.995


def test_a_monthly_cap_is_not_applied_to_a_quarter() -> None:
    settlement = settled(missed(breaches=12), cap=share("100"), period=QUARTER)
    assert isinstance(settlement.owed, NoData)
    assert "month by month" in settlement.owed.why


def test_a_quarter_within_one_months_cap_is_settled() -> None:
    assert settled(missed(breaches=10), cap=share("100"), period=QUARTER).owed == money("500.00")


def test_only_the_named_objectives_earn_credits() -> None:
    settlement = settled(missed("uptime"), missed("response"), objectives=("uptime",))
    assert [line.objective for line in settlement.lines] == ["uptime"]
    (miss,) = settlement.without_credit
    assert miss.reason.says == "response: credits are owed for objective uptime only"


def test_an_open_verdict_earns_nothing_for_certain_and_says_so() -> None:
    settlement = settled(missed(breaches=0, verdict=Verdict.INDETERMINATE))
    assert settlement.standing is Standing.UNDECIDED
    assert settlement.certain == money("0")
    assert settlement.reason.says == (
        "it is not decided whether a credit is owed: how much is open, since the worst case of uptime is not "
        "worked out (the evidence does not decide what uptime came to)"
    )
    assert "the evidence does" in settlement.without_credit[0].reason.says


def test_words_that_do_not_decide_earn_nothing_and_say_so() -> None:
    settlement = settled(missed(breaches=0, verdict=Verdict.AMBIGUOUS))
    assert settlement.owed == money("0")
    assert "the words do" in settlement.without_credit[0].reason.says


def test_a_promise_whose_period_ends_later_is_settled_later() -> None:
    settlement = settled(missed(interval=SECOND_QUARTER, is_final=False))
    assert settlement.lines == ()
    assert "ends after this statement's" in settlement.without_credit[0].reason.says
    assert settlement.is_final


def test_a_miss_without_a_breach_names_the_convention() -> None:
    settlement = settled(missed(breaches=0))
    assert "one breach is declared to be one objective and period" in settlement.without_credit[0].reason.says


def test_an_open_period_gives_the_credit_so_far() -> None:
    settlement = settled(missed(is_final=False), as_of="2026-03-10T00:00:00Z")
    assert not settlement.is_final
    assert settlement.reason.says == "a credit is owed so far: 50.00 EUR"
    assert "once so far" in settlement.lines[0].reason.says


def test_an_open_ticket_of_a_closed_period_keeps_the_credit_open() -> None:
    settlement = settled(missed("response", is_final=False), missed("uptime"))
    assert not settlement.is_final
    assert [line.is_final for line in settlement.lines] == [False, True]


@pytest.mark.parametrize(
    ("fee", "currency", "per_breach"),
    [
        (money("500", "USD"), "EUR", share("10")),
        (money("500", "USD"), None, money("10", "EUR")),
        (money("500", "USD"), "EUR", None),
    ],
)
def test_a_fee_in_another_currency_is_refused(
    fee: Money, currency: str | None, per_breach: Amount | None
) -> None:
    with pytest.raises(UsageError, match="the fee is in USD, and the agreement's currency is EUR"):
        settled(missed(), fee=fee, currency=currency, per_breach=per_breach)


def test_a_negative_fee_is_refused() -> None:
    with pytest.raises(UsageError, match="negative"):
        settled(missed(), fee=money("-1"))


@pytest.mark.parametrize(
    ("fee", "rounding", "owed"),
    [
        (money("5555", "JPY"), MoneyRounding.HALF_UP, "1667 JPY"),  # 1666.5, once; 3 x 556 would be 1668
        (money("5555", "JPY"), MoneyRounding.HALF_EVEN, "1666 JPY"),
        (money("99.99"), MoneyRounding.HALF_UP, "30.00 EUR"),  # 29.997
        (money("99.99"), MoneyRounding.DOWN, "29.99 EUR"),
        (money("0.001", "KWD"), MoneyRounding.UP, "0.001 KWD"),  # 0.0003
        (money("33.333", "KWD"), MoneyRounding.HALF_UP, "10.000 KWD"),  # 9.9999
    ],
)
def test_a_line_is_rounded_once_to_the_minor_unit(fee: Money, rounding: MoneyRounding, owed: str) -> None:
    settlement = settled(missed(breaches=3, rounding=rounding), fee=fee)
    assert str(settlement.owed) == owed
    step = next(step for step in settlement.lines[0].reason.because if step.rule == "credit.rounding")
    assert f"rounded {rounding.value} to {owed}" in step.says


CURRENCIES = {"EUR": 2, "JPY": 0, "KWD": 3}
counts = st.lists(st.integers(1, 40), max_size=5)
shares = st.fractions(0, 2, max_denominator=997).map(ShareOfFee)
roundings = st.sampled_from(MoneyRounding)


@st.composite
def fees(draw: st.DrawFn) -> Money:
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    units = draw(st.integers(0, 10**7))
    return Money(Decimal(units).scaleb(-CURRENCIES[currency]), currency)


def many(breaches: list[int], rounding: MoneyRounding) -> list[Finding]:
    return [missed(f"objective {number}", count, rounding=rounding) for number, count in enumerate(breaches)]


@given(counts, shares, shares, fees(), roundings)
def test_lines_less_what_the_cap_takes_off_are_what_is_owed(
    breaches: list[int], each: ShareOfFee, cap: ShareOfFee, fee: Money, rounding: MoneyRounding
) -> None:
    settlement = settled(*many(breaches, rounding), per_breach=each, cap=cap, fee=fee)
    assert isinstance(settlement.owed, Money)
    lines = sum(Fraction(line.owed.amount) for line in settlement.lines if isinstance(line.owed, Money))
    taken = Fraction(0)
    if settlement.cap is not None:
        assert isinstance(settlement.cap.taken_off, Money)
        taken = Fraction(settlement.cap.taken_off.amount)
    assert lines - taken == settlement.owed.amount
    assert 0 <= settlement.owed.amount <= Fraction(fee.amount) * cap.share or not breaches
    assert settlement.owed == settlement.owed.rounded(MoneyRounding.DOWN)


@given(counts, shares, fees(), roundings)
def test_each_line_lies_within_one_unit_of_the_exact_credit(
    breaches: list[int], each: ShareOfFee, fee: Money, rounding: MoneyRounding
) -> None:
    unit = Fraction(1, 10 ** CURRENCIES[fee.currency])
    for line in settled(*many(breaches, rounding), per_breach=each, fee=fee).lines:
        assert isinstance(line.owed, Money)
        error = Fraction(line.owed.amount) - Fraction(fee.amount) * each.share * line.breaches
        half = rounding in (MoneyRounding.HALF_UP, MoneyRounding.HALF_EVEN)
        assert abs(error) <= unit / 2 if half else abs(error) < unit
        assert error <= 0 or rounding is not MoneyRounding.DOWN
        assert error >= 0 or rounding is not MoneyRounding.UP


@given(counts.filter(bool), shares, shares, fees(), roundings, st.data())
def test_a_credit_never_falls_when_breaches_rise(
    breaches: list[int],
    each: ShareOfFee,
    cap: ShareOfFee,
    fee: Money,
    rounding: MoneyRounding,
    data: st.DataObject,
) -> None:
    more = [count + data.draw(st.integers(0, 5)) for count in breaches]
    less_owed = settled(*many(breaches, rounding), per_breach=each, cap=cap, fee=fee).owed
    more_owed = settled(*many(more, rounding), per_breach=each, cap=cap, fee=fee).owed
    assert isinstance(less_owed, Money)
    assert isinstance(more_owed, Money)
    assert less_owed <= more_owed


@given(counts, shares, shares)
def test_shares_and_money_tell_the_same_story(breaches: list[int], each: ShareOfFee, cap: ShareOfFee) -> None:
    """With a fee that needs no rounding, the share of it is what is owed in money."""
    findings = many(breaches, MoneyRounding.HALF_UP)
    fee = money(str(each.share.denominator * cap.share.denominator))
    in_shares = settled(*findings, per_breach=each, cap=cap, fee=None).owed
    in_money = settled(*findings, per_breach=each, cap=cap, fee=fee).owed
    assert isinstance(in_shares, ShareOfFee)
    assert isinstance(in_money, Money)
    assert in_shares.share * Fraction(fee.amount) == Fraction(in_money.amount)


def test_the_same_inputs_give_the_same_settlement() -> None:
    findings = (missed("uptime"), replace(missed("response"), breaches=4))
    assert settled(*findings, cap=share("30")) == settled(*findings, cap=share("30"))
