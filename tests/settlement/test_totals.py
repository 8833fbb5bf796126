"""Credits as a whole, for any lines, caps and credits given before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from made_breaches import PLACE

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.convention import BreachUnit, Conventions
from upheld.agreement.credit import Combination, Combined, Credits, Meeting, Minimum
from upheld.agreement.credit_cap import CapWindow, CreditCap, Excess
from upheld.agreement.credit_rule import CreditRule, FlatCredit
from upheld.agreement.fee import ShareOfFee
from upheld.agreement.objective import Availability, Force, Objective
from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, Period
from upheld.chrono.zone import fixed_zone
from upheld.evaluation.reason import NoData, Reason, Share
from upheld.evaluation.statement import ClocksRecord, Finding, Statement, Verdict
from upheld.quantity import Money
from upheld.settlement.books import Books, Given
from upheld.settlement.settlement import Settlement
from upheld.settlement.teller import settle

JUNE = Period(
    CalendarMonth(),
    "UTC",
    Interval(parse_instant("2026-06-01T00:00:00Z"), parse_instant("2026-07-01T00:00:00Z")),
    "2026-06",
)
NAMES = ("uptime", "latency", "support", "backups")
UTC = fixed_zone("UTC", 0)


def euros(amount: int | str | Decimal) -> Money:
    return Money(Decimal(amount), "EUR")


FEE = euros(500)


def missed(name: str, breaches: int, unit: BreachUnit) -> Finding:
    conventions = Conventions(one_breach=unit)
    objective = Objective(
        name=name,
        indicator=Availability(of="platform"),
        period=CalendarMonth(),
        force=Force.GUARANTEE,
        conventions=conventions,
        place=PLACE,
    )
    return Finding(
        objective=objective,
        period=JUNE,
        interval=JUNE.interval,
        verdict=Verdict.MISSED,
        is_final=True,
        figure=Share(Fraction(99, 100)),
        breaches=breaches,
        record=ClocksRecord(kept=0, breached=0, running=0, indeterminate=0, clocks=()),
        reason=Reason(rule="verdict", says="too much downtime"),
        conventions=conventions,
    )


FINDINGS = st.lists(
    st.builds(missed, st.sampled_from(NAMES), st.integers(1, 4), st.sampled_from(list(BreachUnit))),
    min_size=1,
    max_size=4,
    unique_by=lambda finding: finding.objective.name,
)
AMOUNTS = st.one_of(
    st.integers(1, 150).map(lambda percent: ShareOfFee(Fraction(percent, 100))),
    st.integers(1, 100_000).map(lambda cents: euros(Decimal(cents) / 100)),
)
CAPS = st.lists(
    st.builds(
        lambda limit, window, months, excess: CreditCap(
            limit=limit, window=window, months=months, excess=excess, place=PLACE
        ),
        AMOUNTS,
        st.sampled_from([each for each in CapWindow if each not in (CapWindow.INVOICE, CapWindow.DAY)]),
        st.integers(2, 12),
        st.sampled_from(Excess),
    ),
    max_size=3,
)
COMBINATIONS = st.builds(Combination, st.sampled_from(Combined), st.sampled_from(Meeting))
GIVEN = st.lists(
    st.builds(
        lambda month, amount: Given(month=date(2026, month, 1), amount=euros(amount)),
        st.integers(1, 5),
        st.integers(0, 500),
    ),
    max_size=3,
    unique_by=lambda given: given.month,
)


@st.composite
def credits_of(draw: st.DrawFn) -> Credits:
    """Credits with an amount for each objective, put together and capped somehow."""
    return Credits(
        rules=tuple(
            CreditRule(formula=FlatCredit(draw(AMOUNTS)), objectives=(name,), place=PLACE) for name in NAMES
        ),
        is_accumulating=draw(st.booleans()),
        combination=draw(COMBINATIONS),
        caps=tuple(draw(CAPS)),
        minimum=draw(st.none() | st.builds(Minimum, AMOUNTS, st.booleans())),
        place=PLACE,
    )


def settled(credits: Credits, findings: list[Finding], before: list[Given]) -> Settlement:
    agreement = Agreement(
        name="Platform agreement",
        provider="The provider",
        version="1",
        in_force=Term(date(2025, 1, 1)),
        time_zone="UTC",
        objectives=tuple(missed(name, 1, BreachUnit.OBJECTIVE).objective for name in NAMES),
        credits=credits,
        place=PLACE,
    )
    statement = Statement(
        agreement_name=agreement.name,
        provider=agreement.provider,
        version=agreement.version,
        subscription=Subscription(),
        period=JUNE,
        as_of=Instant(JUNE.interval.end),
        in_force_overridden=None,
        illustration=None,
        findings=tuple(findings),
        flags=(),
    )
    return settle(agreement, statement, FEE, books=Books(zone=UTC, given=tuple(before)))


def most(cap: CreditCap) -> Fraction:
    """What a cap comes to, by the fee of these scenes."""
    return cap.limit.share * Fraction(FEE.amount) if isinstance(cap.limit, ShareOfFee) else _figure(cap.limit)


def _figure(amount: object) -> Fraction:
    assert isinstance(amount, Money)
    return Fraction(amount.amount)


@given(credits_of(), FINDINGS, GIVEN)
def test_what_is_owed_never_passes_a_cap(
    credits: Credits, findings: list[Finding], before: list[Given]
) -> None:
    settlement = settled(credits, findings, before)
    owed = _figure(settlement.owed)
    assert owed >= 0
    for cap in credits.caps:
        if cap.window in (CapWindow.CASE, CapWindow.INCIDENT):
            incidents = sum(finding.breaches for finding in findings)
            assert owed <= most(cap) * incidents
        elif cap.window is CapWindow.TERM:
            assert owed <= max(most(cap) - sum(_figure(each.amount) for each in before), 0)
        else:
            assert owed <= most(cap)
    assert owed <= sum((_figure(line.owed) for line in settlement.lines), Fraction(0))


@given(credits_of(), FINDINGS, GIVEN, st.randoms(use_true_random=False))
def test_the_order_of_lines_never_changes_what_is_owed(
    credits: Credits, findings: list[Finding], before: list[Given], chance: object
) -> None:
    shuffled = list(findings)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = settled(credits, findings, before), settled(credits, shuffled, list(reversed(before)))
    assert (one.owed, one.carried) == (other.owed, other.carried)


@given(credits_of(), FINDINGS, GIVEN)
def test_every_step_leaves_what_the_one_before_it_left_less_what_it_takes_off(
    credits: Credits, findings: list[Finding], before: list[Given]
) -> None:
    settlement = settled(credits, findings, before)
    left = sum((_figure(line.owed) for line in settlement.lines), Fraction(0))
    for step in settlement.adjustments:
        assert not isinstance(step.taken_off, NoData)
        left -= _figure(step.taken_off)
        assert left == _figure(step.owed)
    assert left == _figure(settlement.owed)


@given(credits_of(), FINDINGS, GIVEN)
def test_what_is_paid_reaches_the_minimum(
    credits: Credits, findings: list[Finding], before: list[Given]
) -> None:
    owed = _figure(settled(credits, findings, before).owed)
    if credits.minimum is not None and owed:
        bound = credits.minimum.bound
        least = bound.share * Fraction(FEE.amount) if isinstance(bound, ShareOfFee) else _figure(bound)
        assert owed > least if credits.minimum.is_strict else owed >= least
