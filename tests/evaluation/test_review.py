"""Reviews: the time between two of them, months counted by the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from duty_court import duties, judged, local, only, says, states, steps, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreement.governance import Review
from upheld.agreement.objective import Force
from upheld.evaluation.statement import Finding
from upheld.evidence.evidence import Table
from upheld.evidence.governance import ContractReview
from upheld.quantity import parse_duration

QUARTERLY = Review(of="agreement", every=parse_duration("1 quarter"))


def held(at: str, of: str = "agreement") -> ContractReview:
    return ContractReview(source="minutes", of=of, held_at=local(at))


def court(*reviews: ContractReview, indicator: Review = QUARTERLY, **terms: Any) -> Finding:
    return judged(indicator, reviews=reviews, **terms)


def test_a_review_within_the_quarter_before_keeps_it() -> None:
    found = court(held("01-20 10:00"))
    assert (verdict(found), found.is_final) == ("MET", True)
    assert says(found) == (
        "after the review of agreement of 2026-01-20 10:00 Europe/Brussels, the next is due by "
        "2026-04-20 10:00 Europe/Brussels; promised at most 1 quarter apart"
    )
    assert only(found).due == local("04-20 10:00")


def test_three_months_are_counted_by_the_calendar_to_the_last_day_of_a_short_one() -> None:
    assert states(court(held("2025-11-30 10:00"), held("02-28 10:00"))) == ["kept"]
    assert states(court(held("2025-11-30 10:00"), held("03-10 10:00"))) == ["breached", "kept"]
    assert duties(court(held("2025-11-30 10:00"), held("03-10 10:00")))[0].due == local("02-28 10:00")


def test_without_another_it_is_broken_from_when_it_was_due() -> None:
    found = court(held("2025-12-10 10:00"))
    assert (verdict(found), found.breaches) == ("MISSED", 1)
    assert says(found).startswith(
        "no review of agreement from 2025-12-10 10:00 Europe/Brussels to 2026-04-01"
    )
    assert court(held("2025-12-10 10:00"), promised={"force": Force.TARGET}).breaches == 0
    assert states(court(held("2025-12-10 10:00"), as_of="03-09")) == ["running"]


def test_what_is_not_known_from_before_leaves_it_undecided() -> None:
    found = court()
    assert verdict(found) == "INDETERMINATE"
    assert steps(only(found).reason) == ["cadence.due", "cadence.forgotten"]
    monthly = Review(of="agreement", every=parse_duration("14 days"))
    assert verdict(court(indicator=monthly)) == "MISSED"


def test_the_first_is_due_so_long_after_the_agreement_came_into_force() -> None:
    assert states(court(in_force=date(2026, 1, 15))) == ["kept"]
    assert verdict(court(in_force=date(2025, 12, 15))) == "INDETERMINATE"


def test_reviews_of_something_else_and_later_ones_play_no_part() -> None:
    found = court(held("2025-12-10"), held("03-05", of="price list"), held("03-20"), as_of="03-15")
    assert states(found) == ["breached"]


def test_without_the_table_nothing_is_known() -> None:
    found = court(tables=[Table.TICKETS])
    assert found.gaps == ("no table `reviews` in the evidence: nothing is known about reviews",)


@settings(max_examples=60)
@given(st.sets(st.integers(-60, 30)), st.integers(1, 40))
def test_it_is_kept_where_the_last_one_was_never_too_old(days: set[int], every: int) -> None:
    """Days from 1 March, and reviews at noon; a walk by the hour of the wall clock, at half past each."""
    known = {-61, *days}
    first = date(2026, 3, 1).toordinal()
    reviews = [held(f"{date.fromordinal(first + day)} 12:00") for day in known]
    found = court(*reviews, indicator=Review(of="agreement", every=parse_duration(f"{every} days")))
    held_at = [24 * day + 12 for day in known]
    walk = [hour + 0.5 for hour in range(31 * 24)]
    too_old = [now for now in walk if now - max(at for at in held_at if at <= now) > 24 * every]
    assert verdict(found) == ("MISSED" if too_old else "MET")
