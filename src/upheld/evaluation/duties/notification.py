"""Notifications held against the evidence: who was told of each incident, when, and what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from upheld.agreement.clock import Start
from upheld.agreement.notification import Notification
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.calendars import TimeCalendars
from upheld.evaluation.clocks.excluded_time import ExcludedTime
from upheld.evaluation.duties.belonging import belongs, is_for_customer, is_for_services, missing_table
from upheld.evaluation.duties.deadline import Timing
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.message import messages_about
from upheld.evaluation.duties.naming import alike, is_among
from upheld.evaluation.duties.onset import onset_of
from upheld.evaluation.duties.telling import Telling
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Finding
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.incident import Incident


def judge_notification(hearing: Hearing, promise: Notification) -> Finding:
    """Judge whether somebody was told of each incident of a kind in time, and of everything promised.

    What is promised to be told may come in several messages: the time ends with the one that completes it.
    Where a start is not recorded it lies between what is: nothing is detected before it happened.
    """
    gap = missing_table(hearing, Table.INCIDENTS, hearing.evidence.incidents, "incidents")
    excused = excusals(hearing)
    judged = sorted((each for each in _tellings(hearing, promise) if belongs(hearing, each)), key=_order)
    needless = [each for each in judged if not _has_to_be_told(each.incident, promise)]
    duties = [
        telling.duty()
        for telling in judged
        if telling not in needless and telling.incident.number not in excused.numbers
    ]
    return judge_duties(
        hearing,
        duties,
        noun="incident",
        gap=gap,
        nothing=f"no {promise.of} in the period that somebody had to be told of",
        because=(*(_needless(each.incident, promise) for each in needless), *excused.reasons),
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
                resources=_resources(incident, hearing.evidence),
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


def _resources(incident: Incident, evidence: Evidence) -> tuple[str, ...]:
    """What an incident affected: as it says itself, or as the outages say that name it."""
    named = (name for each in evidence.outages if each.incident == incident.number for name in each.resources)
    return incident.resources or tuple(dict.fromkeys(named))


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


def _has_to_be_told(incident: Incident, promise: Notification) -> bool:
    """Whether the condition of the promise may hold for an incident."""
    return promise.only_if is None or not is_among(promise.only_if, incident.fails)


def _needless(incident: Incident, promise: Notification) -> Reason:
    return Reason(
        rule="duties.left_out",
        says=f"incident {incident.number} is left out, since it was decided not to be {promise.only_if}",
        evidence=(incident.identity,),
        evidence_count=1,
    )
