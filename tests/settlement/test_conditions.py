"""Conditions of credits: a month can be a breach and owe no credit, or a smaller one, and says why."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from credit_court import agreed, at, between, judged, only, outage, said, settled
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.chrono.instant import HOUR, MINUTE, Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import AvailabilityRecord, Finding, Verdict
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.governance import Attestation
from upheld.evidence.maintenance import Maintenance, WorkKind
from upheld.evidence.ticket import Actor, EventKind, Substance, Ticket, TicketEvent
from upheld.quantity import Money, percent
from upheld.settlement.condition import as_credited
from upheld.settlement.settlement import Settlement, Standing

APRIL = between("2026-04-01", "2026-05-01")
FOUR_HOURS = between("2026-04-10 01:00", "2026-04-10 05:00")
TWO_HOURS = between("2026-04-20 01:00", "2026-04-20 03:00")


def hosting(credits: str, target: str = ">= 99.9 %", **more: str) -> Agreement:
    """An availability, exclusions that do not act on it, and credits of 10 % of the fee for a breach."""
    exclusions = more.get("exclusions", _EXCLUSIONS)
    excluding = f", excluding: {more['excluding']}" if "excluding" in more else ""
    return agreed(f"""
exclusions: {exclusions}
conventions: {{{more.get("conventions", "missing_data: indeterminate")}}}
objectives:
  uptime:
    availability: {{of: app{excluding}}}
    target: "{target}"
    period: calendar month
    force: guarantee
credits: {{{credits}, cap: none}}
""")


_EXCLUSIONS = """
  third parties: {cause: third-party outage, evidence: report, approved_by: both parties}
  works: {maintenance: planned, notice: at least 24 hours, notice_is: condition}
"""
FLAT = "per_breach: 10 % of monthly fee"
LINEAR = "rules: [{for: uptime, amount: 10 % of monthly fee, per: 1 %, counted: pro rata, of: all downtime}]"
NOT_THIRD_PARTIES = 'conditions: {not_for: third parties, clause: "5. Excluded"}'
NOT_WORKS = "conditions: {not_for: works}"
UNFORESEEN = "conditions: {only_for: unforeseen downtime}"


def case(time: Interval = FOUR_HOURS, **terms: Any) -> ExclusionCase:
    whole: dict[str, Any] = {
        "source": "register",
        "number": "X-1",
        "cause": "third-party outage",
        "since": time.start,
        "until": time.end,
        "evidence": ("report",),
        "proposed_by": "provider",
        "proposed_at": time.end,
        "approved_by": ("provider", "customer"),
    }
    return ExclusionCase(**(whole | terms))


def work(time: Interval, notice: int = 48 * HOUR, **terms: Any) -> Maintenance:
    announced = Instant(time.start - notice)
    whole: dict[str, Any] = {
        "source": "calendar",
        "name": "upgrade",
        "kind": WorkKind.PLANNED,
        "services": (),
    }
    return Maintenance(**(whole | {"announced_at": announced, "planned": time} | terms))


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def uncredited(found: Settlement) -> str:
    (miss,) = found.without_credit
    return miss.reason.says


def test_a_month_can_be_a_breach_and_owe_no_credit() -> None:
    """OP-13: 4 of April's 720 hours down, all by a third party: 99.4444 %, a breach, and nothing is owed."""
    terms = hosting(f"{FLAT}, {NOT_THIRD_PARTIES}")
    finding = only(judged(terms, FOUR_HOURS, exclusions=(case(),)))
    assert (finding.verdict, finding.breaches) == (Verdict.MISSED, 1)
    assert finding.figure == Share(Fraction(716, 720))
    found = settled(terms, FOUR_HOURS, exclusions=(case(),))
    assert (found.standing, found.owed) == (Standing.NOTHING_OWED, euros("0"))
    assert uncredited(found) == (
        "uptime: a breach, and no credit is owed for it: without what earns none, it comes to 100 %, and "
        ">= 99.9 % is promised"
    )
    (miss,) = found.without_credit
    assert miss.reason.rule == "credit.nothing_left"
    assert miss.reason.clause is not None
    assert miss.reason.clause.reference == "5. Excluded"
    assert (
        "third-party outage, 2026-04-10 01:00 to 05:00 UTC: kept from credits by third parties, because it "
        "was approved by customer and provider, shown by report" in said(found)
    )


def test_what_is_left_may_be_a_breach_of_its_own() -> None:
    """2 h of the 6 h are nobody else's: 99.7222 % is still below 99.9 %, and the breach earns its credit."""
    terms = hosting(f"{FLAT}, {NOT_THIRD_PARTIES}")
    found = settled(terms, FOUR_HOURS, TWO_HOURS, exclusions=(case(),))
    assert found.owed == euros("20.00")
    assert any(says.endswith("what of this is shown to be theirs earns none") for says in said(found))


def test_a_credit_for_downtime_is_reckoned_on_what_is_left_of_it() -> None:
    """10 % of 200 EUR for each 1 %: of 6 h (0.8333 %) 2 h earn, 0.2777 %: 20 EUR x 0.2777 = 5.56 EUR."""
    terms = hosting(f"{LINEAR}, {NOT_THIRD_PARTIES}")
    found = settled(terms, FOUR_HOURS, TWO_HOURS, exclusions=(case(),))
    (line,) = found.lines
    assert line.blocked is not None
    assert (line.blocked.downtime, found.owed) == (Fraction(2, 720), euros("5.56"))
    assert settled(terms, FOUR_HOURS, TWO_HOURS).owed == euros("16.67")


def test_a_case_that_is_not_granted_keeps_nothing_back_and_is_told() -> None:
    terms = hosting(f"{FLAT}, {NOT_THIRD_PARTIES}")
    found = settled(terms, FOUR_HOURS, exclusions=(case(approved_by=("provider",)),))
    assert found.owed == euros("20.00")
    assert any("not kept from credits by third parties" in says for says in said(found))
    assert any(says.endswith("what is put forward is not granted") for says in said(found))


def test_without_any_case_the_reasons_say_that_nothing_speaks_of_it() -> None:
    found = settled(hosting(f"{FLAT}, {NOT_THIRD_PARTIES}"), FOUR_HOURS)
    assert found.owed == euros("20.00")
    assert (
        "no credit is owed for what third parties caused; no evidence says that one of them caused this"
        in said(found)
    )


def test_announced_work_that_counts_as_downtime_earns_no_credit() -> None:
    terms = hosting(f"{FLAT}, {NOT_WORKS}")
    assert settled(terms, FOUR_HOURS, maintenance=(work(FOUR_HOURS),)).owed == euros("0")
    late = work(FOUR_HOURS, notice=HOUR)
    assert settled(terms, FOUR_HOURS, maintenance=(late,)).owed == euros("20.00")


def test_a_standing_window_that_counts_as_downtime_earns_no_credit() -> None:
    windows = "{window: {during: nights}}"
    terms = agreed(f"""
hours: {{nights: {{open: every day 00:00-06:00}}}}
exclusions: {windows}
objectives:
  uptime: {{availability: {{of: app}}, target: ">= 99.9 %", period: calendar month, force: guarantee}}
credits: {{{FLAT}, cap: none, conditions: {{not_for: window}}}}
""")
    assert settled(terms, FOUR_HOURS).owed == euros("0")
    by_day = between("2026-04-10 12:00", "2026-04-10 16:00")
    assert settled(terms, by_day).owed == euros("20.00")


def test_what_the_measurement_leaves_out_already_is_not_taken_off_twice() -> None:
    terms = hosting(f"{FLAT}, {NOT_THIRD_PARTIES}", excluding="[third parties]")
    statement = judged(terms, FOUR_HOURS, TWO_HOURS, exclusions=(case(),))
    left = only(statement).creditable
    assert left is not None
    assert left.figure == only(statement).figure == Share(Fraction(714, 716))
    found = settled(terms, FOUR_HOURS, TWO_HOURS, exclusions=(case(),))
    assert found.owed == euros("20.00")
    assert any(says.endswith("the promise itself leaves it out") for says in said(found))


def test_time_that_earns_no_credit_stays_in_the_time_measured() -> None:
    """Whatever the arithmetic of exclusions: 2 of 720 h earn, not 2 of the 716 h that are left."""
    for arithmetic in ("removed from both sides", "counted as up", "not counted as down"):
        terms = hosting(f"{LINEAR}, {NOT_THIRD_PARTIES}", conventions=f"exclusions: {arithmetic}")
        left = only(judged(terms, FOUR_HOURS, TWO_HOURS, exclusions=(case(),))).creditable
        assert left is not None
        assert left.figure == Share(Fraction(718, 720))


def test_breaches_by_outage_are_those_that_are_left() -> None:
    terms = hosting(f"{FLAT}, {NOT_THIRD_PARTIES}", conventions="one_breach: outage")
    finding = only(judged(terms, FOUR_HOURS, TWO_HOURS, exclusions=(case(),)))
    assert finding.breaches == 2
    assert as_credited(finding).breaches == 1
    assert settled(terms, FOUR_HOURS, TWO_HOURS, exclusions=(case(),)).owed == euros("20.00")


def test_whether_anything_is_left_may_be_undecided() -> None:
    """Down 4 h by a third party, a breach for certain; of the last day, perhaps one too, nothing is known."""
    terms = hosting(f"{FLAT}, {NOT_THIRD_PARTIES}")
    known = {"exclusions": (case(),), "known_until": at("2026-04-30")}
    finding = only(judged(terms, FOUR_HOURS, **known))
    assert (finding.verdict, finding.breaches) == (Verdict.MISSED, 1)
    found = settled(terms, FOUR_HOURS, **known)
    assert found.standing is Standing.UNDECIDED
    assert found.open is not None
    assert (found.open.least, found.open.most) == (euros("0"), euros("20.00"))
    assert found.without_credit[0].reason.rule == "credit.undecided"
    assert uncredited(found) == (
        "uptime: the evidence does not decide whether it was missed without what earns no credit, so none is "
        "worked out"
    )


def test_while_the_month_is_open_what_is_left_may_still_be_made_good() -> None:
    """2 h are past mending at 99.9 %; the 20 min that are left of them for credits are not, yet."""
    terms = hosting(f"{FLAT}, {NOT_THIRD_PARTIES}")
    most = Interval(TWO_HOURS.start, Instant(TWO_HOURS.end - 20 * MINUTE))
    now = at("2026-04-20 04:00")
    finding = only(judged(terms, TWO_HOURS, exclusions=(case(most),), as_of=now))
    assert (finding.verdict, finding.breaches) == (Verdict.MISSED, 1)
    found = settled(terms, TWO_HOURS, exclusions=(case(most),), as_of=now)
    assert found.owed == euros("0")


def test_only_unforeseen_downtime_earns() -> None:
    """MH-8: what was recorded as foreseen, or announced as planned work, earns nothing."""
    terms = hosting(f"{LINEAR}, {UNFORESEEN}")
    known = {"outages": (outage("O-1", FOUR_HOURS, foreseen=True),)}
    found = settled(terms, FOUR_HOURS, TWO_HOURS, **known)
    assert found.owed == euros("5.56")
    assert "credits are for unforeseen downtime only; 4 h was foreseen" in said(found)
    assert "outage O-1, 2026-04-10 01:00 to 05:00 UTC: it is recorded as foreseen" in said(found)
    announced = settled(terms, FOUR_HOURS, TWO_HOURS, maintenance=(work(FOUR_HOURS),))
    assert announced.owed == euros("5.56")
    assert any("it is planned work that was announced" in says for says in said(announced))


@pytest.mark.parametrize("foreseen", [None, False])
def test_downtime_of_which_nobody_says_so_was_not_foreseen(foreseen: bool | None) -> None:
    terms = hosting(f"{FLAT}, {UNFORESEEN}")
    found = settled(terms, FOUR_HOURS, outages=(outage("O-1", FOUR_HOURS, foreseen=foreseen),))
    assert found.owed == euros("20.00")
    assert "credits are for unforeseen downtime only; no evidence says that this was foreseen" in said(found)


@pytest.mark.parametrize(
    ("works", "owed"),
    [
        (work(FOUR_HOURS), "0"),
        (work(FOUR_HOURS, notice=-HOUR), "20.00"),  # told after an hour of it: that hour is a surprise
        (work(FOUR_HOURS, announced_at=None), "20.00"),
        (work(FOUR_HOURS, notice=-5 * HOUR), "20.00"),
        (work(FOUR_HOURS, kind=WorkKind.EMERGENCY), "20.00"),
        (work(FOUR_HOURS, services=("another",)), "20.00"),
        (work(FOUR_HOURS, took_place=between("2026-04-11", "2026-04-12")), "20.00"),
        (work(between("2026-04-10 01:00", "2026-04-10 02:00"), took_place=FOUR_HOURS), "20.00"),
    ],
)
def test_which_work_makes_downtime_foreseen(works: Maintenance, owed: str) -> None:
    """99.9 % of April leaves 43 min: an hour of surprise is enough to be owed."""
    terms = hosting(f"{FLAT}, {UNFORESEEN}")
    assert settled(terms, FOUR_HOURS, maintenance=(works,)).owed == euros(owed)


def test_a_failure_recorded_as_a_surprise_within_announced_work_earns() -> None:
    terms = hosting(f"{FLAT}, {UNFORESEEN}")
    surprise = (outage("O-1", FOUR_HOURS, foreseen=False),)
    found = settled(terms, FOUR_HOURS, maintenance=(work(FOUR_HOURS),), outages=surprise)
    assert found.owed == euros("20.00")


def support(conditions: str, unit: str = "ticket", more: str = "") -> Agreement:
    """Every ticket answered within an hour, or 10 % of the fee is owed."""
    return agreed(f"""
exclusions: {_EXCLUSIONS}
conventions: {{one_breach: {unit}}}
objectives:
  response:
    response: {{until: substantive reply}}
    within: 1 hour
    period: calendar month
    force: guarantee{more}
credits: {{{FLAT}, cap: none, {conditions}}}
""")


def answered(number: str, opened: str, replied: str) -> Ticket:
    events = (
        TicketEvent(at=at(opened), sequence=0, kind=EventKind.OPENED, actor=Actor.CUSTOMER),
        TicketEvent(
            at=at(replied),
            sequence=0,
            kind=EventKind.REPLY,
            actor=Actor.AGENT,
            substance=Substance.SUBSTANTIVE,
        ),
    )
    return Ticket(source="desk", number=number, events=events)


LATE = answered("T-1", "2026-04-10 01:00", "2026-04-10 04:00")
LATE_TOO = answered("T-2", "2026-04-20 01:00", "2026-04-20 04:00")


def test_a_breach_that_is_no_downtime_earns_nothing_where_only_downtime_does() -> None:
    found = settled(support(UNFORESEEN), tickets=(LATE,))
    assert found.owed == euros("0")
    assert uncredited(found) == "response: credits are for unforeseen downtime only, and this is no downtime"


ABOUT_T1 = case(since=None, until=None, about=("T-1",))


def test_a_ticket_for_which_no_credit_is_owed_earns_none() -> None:
    terms = support(NOT_THIRD_PARTIES)
    finding = only(judged(terms, tickets=(LATE, LATE_TOO), exclusions=(ABOUT_T1,)))
    assert (finding.breaches, as_credited(finding).breaches) == (2, 1)
    assert settled(terms, tickets=(LATE, LATE_TOO), exclusions=(ABOUT_T1,)).owed == euros("20.00")
    assert settled(terms, tickets=(LATE, LATE_TOO)).owed == euros("40.00")


def test_where_only_such_tickets_were_late_nothing_is_left_of_the_breach() -> None:
    for unit in ("ticket", "objective and period"):
        found = settled(support(NOT_THIRD_PARTIES, unit), tickets=(LATE,), exclusions=(ABOUT_T1,))
        assert found.owed == euros("0")
        assert uncredited(found) == (
            "response: a breach, and no credit is owed for it: without what earns none, nothing is left of it"
        )


def test_a_ticket_that_the_promise_itself_leaves_out_is_no_breach_at_all() -> None:
    terms = support(NOT_THIRD_PARTIES, more="\n    excluding: third parties")
    finding = only(judged(terms, tickets=(LATE, LATE_TOO), exclusions=(ABOUT_T1,)))
    assert finding.breaches == 1
    assert settled(terms, tickets=(LATE, LATE_TOO), exclusions=(ABOUT_T1,)).owed == euros("20.00")


PAID = "all invoices are paid"
PROVIDED = f"conditions: {{provided: [{PAID}]}}"


def attested(holds: bool, given: str = "2026-04-15", **terms: Any) -> Attestation:
    number = f"A-{given}-{holds}"
    return Attestation(
        source="finance", number=number, control=PAID, holds=holds, given_at=at(given), **terms
    )


@pytest.mark.parametrize(
    ("attestations", "owed"),
    [
        ((), "20.00"),
        ((attested(True),), "20.00"),
        ((attested(False),), "0"),
        ((attested(False), attested(True, "2026-04-16")), "20.00"),
        ((attested(True), attested(False)), "0"),
        ((attested(False, "2026-05-02"),), "20.00"),  # after what was known
        ((attested(False, "2026-02-01", expires_at=at("2026-04-01")),), "20.00"),
        ((attested(False, "2026-02-01", expires_at=at("2026-04-02")),), "0"),
        ((replace(attested(False), control="something else"),), "20.00"),
    ],
)
def test_a_condition_in_words_holds_unless_it_is_attested_that_it_does_not(
    attestations: tuple[Attestation, ...], owed: str
) -> None:
    found = settled(hosting(f"{FLAT}, {PROVIDED}"), FOUR_HOURS, attestations=attestations)
    assert found.owed == euros(owed)
    if owed == "0":
        assert uncredited(found) == f"uptime: a condition of the credit is not met, as was attested: {PAID}"


def test_what_was_attested_of_a_condition_is_said() -> None:
    terms = hosting(f"{FLAT}, {PROVIDED}")
    silent = settled(terms, FOUR_HOURS)
    assert f"a condition of the credit is taken to be met, since no evidence speaks of it: {PAID}" in said(
        silent
    )
    spoken = settled(terms, FOUR_HOURS, attestations=(attested(True, by="the accountant"),))
    assert f"a condition of the credit is met, as was attested by the accountant: {PAID}" in said(spoken)


def test_an_agreement_without_conditions_has_nothing_to_hold_against_a_breach() -> None:
    assert only(judged(hosting(FLAT), FOUR_HOURS, exclusions=(case(),))).creditable is None
    kept = only(judged(hosting(f"{FLAT}, {NOT_THIRD_PARTIES}"), exclusions=(case(),)))
    assert (kept.verdict, kept.creditable) == (Verdict.MET, None)


def test_a_finding_as_it_stands_for_credits_can_be_taken_again() -> None:
    terms = hosting(f"{FLAT}, {NOT_THIRD_PARTIES}")
    once = as_credited(only(judged(terms, FOUR_HOURS, TWO_HOURS, exclusions=(case(),))))
    assert as_credited(once) == once
    assert percent(_judged(once)) == "99.7222 %"


def _judged(finding: Finding) -> Fraction:
    assert isinstance(finding.record, AvailabilityRecord)
    assert isinstance(finding.record.judged, Share)
    return finding.record.judged.value


hours = st.integers(0, 719)
stretches = st.lists(st.tuples(hours, st.integers(1, 30)), max_size=4)


@examples(max_examples=25, deadline=None)
@given(stretches, stretches)
def test_what_earns_is_downtime_outside_what_does_not(
    down: list[tuple[int, int]], kept_back: list[tuple[int, int]]
) -> None:
    """Against hours counted one by one: an hour earns where the service was down and no case covers it."""
    bad = {hour for start, length in down for hour in range(start, min(start + length, 720))}
    free = {hour for start, length in kept_back for hour in range(start, min(start + length, 720))}
    terms = hosting(f"{LINEAR}, {NOT_THIRD_PARTIES}", target="100 %")
    known = tuple(case(each, number=f"X-{index}") for index, each in enumerate(_runs(free)))
    finding = only(judged(terms, *_runs(bad), exclusions=known))
    assert finding.breaches == bool(bad)
    assert _judged(finding) == 1 - Fraction(len(bad), 720)
    if bad:
        assert finding.creditable is not None
        assert _judged(as_credited(finding)) == 1 - Fraction(len(bad - free), 720)
        assert finding.creditable.breaches == bool(bad - free)


def _runs(hours_of: set[int]) -> list[Interval]:
    start = APRIL.start
    return list(
        IntervalSet.of(
            *(Interval(Instant(start + hour * HOUR), Instant(start + (hour + 1) * HOUR)) for hour in hours_of)
        )
    )
