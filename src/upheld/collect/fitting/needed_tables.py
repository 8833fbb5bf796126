"""Needed tables: by which evidence each promise of an agreement, and each term of its credits, is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.cause import Subject
from upheld.agreement.claim import ClaimBy, ClaimStart
from upheld.agreement.clock import MeanTime, Start, TicketClock
from upheld.agreement.conduct import ChannelEntitlement, Classification, MaintenanceConduct, ReplyContent
from upheld.agreement.control import Control, ControlProof, Coverage
from upheld.agreement.credit import OnlyFor
from upheld.agreement.credit_cap import CapWindow, Excess
from upheld.agreement.downtime import BeginsAt, OutOf, Weighting
from upheld.agreement.exclusion import CauseExclusion, MaintenanceExclusion, acting_on
from upheld.agreement.governance import ChangeNotice, Reporting, Review
from upheld.agreement.measure import Grain, Measure
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Statistic
from upheld.evidence.evidence import Table

AnyOf = tuple[Table, ...]
"""Tables of which one is enough; the first is the usual one."""

SEEN: AnyOf = (Table.SAMPLES, Table.STATES)
PROBED: AnyOf = (*SEEN, Table.ATTESTATIONS)
TOLD: AnyOf = (Table.NOTICES, Table.INCIDENT_UPDATES)

TABLES_OF: dict[type[object], tuple[AnyOf, ...]] = {
    Availability: (SEEN,),
    Statistic: ((Table.MEASUREMENTS,),),
    TicketClock: ((Table.TICKETS,), (Table.TICKET_EVENTS,)),
    MeanTime: ((Table.TICKETS,), (Table.TICKET_EVENTS,)),
    Notification: ((Table.INCIDENTS,), TOLD),
    Recovery: ((Table.RECOVERIES,),),
    Snapshots: ((Table.SNAPSHOTS,),),
    Retention: ((Table.SNAPSHOTS,),),
    Coverage: (),
    Control: ((Table.ATTESTATIONS,),),
    MaintenanceConduct: ((Table.MAINTENANCE,),),
    ReplyContent: ((Table.TICKETS,), (Table.TICKET_EVENTS,)),
    Classification: ((Table.TICKETS,), (Table.TICKET_EVENTS,)),
    ChannelEntitlement: ((Table.TICKETS, Table.ATTESTATIONS),),
    Review: ((Table.REVIEWS,),),
    Reporting: ((Table.NOTICES,),),
    ChangeNotice: ((Table.CHANGES,),),
}
"""Kind of promise -> the tables without which nothing is known of it, apart from what its terms add."""

_OVER_MONTHS = frozenset(CapWindow) - {
    CapWindow.CASE,
    CapWindow.INCIDENT,
    CapWindow.DAY,
    CapWindow.MONTH,
    CapWindow.INVOICE,
}
_SUBJECTS = {
    Availability: Subject.AVAILABILITY,
    TicketClock: Subject.CLOCKS,
    MeanTime: Subject.CLOCKS,
    Statistic: Subject.METRICS,
}


class Need(Struct, frozen=True, kw_only=True):
    """Tables of which one is needed, and what for."""

    any_of: AnyOf
    objectives: tuple[str, ...] = ()
    """Promises of which nothing is known without it."""
    leaves_out: tuple[str, ...] = ()
    """Exclusions under which nothing is left out without it."""
    settles: tuple[str, ...] = ()
    """What else can't be told without it."""


def needs_of(agreements: tuple[Agreement, ...]) -> tuple[Need, ...]:
    """Name the tables that an agreement is judged by, given on all its plans; in order of the tables."""
    objectives: dict[AnyOf, dict[str, None]] = {}
    exclusions: dict[AnyOf, dict[str, None]] = {}
    settled: dict[AnyOf, dict[str, None]] = {}
    for agreement in agreements:
        for objective in agreement.objectives:
            for any_of in _judged_by(objective, agreement):
                objectives.setdefault(any_of, {})[objective.name] = None
            for any_of, name in _left_out_by(objective, agreement):
                exclusions.setdefault(any_of, {})[name] = None
        for any_of, what in (*_members_told_by(agreement), *_settled_by(agreement)):
            settled.setdefault(any_of, {})[what] = None
    order = list(Table)
    return tuple(
        Need(
            any_of=any_of,
            objectives=tuple(objectives.get(any_of, ())),
            leaves_out=tuple(exclusions.get(any_of, ())),
            settles=tuple(settled.get(any_of, ())),
        )
        for any_of in sorted({*objectives, *exclusions, *settled}, key=lambda each: order.index(each[0]))
    )


def _judged_by(objective: Objective, agreement: Agreement) -> Iterator[AnyOf]:
    """Give the tables a promise is judged by; some more than once."""
    measures = {measure.name: measure for measure in agreement.measures}
    match objective.indicator:
        case Statistic() as promise:
            for name in (promise.of, promise.out_of, _load_measure(promise, measures, agreement)):
                if name is not None:
                    yield _grain_of(name, measures)
        case Availability() as promise:
            by_requests = promise.requests is not None
            yield from ((Table.REQUESTS,),) if by_requests else TABLES_OF[Availability]
            yield from _of_downtime(promise)
        case Coverage(of=names):
            for name in names:
                yield _grain_of(name, measures) if name in measures else SEEN
        case Control(proved_by=proofs):
            yield from _proving(proofs)
        case Notification(starts_at=Start.REPORT | Start.FIRST_CONTACT):
            yield from (*TABLES_OF[Notification], (Table.TICKETS,))
        case ReplyContent(change_flow=str()):
            yield from (*TABLES_OF[ReplyContent], (Table.CHANGES,))
        case TicketClock(starts_at=Start.DECLARED_FAILURE):
            yield from (*TABLES_OF[TicketClock], (Table.INCIDENTS,))
        case other:
            yield from TABLES_OF[type(other)]


def _proving(proofs: Iterable[ControlProof]) -> Iterator[AnyOf]:
    """Give the tables that prove a control."""
    if not {ControlProof.ATTESTATION, ControlProof.EXERCISE}.isdisjoint(proofs):
        yield (Table.ATTESTATIONS,)
    if ControlProof.PROBE in proofs:
        yield PROBED


def _of_downtime(promise: Availability) -> Iterator[AnyOf]:
    """Give the tables that alone tell what counts as downtime, and out of which time."""
    terms = promise.downtime
    if terms is not None and (
        terms.begins_at is not BeginsAt.OCCURRENCE
        or terms.weighted_by is Weighting.AFFECTED
        or terms.affecting is not None
        or terms.provided
    ):
        yield (Table.OUTAGES,)
    if promise.out_of is OutOf.SUBSCRIBED:
        yield (Table.FEES,)


def _grain_of(name: str, measures: dict[str, Measure]) -> AnyOf:
    measure = measures.get(name)
    is_published = measure is not None and measure.grain is Grain.AGGREGATES
    return (Table.AGGREGATES,) if is_published else (Table.MEASUREMENTS,)


def _load_measure(promise: Statistic, measures: dict[str, Measure], agreement: Agreement) -> str | None:
    """The measure that tells whether there was the load under which alone a figure is promised."""
    measure = measures.get(promise.of)
    load = (measure.load if measure else None) or promise.load
    return next((each.measured_by for each in agreement.loads if each.name == load), None)


def _left_out_by(objective: Objective, agreement: Agreement) -> Iterator[tuple[AnyOf, str]]:
    """Give the tables that tell what is left out of a promise, with the exclusions."""
    indicator = objective.indicator
    named = indicator.excluding if isinstance(indicator, Availability) else objective.excluding
    subject = _SUBJECTS.get(type(indicator))
    if subject is not None:
        named = acting_on(subject, agreement.exclusions, named)
    for exclusion in agreement.exclusions:
        if exclusion.name not in named:
            continue
        match exclusion:
            case MaintenanceExclusion(name=name):
                yield (Table.MAINTENANCE,), name
            case CauseExclusion(name=name):
                yield (Table.EXCLUSIONS,), name


def _members_told_by(agreement: Agreement) -> Iterator[tuple[AnyOf, str]]:
    """Give the table that tells what a service is made of that takes its points as recorded."""
    recorded = [service.name for service in agreement.services if service.as_recorded]
    if recorded:
        named = ", ".join(f"`{name}`" for name in recorded)
        yield (Table.RESOURCES,), f"what {named} {'was' if len(recorded) == 1 else 'were'} made of, and when"


def _settled_by(agreement: Agreement) -> Iterator[tuple[AnyOf, str]]:
    """Give the tables that tell what is owed and claimed."""
    if agreement.claims is not None and agreement.claims.by is ClaimBy.CUSTOMER:
        yield (Table.CLAIMS,), "which credits were claimed in time"
        if ClaimStart.REPORT_OF_FAILURE in agreement.claims.starts:
            yield (Table.OUTAGES, Table.TICKETS), "when failures were reported"
    if agreement.credits is None:
        return
    yield (Table.FEES,), "what the fee was, month by month (or give `--fee`)"
    if agreement.credits.eligibility.facts:
        yield (Table.ACCOUNTS,), "who is owed credits"
    if any(cap.window in _OVER_MONTHS or cap.excess is Excess.CARRIED for cap in agreement.credits.caps):
        yield (Table.CREDITS,), "what was given before, as far as caps count it"
    conditions = agreement.credits.conditions
    if conditions.only_for is OnlyFor.UNFORESEEN:
        yield (Table.OUTAGES,), "which downtime was foreseen"
    if conditions.not_for:
        yield (Table.EXCLUSIONS,), "for which causes no credit is owed"
