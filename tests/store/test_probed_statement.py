"""From what agents in several places saw to the statement: one that fails alone is seen, and is no outage."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from upheld.chrono.instant import MINUTE, Instant, Micros, parse_instant
from upheld.chrono.period import parse_period
from upheld.collect.probes.exchange import Batch, Beat, Record
from upheld.collect.probes.outcome import Outcome, Phases
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.targets.http import Http
from upheld.evidence.observation import State
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.enrolling import Enrolled, Enrolment, enrol
from upheld.operations.folding import read_telemetry
from upheld.operations.grounds import Known, Whose, known_by
from upheld.operations.parting import hear as judge
from upheld.operations.parting import text_of
from upheld.operations.probing.defining import define
from upheld.operations.probing.dispatching import Seat, enlisted, hear
from upheld.operations.probing.reporting import Place, report
from upheld.operations.standing import evidence_in_store, grounds_in_store
from upheld.report.document import make_document
from upheld.store.sealing import seal_bindings
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

pytestmark = pytest.mark.django_db

AGREEMENT = """
upheld: 1
agreement: Example Web SLA
provider: Example Hosting
version: "1"
in_force: {from: 2026-03-01, until: 2026-03-02}
time_zone: Etc/UTC
locations: [frankfurt, here, london]
services:
  web:
    points: [page]
    locations_down_when: majority of locations fail
    sampled_every: 60 s
    stale_after: 2 min
objectives:
  uptime:
    clause: {reference: "1", quote: "Up 99.5 % of the time"}
    availability: {of: web}
    target: ">= 99.5 %"
    period: calendar month
    force: guarantee
"""
START = parse_instant("2026-03-01T00:00:00Z")
NOW = parse_instant("2026-04-02T00:00:00Z")
PROBE = Probe(name="page", site="page", what=Http(url="https://example.net/"))
PLACES = ("frankfurt", "here", "london")
MINUTES = 24 * 60


def state_at(location: str, minute: int) -> State:
    """Frankfurt fails alone for ten minutes, with London for five; London's own network fails for three."""
    if location == "frankfurt" and 600 <= minute < 610:
        return State.DOWN
    if location in ("frankfurt", "london") and 700 <= minute < 705:
        return State.DOWN
    return State.UNKNOWN if location == "london" and 800 <= minute < 803 else State.UP


def outcome(location: str, minute: int) -> Outcome:
    at, state = Instant(START + minute * MINUTE), state_at(location, minute)
    words = {State.DOWN: "timeout: no answer", State.UNKNOWN: "witness: no answer there either"}
    return Outcome(
        probe="page",
        site="page",
        source="probe",
        location=location,
        due_at=at,
        at=at,
        state=state,
        method="https",
        phases=Phases(total=Micros(80_000)),
        trouble=words.get(state, ""),
    )


def test_a_minority_of_places_is_visible_and_no_outage(tmp_path: Path) -> None:
    (tmp_path / "agreement.yaml").write_text(AGREEMENT)
    enrolled = enrol(Enrolment(agreement=tmp_path / "agreement.yaml", slug="web", actor="test", now=START))
    assert isinstance(enrolled, Enrolled)
    dossier = enrolled.version.agreement.dossier
    seal_bindings(dossier, b"bindings: 1\npoints:\n  page: {source: probe, site: page}\n", START)
    define(dossier, [PROBE], "test", START)
    folder = tmp_path / "telemetry"
    folder.mkdir()
    with Intake(folder, Room(floor=0)) as intake:
        for number, location in enumerate(PLACES):
            seat = Seat(dossier=dossier, location=location)
            beat = Beat(location=location, instance=f"{number}" * 32, run="a" * 32)
            hear(seat, beat, START)
            with transaction.atomic():
                run = enlisted(seat, beat, START)[1]
            outcomes = tuple(outcome(location, minute) for minute in range(MINUTES))
            record = Record(sequence=1, seen=Batch(outcomes=outcomes))
            assert report(Place(dossier, intake), run, [record], NOW).taken == MINUTES
    grounds = grounds_in_store(enrolled.version, Whose())
    runs = read_telemetry(folder, grounds.agreement)
    reading = evidence_in_store(dossier, telemetry=runs)
    end = parse_period("2026-03", grounds.zone).interval.end
    facts = known_by(grounds, reading, end, None, NOW)
    assert isinstance(facts, Known)
    courtroom = Courtroom(
        terms=Terms(period="2026-03"), evidence=facts.evidence, almanac=grounds.almanac, now=facts.now
    )
    heard = judge(courtroom, grounds.agreement, text_of(grounds.read), grounds.subscription)
    (finding,) = make_document(*heard, grounds.zone, grounds.envelope)["statement"]["findings"]  # type: ignore[index]
    # five minutes of the day: 1435/1440 = 287/288 = 99.6527… %; what one place sees takes nothing
    assert finding["verdict"] == "MET"
    assert finding["figure"]["share"] == "287/288"
    assert len(finding["record"]["outages"]) == 1
    (minority,) = [each for each in finding["reason"]["because"] if each["rule"] == "availability.minority"]
    # frankfurt alone from 10:00 to 10:10; not the five minutes in which london saw it too
    assert [each["says"] for each in minority["because"]] == [
        "page was down from frankfurt for 10 min, while it was not down by the quorum"
    ]
