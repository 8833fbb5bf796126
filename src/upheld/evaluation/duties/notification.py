"""Notifications held against the evidence: who was told of each incident, when, and what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from upheld.agreement.cause import Subject
from upheld.agreement.clock import Start
from upheld.agreement.notification import Notification
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.calendars import TimeCalendars
from upheld.evaluation.clocks.excluded_time import ExcludedTime
from upheld.evaluation.duties.belonging import belongs, is_for_customer, is_for_services, missing_table
from upheld.evaluation.duties.deadline import Timing
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.message import messages_about
from upheld.evaluation.duties.naming import alike, is_among
from upheld.evaluation.duties.onset import onset_of
from upheld.evaluation.duties.telling import Telling
from upheld.evaluation.exclusions.exclusion import weigh_exclusions
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Excluded, Finding
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.incident import Incident


def judge_notification(hearing: Hearing, promise: Notification) -> Finding:
    """Judge whether somebody was told of each incident of a kind in time, and of everything promised.

    What is promised to be told may come in several messages: the time ends with the one that completes it.
    Where a start is not recorded it lies between what is: nothing is detected before it happened.
    """
    gap = missing_table(hearing, Table.INCIDENTS, hearing.evidence.incidents, "incidents")
    objective = hearing.objective
    excused = weigh_exclusions(hearing, Subject.CLOCKS, objective.excluding, objective.services).excused
    judged: list[Telling] = []
    left_out: list[Reason] = []
    for telling in sorted(_tellings(hearing, promise), key=_order):
        if belongs(hearing, telling):
            why = _left_out(telling.incident, promise, excused)
            if why is None:
                judged.append(telling)
            else:
                left_out.append(why)
    return judge_duties(
        hearing,
        [telling.duty() for telling in judged],
        noun="incident",
        gap=gap,
        nothing=f"no {promise.of} in the period that somebody had to be told of",
        because=left_out,
    )


def _order(telling: Telling) -> tuple[Instant, str]:
    return telling.placed_at, telling.incident.identity


def _tellings(hearing: Hearing, promise: Notification) -> Iterator[Telling]:
    """Every incident that had begun by `as_of`, whatever period it belongs to."""
    timing = Timing(promise.within, TimeCalendars(hearing.calendars, promise), hearing.objective.conventions)
    excluded = ExcludedTime(hearing)
    for incident in _concerned(hearing, promise):
        onset = onset_of(promise.starts_at, _recorded(incident, hearing.evidence), hearing.as_of)
        if onset is not None:
            yield Telling(
                incident=incident,
                promise=promise,
                onset=onset,
                messages=messages_about(incident, promise, hearing),
                unknown=_unknown_messages(hearing.evidence),
                timing=replace(timing, without=excluded.of_services(incident.services)),
                begins=hearing.interval.start,
                as_of=hearing.as_of,
                clause=hearing.objective.clause,
            )


def _concerned(hearing: Hearing, promise: Notification) -> Iterator[Incident]:
    for incident in hearing.evidence.incidents:
        ours = is_for_customer(hearing, incident.customer) and is_for_services(hearing, incident.services)
        if ours and alike(incident.kind, promise.of):
            yield incident


def _recorded(incident: Incident, evidence: Evidence) -> Mapping[Start, Instant]:
    """The starts that are recorded: by the incident itself, and by the tickets that name it."""
    tickets = [ticket for ticket in evidence.tickets if ticket.incident == incident.number]
    contacts = (ticket.first_contact_at or ticket.opened_at for ticket in tickets)
    found = {
        Start.OCCURRENCE: incident.occurred_at,
        Start.DETECTION: incident.detected_at,
        Start.AWARENESS: incident.aware_at,
        Start.DECLARED_FAILURE: incident.declared_at,
        Start.REPORT: min((ticket.opened_at for ticket in tickets), default=None),
        Start.FIRST_CONTACT: min(contacts, default=None),
    }
    return {start: at for start, at in found.items() if at is not None}


def _unknown_messages(evidence: Evidence) -> str:
    """Why nothing is known of messages, where both tables of them are missing and neither has a row."""
    told = evidence.notices or any(incident.updates for incident in evidence.incidents)
    if told or {Table.NOTICES, Table.INCIDENT_UPDATES} & evidence.tables:
        return ""
    return f"there is neither a table `{Table.INCIDENT_UPDATES.value}` nor one `{Table.NOTICES.value}`"


def _left_out(incident: Incident, promise: Notification, excused: Mapping[str, Excluded]) -> Reason | None:
    """Say why nobody had to be told: the condition does not hold, or an exclusion takes the incident out."""
    if promise.only_if is not None and is_among(promise.only_if, incident.fails):
        return _out(incident, f"it was decided not to be {promise.only_if}")
    excluded = excused.get(incident.number)
    if excluded is not None:
        return _out(incident, f"{excluded.exclusion}: {excluded.why}", *excluded.evidence)
    return None


def _out(incident: Incident, why: str, *evidence: str) -> Reason:
    return Reason(
        rule="duties.left_out",
        says=f"incident {incident.number} is left out, since {why}",
        evidence=(incident.identity, *evidence),
        evidence_count=1 + len(evidence),
    )
