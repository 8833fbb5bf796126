"""Recoveries: how long failures and drills took, and whether a proof was in force."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from duty_court import BRUSSELS, duties, judged, local, only, says, states, steps, verdict, wall_time
from ticket_court import HERE, almanac, within

from upheld.agreement.cause import Cause, Subject
from upheld.agreement.clock import RunsOn, Start
from upheld.agreement.convention import BelongsTo, Conventions, MissingData
from upheld.agreement.exclusion import CauseExclusion
from upheld.agreement.objective import Force
from upheld.agreement.recovery import Recovery, RecoveryProof
from upheld.chrono.instant import HOUR, Instant
from upheld.chrono.period import parse_period
from upheld.evaluation.statement import Finding
from upheld.evidence.backup import RecoveryCase
from upheld.evidence.evidence import Table
from upheld.evidence.exclusion import ExclusionCase
from upheld.quantity import parse_duration

APRIL = parse_period("2026-04", almanac(BRUSSELS).zone(BRUSSELS))


def promise(text: str = "24 hours", **terms: Any) -> Recovery:
    return Recovery(**({"of": "full environment", "within": wall_time(text)} | terms))


DAY_LONG = promise()
HALF_YEARLY = promise(drilled_every=parse_duration("6 months"))


def failure(declared: str | None = "03-03 10:00", recovered: str | None = None, **terms: Any) -> RecoveryCase:
    defaults = {
        "source": "desk",
        "number": "R-1",
        "of": "full environment",
        "declared_at": None if declared is None else local(declared),
        "recovered_at": None if recovered is None else local(recovered),
    }
    return RecoveryCase(**(defaults | terms))


def drill(begun: str, recovered: str | None, **terms: Any) -> RecoveryCase:
    return failure(begun, recovered, **({"is_drill": True, "number": f"D-{begun}"} | terms))


def court(*cases: RecoveryCase, indicator: Recovery = DAY_LONG, **terms: Any) -> Finding:
    return judged(indicator, recoveries=cases, **terms)


def test_a_recovery_in_time_keeps_it() -> None:
    found = court(failure("03-03 10:00", "03-04 10:00"))
    assert (verdict(found), found.breaches) == ("MET", 0)
    assert says(found) == "failure R-1: recovered 24 h after it was declared; promised within 24 h"
    duty = only(found)
    assert (duty.began_at, duty.done_at, duty.due) == (
        local("03-03 10:00"),
        local("03-04 10:00"),
        local("03-04 10:00"),
    )
    assert steps(duty.reason) == ["duty.start", "duty.target", "duty.due", "recovery.end"]


def test_a_recovery_too_late_breaks_it_and_a_capability_makes_no_breach() -> None:
    late = failure("03-03 10:00", "03-04 12:00")
    found = court(late)
    assert (verdict(found), found.breaches) == ("MISSED", 1)
    assert says(found) == (
        "failure R-1: recovered 26 h after it was declared, 2 h too late; promised within 24 h"
    )
    found = court(late, promised={"force": Force.CAPABILITY})
    assert (verdict(found), found.breaches) == ("MISSED", 0)


def test_exactly_so_long_breaks_less_than() -> None:
    assert verdict(court(failure("03-03 10:00", "03-04 10:00"), indicator=promise("< 24 h"))) == "MISSED"


def test_the_night_the_clocks_change_has_its_real_length() -> None:
    """24 hours from 12:00 on 28 March are over at 13:00 on the wall; a calendar day ends at 12:00."""
    over_the_change = failure("03-28 12:00", "03-29 13:00")
    assert verdict(court(over_the_change)) == "MET"
    assert verdict(court(over_the_change, indicator=promise("1 day"))) == "MISSED"


def test_while_it_lasts_it_is_open_until_its_time_is_over() -> None:
    found = court(failure("03-03 10:00"), as_of="03-04 09:00")
    assert states(found) == ["running"]
    assert says(found) == (
        "failure R-1: not yet recovered, due by 2026-03-04 10:00 Europe/Brussels; promised within 24 h"
    )
    found = court(failure("03-03 10:00", "03-06 10:00"), as_of="03-05 10:00")
    assert states(found) == ["breached"]
    assert says(found) == (
        "failure R-1: not recovered in 48 h after it was declared, 24 h too late; promised within 24 h"
    )
    assert states(court(failure("03-03 10:00"), as_of="03-03 09:00")) == []


def test_giving_up_is_no_recovery_however_soon() -> None:
    given_up = failure("03-03 10:00", gave_up_at=local("03-03 12:00"))
    found = court(given_up)
    assert verdict(found) == "MISSED"
    assert says(found).startswith("failure R-1: given up without success 2 h after it was declared")
    assert states(court(given_up, as_of="03-03 11:00")) == ["running"]
    undated = failure(None, gave_up_at=local("03-03 12:00"))
    assert states(court(undated)) == ["breached"]
    assert says(court(undated)) == "failure R-1: given up without success; promised within 24 h"


def test_only_what_is_named_as_proof_counts() -> None:
    real, tried = failure("03-03 10:00", "03-04 09:00"), drill("03-10 10:00", "03-12 10:00")
    assert states(court(real, tried)) == ["kept", "breached"]
    assert states(court(real, tried, indicator=promise(proved_by=(RecoveryProof.RECOVERY,)))) == ["kept"]
    found = court(real, indicator=promise(proved_by=(RecoveryProof.DRILL,)))
    assert verdict(found) == "NOT APPLICABLE"
    assert found.reason.says == "no drill of full environment in the period"
    assert states(court(failure("03-03", "03-04", of="portal"))) == []


def test_a_start_that_is_not_recorded_lies_between_those_that_are() -> None:
    by_detection = promise(starts_at=Start.DETECTION)
    kept = failure(None, "03-04 10:00", occurred_at=local("03-03 10:00"))
    assert states(court(kept, indicator=by_detection)) == ["kept"]
    open_ = failure(None, "03-04 11:00", occurred_at=local("03-03 10:00"))
    found = court(open_, indicator=by_detection)
    assert states(found) == ["indeterminate"]
    assert says(found) == (
        "failure R-1: undecided, since when it was detected is not recorded (`detected_at`); "
        "promised within 24 h"
    )
    by_occurrence = promise(starts_at=Start.OCCURRENCE)
    assert states(court(failure("03-03 10:00", "03-04 11:00"), indicator=by_occurrence)) == ["breached"]
    by_awareness = promise(starts_at=Start.AWARENESS)
    assert states(court(failure("03-03 10:00", "03-04 11:00"), indicator=by_awareness)) == ["breached"]
    assert states(court(failure("03-03 10:00", "03-04 09:00"), indicator=by_awareness)) == ["indeterminate"]
    assert states(court(failure(None, "03-04 09:00"), indicator=DAY_LONG)) == ["indeterminate"]


def test_a_drill_starts_when_it_is_begun_whatever_starts_the_time() -> None:
    by_detection = promise(starts_at=Start.DETECTION)
    assert states(court(drill("03-03 10:00", "03-04 10:00"), indicator=by_detection)) == ["kept"]


def test_a_failure_belongs_to_the_month_it_began_in_or_to_that_of_its_verdict() -> None:
    at_the_turn = failure("02-28 12:00", "03-01 11:00")
    by_breach = {"promised": {"conventions": Conventions(belongs_to=BelongsTo.BREACH)}}
    assert states(court(at_the_turn)) == []
    assert states(court(at_the_turn, **by_breach)) == ["kept"]
    given_up = failure("02-28 12:00", gave_up_at=local("03-01 11:00"))
    assert states(court(given_up, **by_breach)) == ["breached"]
    assert states(court(failure("02-28 12:00"), as_of="03-01 10:00", **by_breach)) == ["running"]


def test_business_hours_count_as_those_of_tickets() -> None:
    in_office = promise(hours="office", within=within("8 business hours", RunsOn.SERVICE_HOURS))
    found = court(failure("03-06 16:00", "03-09 16:00"), indicator=in_office)
    assert (states(found), only(found).due) == (["kept"], local("03-09 16:00"))


def test_a_case_that_an_exclusion_takes_out_is_left_out_with_why() -> None:
    exclusion = CauseExclusion(
        name="force majeure", causes=(Cause.FORCE_MAJEURE,), acts_on=(Subject.CLOCKS,), place=HERE
    )
    case = ExclusionCase(
        source="desk",
        number="E-1",
        cause="force majeure",
        about=("R-1",),
        proposed_at=local("03-04"),
        approved_by=("provider", "customer"),
        approved_at=local("03-05"),
    )
    late = failure("03-03 10:00", "03-06 10:00")
    found = court(late, agreed={"exclusions": (exclusion,)}, exclusions=[case])
    assert verdict(found) == "NOT APPLICABLE"
    assert found.reason.because[0].rule == "exclusion.granted"


def test_a_proof_lasts_as_long_as_the_agreement_says() -> None:
    found = court(drill("2025-11-03 10:00", "2025-11-03 20:00"), indicator=HALF_YEARLY)
    assert (verdict(found), states(found)) == ("MET", ["kept"])
    assert says(found).startswith(
        "after the proven recovery of full environment of 2025-11-03 20:00 Europe/Brussels, the next "
    )


def test_time_without_a_proof_in_force_is_unproved() -> None:
    """A proof of 10 September lasts until 10 March; that of 20 March comes ten days later."""
    old, new = drill("2025-09-10 10:00", "2025-09-10 20:00"), drill("03-20 10:00", "03-20 20:00")
    found = court(old, new, indicator=HALF_YEARLY)
    assert (verdict(found), states(found)) == ("INDETERMINATE", ["kept", "indeterminate"])
    unproved = duties(found)[1]
    assert unproved.reason.rule == "recovery.unproved"
    assert unproved.due == local("03-10 20:00")
    assert unproved.reason.says.startswith(
        "unproved: no proven recovery of full environment from 2025-09-10 20:00"
    )
    as_down = Conventions(missing_data=MissingData.AS_DOWN)
    assert verdict(court(old, indicator=HALF_YEARLY, promised={"conventions": as_down})) == "MISSED"


def test_a_drill_that_failed_or_took_too_long_proves_nothing() -> None:
    proved = drill("2025-11-03 10:00", "2025-11-03 20:00")
    for failed in (
        drill("2025-12-03 10:00", "2025-12-08 20:00"),
        drill("2025-12-03 10:00", None, gave_up_at=local("2025-12-03 20:00")),
    ):
        assert states(court(failed, proved, indicator=HALF_YEARLY)) == ["kept"]
        assert states(court(failed, indicator=HALF_YEARLY)) == ["indeterminate"]


def test_without_any_proof_known_it_is_undecided_unless_none_was_due_yet() -> None:
    assert verdict(court(indicator=HALF_YEARLY)) == "INDETERMINATE"
    assert verdict(court(indicator=HALF_YEARLY, in_force=date(2026, 2, 1))) == "MET"


def test_a_proof_older_than_the_calendars_has_lapsed() -> None:
    in_office = promise(
        hours="office",
        within=within("8 business hours", RunsOn.SERVICE_HOURS),
        drilled_every=parse_duration("6 months"),
    )
    began = Instant(local("03-05") - 70_000 * HOUR)
    ancient = drill("03-05 10:00", None, declared_at=began, recovered_at=Instant(began + HOUR))
    assert verdict(court(ancient, indicator=in_office)) == "INDETERMINATE"


def test_without_the_table_nothing_is_known_and_an_empty_one_says_that_nothing_failed() -> None:
    found = court(tables=[Table.TICKETS])
    assert found.gaps == ("no table `recoveries` in the evidence: nothing is known about recoveries",)
    assert verdict(court(tables=[Table.TICKETS], indicator=HALF_YEARLY)) == "INDETERMINATE"
    found = court()
    assert (verdict(found), found.reason.says) == (
        "NOT APPLICABLE",
        "no failure or drill of full environment in the period",
    )


@pytest.mark.parametrize("every", ["1 month", "4 weeks", "30 days", "720 h"])
def test_lapses_are_counted_by_the_calendar_or_by_the_hour(every: str) -> None:
    """From 15 March, 12:00 on: a month is 15 April, 30 days 14 April at noon, 720 hours that at 13:00."""
    due = {
        "1 month": "04-15 12:00",
        "4 weeks": "04-12 12:00",
        "30 days": "04-14 12:00",
        "720 h": "04-14 13:00",
    }
    indicator = promise(drilled_every=parse_duration(every))
    found = court(drill("03-15 02:00", "03-15 12:00"), indicator=indicator, period=APRIL, as_of="04-05")
    assert (states(found), only(found).due) == (["running"], local(due[every]))
