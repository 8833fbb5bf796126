"""Controls: for which time a fact was shown to hold, by attestations, exercises and checks of points."""

from __future__ import annotations

from typing import Any

import numpy as np
from duty_court import MARCH, duties, hearing, judged, local, only, says, states, verdict
from hypothesis import given, settings
from hypothesis import strategies as st
from uptime_court import NEVER, service

from upheld.agreement.control import Control, ControlProof
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.duties.control import judge_control
from upheld.evaluation.statement import ClockState, Finding
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Attestation, AttestationKind
from upheld.evidence.observation import Grain, Observations, State
from upheld.quantity import parse_duration

FACT = "stored data are encrypted"


def promise(*proofs: ControlProof, **terms: Any) -> Control:
    return Control(states=FACT, proved_by=proofs, **terms)


ATTESTED = promise(ControlProof.ATTESTATION)
YEARLY = promise(ControlProof.ATTESTATION, renewed_every=parse_duration("12 months"))
PROBED = promise(ControlProof.PROBE, points=("tls",))


def attestation(given: str | Instant, expires: str | None = None, **terms: Any) -> Attestation:
    at = local(given) if isinstance(given, str) else given
    defaults = {
        "source": "audit",
        "number": f"A-{at}",
        "control": "Promise",
        "given_at": at,
        "expires_at": None if expires is None else local(expires),
    }
    return Attestation(**(defaults | terms))


def checks(*records: tuple[str, State], point: str = "tls", **terms: Any) -> Observations:
    times = [local(at) for at, _ in records]
    defaults = {
        "point": point,
        "source": "monitor",
        "site": point,
        "location": "",
        "grain": Grain.SAMPLE,
        "times": np.array(times, dtype=np.int64),
        "ends": np.array([NEVER] * len(times), dtype=np.int64),
        "states": np.array([state for _, state in records], dtype=np.int8),
        "retries": np.zeros(len(times), dtype=np.bool_),
        "hold": Micros(0),
    }
    return Observations(**(defaults | terms))


def court(*attestations: Attestation, indicator: Control = ATTESTED, **terms: Any) -> Finding:
    return judged(indicator, attestations=attestations, **terms)


def stretches(found: Finding) -> list[tuple[Instant, str]]:
    return [(duty.began_at, duty.state.value) for duty in duties(found)]


def test_an_attestation_in_force_all_month_keeps_it() -> None:
    found = court(attestation("02-01", "05-01"))
    assert (verdict(found), found.breaches) == ("MET", 0)
    assert says(found) == (
        "shown by attestation for 2026-03-01 00:00 to 2026-04-01 00:00 Europe/Brussels "
        "(the clocks change between): stored data are encrypted"
    )
    assert only(found).evidence == (f"attestation:audit/A-{local('02-01')}",)
    assert verdict(court(attestation("02-01"))) == "MET"


def test_an_attestation_that_expires_within_the_month_leaves_the_rest_unproved() -> None:
    found = court(attestation("02-01", "03-15"))
    assert verdict(found) == "INDETERMINATE"
    assert stretches(found) == [(local("03-01"), "kept"), (local("03-15"), "indeterminate")]
    unproved = duties(found)[1]
    assert unproved.reason.says == (
        "not shown by attestation for 2026-03-15 00:00 to 2026-04-01 00:00 Europe/Brussels "
        "(the clocks change between): stored data are encrypted; "
        "the last one ran out 2026-03-15 00:00 Europe/Brussels"
    )
    assert unproved.evidence == duties(found)[0].evidence
    assert found.gaps == (unproved.reason.says,)


def test_it_lasts_no_longer_than_the_agreement_lets_it() -> None:
    assert stretches(court(attestation("2025-03-20 12:00", "12-31"), indicator=YEARLY)) == [
        (local("03-01"), "kept"),
        (local("03-20 12:00"), "indeterminate"),
    ]
    renewed = court(attestation("2025-03-20 12:00"), attestation("03-20 11:00"), indicator=YEARLY)
    assert stretches(renewed) == [(local("03-01"), "kept")]


def test_before_it_was_given_nothing_was_shown() -> None:
    found = court(attestation("03-10"))
    assert stretches(found) == [(local("03-01"), "indeterminate"), (local("03-10"), "kept")]
    assert "none was given yet" in duties(found)[0].reason.says


def test_one_that_says_it_does_not_hold_breaks_it_until_the_next_that_says_it_does() -> None:
    found = court(attestation("02-01"), attestation("03-10", holds=False), attestation("03-12", "03-20"))
    assert (verdict(found), found.breaches) == ("MISSED", 1)
    assert stretches(found) == [
        (local("03-01"), "kept"),
        (local("03-10"), "breached"),
        (local("03-12"), "kept"),
        (local("03-20"), "indeterminate"),
    ]
    assert duties(found)[1].reason.says.startswith("shown by attestation not to hold for 2026-03-10 00:00 to")


def test_of_two_given_at_one_instant_the_bad_news_counts() -> None:
    good, bad = attestation("03-10", number="1"), attestation("03-10", number="2", holds=False)
    assert stretches(court(good, bad))[-1] == stretches(court(bad, good))[-1] == (local("03-10"), "breached")


def test_each_proof_is_needed() -> None:
    both = promise(ControlProof.ATTESTATION, ControlProof.EXERCISE)
    stated = attestation("02-01")
    tried = attestation("02-02", kind=AttestationKind.EXERCISE)
    assert verdict(court(stated, indicator=both)) == "INDETERMINATE"
    assert (
        "there is no exercise of `promise` in the evidence"
        in duties(court(stated, indicator=both))[1].reason.says
    )
    assert verdict(court(stated, tried, indicator=both)) == "MET"
    failed = attestation("02-03", kind=AttestationKind.EXERCISE, holds=False)
    assert verdict(court(stated, tried, failed, indicator=both)) == "MISSED"


def test_attestations_of_other_controls_and_later_ones_play_no_part() -> None:
    other = attestation("02-01", control="another")
    assert verdict(court(other)) == "INDETERMINATE"
    found = court(attestation("02-01"), attestation("03-20", holds=False), as_of="03-15")
    assert (verdict(found), found.is_final) == ("MET", False)


def test_where_nothing_could_show_it_there_is_nothing_to_measure() -> None:
    found = court(indicator=promise())
    assert (verdict(found), found.reason.says) == (
        "NOT APPLICABLE",
        "the agreement names nothing that could show whether stored data are encrypted",
    )


def test_without_the_table_nothing_is_known() -> None:
    found = court(tables=[Table.TICKETS])
    assert verdict(found) == "INDETERMINATE"
    assert "there is no table `attestations` in the evidence" in says(found)
    assert "there is no attestation of `promise` in the evidence" in says(court())


WATCHED = service(points=("tls",), stale_after=Micros(2 * DAY))
DAILY = [(f"03-{day:02} 06:00", State.UP) for day in range(1, 32)]


def probed(*records: tuple[str, State], watched: bool = True, **terms: Any) -> Finding:
    agreed = {"services": (WATCHED,)} if watched else {}
    seen = terms.pop("observations", [checks(*records)])
    return judged(terms.pop("indicator", PROBED), observations=seen, agreed=agreed, **terms)


def test_checks_prove_it_for_as_long_as_a_sample_of_their_service_holds() -> None:
    found = probed(("02-28 06:00", State.UP), *DAILY)
    assert (verdict(found), states(found)) == ("MET", ["kept"])
    assert "shown by probe of tls" in says(found)
    stopped = probed(("02-28 06:00", State.UP), *DAILY[:10])
    assert stretches(stopped) == [(local("03-01"), "kept"), (local("03-12 06:00"), "indeterminate")]


def test_a_check_that_finds_otherwise_breaks_it_until_the_next_good_one() -> None:
    records = [("02-28 06:00", State.UP), *DAILY]
    records[10] = (records[10][0], State.DOWN)
    found = probed(*records)
    assert stretches(found) == [
        (local("03-01"), "kept"),
        (local("03-10 06:00"), "breached"),
        (local("03-11 06:00"), "kept"),
    ]
    assert duties(found)[1].evidence == (f"sample:monitor/tls/{local('03-10 06:00')}",)


def test_a_degraded_or_unknown_state_shows_nothing() -> None:
    for state in (State.DEGRADED, State.UNKNOWN):
        records = [("02-28 06:00", State.UP), *DAILY]
        records[10] = (records[10][0], state)
        assert states(probed(*records)) == ["kept", "indeterminate", "kept"]


def test_a_point_of_no_service_is_proved_between_checks_and_not_after_the_last() -> None:
    found = probed(("02-28 06:00", State.UP), *DAILY, watched=False)
    assert stretches(found) == [(local("03-01"), "kept"), (local("03-31 06:00"), "indeterminate")]
    lasting = promise(ControlProof.PROBE, points=("tls",), renewed_every=parse_duration("1 day"))
    found = probed(("02-28 06:00", State.UP), *DAILY, watched=False, indicator=lasting)
    assert states(found) == ["kept"]
    gone = probed(("02-28 06:00", State.UP), *DAILY[:10], watched=False, indicator=lasting)
    assert stretches(gone)[-1] == (local("03-11 06:00"), "indeterminate")


def test_states_hold_as_long_as_their_source_says() -> None:
    log = checks(("02-28", State.UP), ("03-10", State.DOWN), grain=Grain.STATE, hold=Micros(3 * DAY))
    found = probed(observations=[log], watched=False)
    assert stretches(found) == [
        (local("03-01"), "kept"),
        (local("03-03"), "indeterminate"),
        (local("03-10"), "breached"),
        (local("03-13"), "indeterminate"),
    ]
    ended = checks(
        ("02-28", State.UP),
        grain=Grain.STATE,
        hold=Micros(90 * DAY),
        ends=np.array([local("03-05")], dtype=np.int64),
    )
    assert stretches(probed(observations=[ended], watched=False))[1] == (local("03-05"), "indeterminate")


def test_one_witness_that_finds_otherwise_is_enough_and_other_places_do_not_count() -> None:
    here, there = checks(("02-28", State.UP), *DAILY), checks(("03-10", State.DOWN), location="Oslo")
    assert verdict(probed(observations=[here, there])) == "MISSED"
    agreed = {"services": (WATCHED,), "locations": ("Ghent",)}
    found = judged(PROBED, observations=[here, there], agreed=agreed)
    assert verdict(found) == "MET"


def test_every_point_is_needed_and_attested_probes_count_too() -> None:
    two = promise(ControlProof.PROBE, points=("tls", "tls api"))
    api = attestation("02-01", kind=AttestationKind.PROBE, point="TLS api")
    records = [("02-28 06:00", State.UP), *DAILY]
    assert states(probed(*records, indicator=two)) == ["kept", "indeterminate"]
    assert states(probed(*records, indicator=two, attestations=[api])) == ["kept", "kept"]
    of_all = attestation("02-01", kind=AttestationKind.PROBE)
    assert states(probed(indicator=two, observations=[], attestations=[of_all])) == ["kept", "kept"]
    nowhere = probed(observations=[], tables=[Table.TICKETS])
    assert "there is no table `attestations` in the evidence" in says(nowhere)


def test_checks_after_the_instant_of_judgement_play_no_part() -> None:
    found = probed(("02-28 06:00", State.UP), *DAILY[:9], ("03-10 06:00", State.DOWN), as_of="03-10 05:00")
    assert states(found) == ["kept"]


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 40), st.booleans()),
        max_size=6,
        unique_by=lambda row: row[0],
    ),
    st.integers(1, 30),
    st.one_of(st.none(), st.integers(1, 30)),
)
def test_each_hour_is_what_the_last_word_on_it_was(
    rows: list[tuple[int, int, bool]], length: int, lasts: int | None
) -> None:
    """Hours from 1 March; each row is given, expires and says yes or no."""
    begins, offset = MARCH.interval.start, 10
    given_rows = [
        Attestation(
            source="audit",
            number=str(index),
            control="promise",
            holds=holds,
            given_at=Instant(begins + (at - offset) * HOUR),
            expires_at=Instant(begins + (at - offset + life) * HOUR),
        )
        for index, (at, life, holds) in enumerate(rows)
    ]
    indicator = promise(
        ControlProof.ATTESTATION, renewed_every=None if lasts is None else parse_duration(f"{lasts} h")
    )
    window = Interval(begins, Instant(begins + length * HOUR))
    found = judge_control(hearing(indicator, interval=window, attestations=given_rows), indicator)
    for hour in range(length):
        now = hour + offset + 0.5
        last_no = max((at for at, _, holds in rows if not holds and at <= now), default=-1)
        yes = [(at, life) for at, life, holds in rows if holds and last_no < at <= now]
        if any(now < at + min(life, lasts or life) for at, life in yes):
            expected = ClockState.KEPT
        elif last_no >= 0 and not yes:
            expected = ClockState.BREACHED
        else:
            expected = ClockState.INDETERMINATE
        middle = begins + hour * HOUR + 30 * MINUTE
        (duty,) = (each for each in duties(found) if _covers(each.began_at, each.length, middle))
        assert duty.state is expected


def _covers(began: Instant, length: Any, at: int) -> bool:
    return bool(began <= at < began + length.value)


def test_an_attestation_older_than_any_calendar_has_lapsed() -> None:
    ancient = attestation(Instant(local("03-01") - 5000 * DAY))
    assert verdict(court(ancient, indicator=YEARLY)) == "INDETERMINATE"
    assert "the last one ran out 2013-06-21T23:00:00Z" in says(court(ancient, indicator=YEARLY))
