"""Credits by rule: so much for so much downtime, shares of other fees, conditions, and what is not owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.convention import Conventions
from upheld.agreement.credit import Credits, PlanAt
from upheld.agreement.credit_cap import CreditCap
from upheld.agreement.credit_rule import (
    Blocks,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    Formula,
    Grant,
    LinearCredit,
    Occasion,
    OccasionCredit,
    UnstatedCredit,
    Waiver,
)
from upheld.agreement.exclusion import (
    Exclusion,
)
from upheld.agreement.fee import Amount, Fee, FeePeriod, FeeScope, ShareOfFee
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.party import Party
from upheld.agreement.provenance import Clause, Place
from upheld.chrono.instant import MINUTE, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, Period
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData, Reason, Share
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClocksRecord,
    Finding,
    Sampling,
    Statement,
    Verdict,
)
from upheld.quantity import Money, Operator, Target
from upheld.settlement.settlement import Settlement, Standing
from upheld.settlement.teller import settle

PLACE = Place("agreement.yaml", 12, 5)
MARCH = Period(
    CalendarMonth(),
    "Etc/UTC",
    Interval(parse_instant("2026-03-01T00:00:00Z"), parse_instant("2026-04-01T00:00:00Z")),
    "2026-03",
)
FEE = Money(Decimal(500), "EUR")
TENTH = ShareOfFee(Fraction(1, 10))
OF_RESOURCE = ShareOfFee(Fraction(1, 2), Fee(FeePeriod.MONTH, FeeScope.RESOURCE))
NOTHING_KNOWN = NoData("not asked for here")


def down(share: str, name: str = "uptime", of: str = "app", target: str = "99.9") -> Finding:
    """An availability that missed its target by being down for a share of the month, in per cent."""
    reached = Share(1 - Fraction(share) / 100)
    return Finding(
        objective=Objective(
            name=name,
            indicator=Availability(of=of),
            target=Target(Operator.AT_LEAST, Fraction(target) / 100),
            period=CalendarMonth(),
            conventions=Conventions(),
            place=PLACE,
        ),
        period=MARCH,
        interval=MARCH.interval,
        verdict=Verdict.MISSED,
        is_final=True,
        figure=reached,
        breaches=1,
        record=availability(reached),
        reason=Reason(rule="availability.verdict", says="too much downtime"),
        conventions=Conventions(),
    )


def availability(reached: Share) -> AvailabilityRecord:
    none = Micros(0)
    return AvailabilityRecord(
        measured=none,
        up=none,
        degraded=none,
        down=none,
        unknown=none,
        excluded=none,
        observed=reached,
        worst=reached,
        best=reached,
        judged=reached,
        coverage=Share(Fraction(1)),
        to_date=NOTHING_KNOWN,
        best_achievable=NOTHING_KNOWN,
        projected=NOTHING_KNOWN,
        allowance=none,
        allowance_left=none,
        sampling=Sampling(every=MINUTE, lowest=Fraction(0), highest=Fraction(1), verdict_holds=True),
        timeline=(),
        outages=(),
        exclusions=(),
    )


def late(name: str = "response") -> Finding:
    clocks = ClocksRecord(kept=0, breached=1, running=0, indeterminate=0, clocks=())
    return replace(down("1", name), record=clocks)


def capped(limit: Amount) -> tuple[CreditCap, ...]:
    return (CreditCap(limit=limit, place=PLACE),)


def rule(formula: Formula, *objectives: str, **terms: object) -> CreditRule:
    return replace(CreditRule(formula=formula, objectives=objectives, place=PLACE), **terms)  # type: ignore[arg-type]


def linear(
    blocks: Blocks, downtime: CreditedDowntime = CreditedDowntime.ALL, per: str = "1", amount: object = TENTH
) -> LinearCredit:
    return LinearCredit(amount=amount, per=Fraction(per) / 100, blocks=blocks, downtime=downtime)  # type: ignore[arg-type]


def settled(
    *findings: Finding,
    rules: tuple[CreditRule, ...],
    fee: Money | None = FEE,
    plan: str | None = None,
    exclusions: tuple[Exclusion, ...] = (),
    **terms: object,
) -> Settlement:
    credits = replace(Credits(rules=rules, clause=Clause("5. Credits"), place=PLACE), **terms)  # type: ignore[arg-type]
    agreement = Agreement(
        name="Hosting agreement",
        provider="The provider",
        version="1",
        in_force=Term(date(2025, 1, 1)),
        time_zone="Etc/UTC",
        exclusions=exclusions,
        credits=credits,
        place=PLACE,
    )
    statement = Statement(
        agreement_name=agreement.name,
        provider=agreement.provider,
        version=agreement.version,
        subscription=Subscription(plan=plan),
        period=MARCH,
        as_of=MARCH.interval.end,
        in_force_overridden=None,
        illustration=None,
        findings=findings,
        flags=(),
    )
    return settle(agreement, statement, fee)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("blocks", "downtime", "owed"),
    [
        # 2.35 % down, 99.9 % promised: 2.25 % beyond the target; a tenth of 500 EUR for each 1 %
        (Blocks.FULL, CreditedDowntime.ALL, "100.00"),
        (Blocks.STARTED, CreditedDowntime.ALL, "150.00"),
        (Blocks.PRO_RATA, CreditedDowntime.ALL, "117.50"),
        (Blocks.FULL, CreditedDowntime.BEYOND_TARGET, "100.00"),
        (Blocks.STARTED, CreditedDowntime.BEYOND_TARGET, "150.00"),
        (Blocks.PRO_RATA, CreditedDowntime.BEYOND_TARGET, "112.50"),
    ],
)
def test_so_much_for_each_one_per_cent_of_downtime(
    blocks: Blocks, downtime: CreditedDowntime, owed: str
) -> None:
    found = settled(down("2.35"), rules=(rule(linear(blocks, downtime)),))
    assert found.owed == euros(owed)
    (line,) = found.lines
    assert line.blocked is not None
    assert (line.blocked.downtime, line.per_breach) == (
        Fraction("2.35") / 100 if downtime is CreditedDowntime.ALL else Fraction("2.25") / 100,
        TENTH,
    )


def test_the_reading_decides_where_a_block_is_just_not_full() -> None:
    one = down("1.05")  # 0.95 % beyond the target
    for downtime, owed in ((CreditedDowntime.ALL, "50.00"), (CreditedDowntime.BEYOND_TARGET, "0")):
        assert settled(one, rules=(rule(linear(Blocks.FULL, downtime)),)).owed == euros(owed)


def test_exactly_one_block_is_a_full_one_and_no_second_is_started() -> None:
    for blocks in Blocks:
        assert settled(down("1"), rules=(rule(linear(blocks)),)).owed == euros("50.00")


def test_less_than_one_full_block_is_a_breach_that_owes_nothing_and_says_so() -> None:
    found = settled(down("0.7"), rules=(rule(linear(Blocks.FULL)),))
    assert (found.standing, found.owed) == (Standing.NOTHING_OWED, euros("0"))
    (miss,) = found.without_credit
    assert miss.reason.rule == "credit.too_little"
    assert miss.reason.says == "uptime: 0.7 % of downtime is less than one full 1 % of downtime"


def test_a_line_for_downtime_says_how_it_came_about() -> None:
    (line,) = settled(down("2.35"), rules=(rule(linear(Blocks.STARTED)),)).lines
    assert line.reason.rule == "credit.per_downtime"
    assert line.reason.says == (
        "uptime was missed with 2.35 % of downtime, at 10 % of monthly fee for each started 1 % of downtime, "
        "3 times: 150.00 EUR"
    )
    step = next(each for each in line.reason.because if each.rule == "credit.downtime")
    assert step.says == "2.35 % of downtime is 3 × started 1 % of downtime"


def test_the_first_rule_that_fits_counts() -> None:
    rules = (
        rule(FlatCredit(euros("7")), "response"),
        rule(FlatCredit(euros("5")), services=("shop",)),
        rule(FlatCredit(euros("3")), plans=("gold",)),
        rule(FlatCredit(euros("1"))),
    )
    findings = (late(), down("1", "shop uptime", of="shop"), down("1"), late("update"))
    assert [line.owed for line in settled(*findings, rules=rules, plan="gold").lines] == [
        euros("7.00"),
        euros("5.00"),
        euros("3.00"),
        euros("3.00"),
    ]
    assert settled(*findings, rules=rules, plan="plain").owed == euros("14.00")


def test_a_rule_for_downtime_is_for_availabilities_where_it_names_nothing() -> None:
    clock = replace(late(), objective=replace(late().objective, indicator=object()))  # type: ignore[arg-type]
    found = settled(down("2"), clock, rules=(rule(linear(Blocks.FULL)),))
    assert [line.objective for line in found.lines] == ["uptime"]
    (miss,) = found.without_credit
    assert miss.reason.says == "response: no rule of the agreement gives a credit for it"


def test_a_rule_for_downtime_that_names_what_has_none_is_refused() -> None:
    by_outage = OccasionCredit(amount=TENTH, each=Occasion.OUTAGE)
    with pytest.raises(UsageError, match=r"the credit rule at agreement.yaml:12:5 pays for downtime"):
        settled(late(), rules=(rule(by_outage, "response"),))


def test_rules_by_plan_need_a_plan() -> None:
    found = settled(down("1"), rules=(rule(FlatCredit(TENTH), plans=("gold",)),))
    assert found.standing is Standing.PLAN_NOT_GIVEN
    assert found.owed == NoData("credits differ by plan, and no plan is given")


def test_a_credit_that_is_owed_without_an_amount_leaves_the_amount_open() -> None:
    found = settled(down("1"), late(), rules=(rule(UnstatedCredit(), "uptime"), rule(FlatCredit(TENTH))))
    assert found.standing is Standing.OWED
    said = "uptime: a credit is promised, and the agreement does not state an amount"
    assert found.owed == NoData(f"at least 50.00 EUR; {said}")
    assert [line.owed for line in found.lines] == [euros("50.00")]
    on_no_plan = settled(down("1"), rules=(rule(UnstatedCredit()),), plans=("gold",), plan="plain")
    assert on_no_plan.standing is Standing.NOT_ENTITLED
    assert on_no_plan.without_credit[0].reason.rule == "credit.plan"


def test_a_credit_without_amount_is_told_and_not_made_up() -> None:
    found = settled(down("1"), rules=(rule(UnstatedCredit(), grant=Grant.MAY_BE),))
    (miss,) = found.without_credit
    assert miss.reason.says == "uptime: a credit may be granted, and the agreement does not state an amount"
    assert found.owed == euros("0")


@pytest.mark.parametrize(
    ("grant", "word"), [(Grant.MAY_BE, "may be granted"), (Grant.BY_ADDENDUM, "only where an addendum")]
)
def test_what_is_not_firmly_promised_is_not_owed(grant: Grant, word: str) -> None:
    found = settled(down("1"), rules=(rule(FlatCredit(TENTH), grant=grant),))
    assert found.lines == ()
    assert word in found.without_credit[0].reason.says


def test_a_share_of_another_fee_stays_a_share() -> None:
    found = settled(down("2"), rules=(rule(FlatCredit(OF_RESOURCE)),), caps=capped(OF_RESOURCE))
    assert found.owed == OF_RESOURCE
    assert found.reason.says == "a credit is owed: 50 % of monthly fee of the affected resource"
    step = next(each for each in found.lines[0].reason.because if each.rule == "credit.fee")
    assert step.says == (
        "the monthly fee of the affected resource is not given, so the credit stays a share of it; nothing "
        "says which resource was affected"
    )


def test_shares_of_different_fees_are_not_added_up() -> None:
    rules = (rule(FlatCredit(OF_RESOURCE), "uptime"), rule(FlatCredit(TENTH)))
    found = settled(down("1"), late(), rules=rules, caps=capped(TENTH))
    assert found.standing is Standing.OWED
    assert isinstance(found.owed, NoData)
    assert "50 % of monthly fee of the affected resource and 50.00 EUR can't be added up" in found.owed.why
    assert found.cap is None


def test_a_cap_on_another_fee_leaves_what_is_owed_open() -> None:
    found = settled(down("1"), rules=(rule(FlatCredit(TENTH)),), caps=capped(OF_RESOURCE))
    assert isinstance(found.owed, NoData)
    assert "monthly fee of the affected resource is not given" in found.owed.why


def test_what_may_be_given_in_place_of_the_credit_is_said() -> None:
    waiver = Waiver(of="service charges", chosen_by=Party.CUSTOMER)
    (line,) = settled(down("1"), rules=(rule(FlatCredit(TENTH), or_waiver=waiver),)).lines
    (said,) = [step.says for step in line.reason.because if step.rule == "credit.or_waiver"]
    assert said == "in place of the credit, service charges may be waived; the customer chooses"


def test_a_plan_that_counts_on_the_day_of_the_claim_is_said_so() -> None:
    found = settled(
        down("1"), rules=(rule(FlatCredit(TENTH)),), plans=("gold",), plan="gold", plan_at=PlanAt.CLAIM
    )
    assert found.owed == euros("50.00")
    assert found.reason.because[0].says == (
        "credits are owed on plan gold only; this is plan gold; that of the day of the claim counts"
    )


def test_the_clause_of_the_rule_comes_before_that_of_the_credits() -> None:
    own = rule(FlatCredit(TENTH), clause=Clause("5.1"))
    assert settled(down("1"), rules=(own,)).lines[0].reason.clause == Clause("5.1")
    assert settled(down("1"), rules=(rule(FlatCredit(TENTH)),)).lines[0].reason.clause == Clause("5. Credits")


millionths = st.integers(1, 10**6)


@given(millionths, millionths, st.sampled_from(CreditedDowntime), st.integers(1, 999_999))
def test_blocks_are_those_of_plain_arithmetic(
    downtime: int, per: int, of: CreditedDowntime, target: int
) -> None:
    """Counted in millionths, full and started blocks are the floor and the ceiling of one division."""
    beyond = max(0, downtime - (10**6 - target)) if of is CreditedDowntime.BEYOND_TARGET else downtime
    expected = {
        Blocks.FULL: Fraction(floor(Fraction(beyond, per))),
        Blocks.STARTED: Fraction(ceil(Fraction(beyond, per))),
        Blocks.PRO_RATA: Fraction(beyond, per),
    }
    for blocks, count in expected.items():
        formula = linear(blocks, of, per=str(Fraction(per, 10**4)), amount=ShareOfFee(Fraction(1)))
        finding = down(str(Fraction(downtime, 10**4)), target=str(Fraction(target, 10**4)))
        found = settled(finding, rules=(rule(formula),), fee=None)
        assert found.owed == ShareOfFee(count)


@given(millionths, st.integers(0, 10**6), st.sampled_from(CreditedDowntime), st.sampled_from(Blocks))
def test_a_credit_never_falls_when_downtime_grows(
    downtime: int, more: int, of: CreditedDowntime, blocks: Blocks
) -> None:
    rules = (rule(linear(blocks, of, per="0.37")),)
    longer = min(10**6, downtime + more)
    less_owed, more_owed = (
        settled(down(str(Fraction(each, 10**4))), rules=rules, fee=None).owed for each in (downtime, longer)
    )
    assert isinstance(less_owed, ShareOfFee)
    assert isinstance(more_owed, ShareOfFee)
    assert less_owed.share <= more_owed.share
