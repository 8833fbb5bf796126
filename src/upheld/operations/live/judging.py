"""Judging to date: what promises have come to at an instant, and which clocks go on, row by row.

Incremental or not, every row is made here, by the same functions of the law from the same evidence: what is
left out is only what comes to the same as before. Where the law refuses to judge by what is on record, the
promise or the ticket that this is about has a row that says why, and all others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.cause import Subject
from upheld.agreement.clock import TicketClock
from upheld.agreement.coverage import services_of
from upheld.agreement.drafting import UndeclaredTerms
from upheld.agreement.exclusion import acting_on
from upheld.agreement.objective import Objective
from upheld.chrono.instant import HOUR, Instant, format_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period, parse_period
from upheld.errors import UpheldError
from upheld.evaluation.ambiguity.interpreted import interpret
from upheld.evaluation.clocks.bench import Bench
from upheld.evaluation.clocks.caseload import caseload_of
from upheld.evaluation.clocks.excluded_time import weigh_for_clocks
from upheld.evaluation.evaluate import Court
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.in_force import time_in_force
from upheld.evaluation.live.clock import GoingClock, going_on, is_over, looks_at
from upheld.evaluation.live.finding import ToDate, to_date
from upheld.evaluation.sharing import EvidenceOf, by_subscription
from upheld.evaluation.sitting import Sitting as OfPeriod
from upheld.evaluation.statement import Finding, Statement
from upheld.evidence.evidence import Evidence
from upheld.evidence.observation import Observations
from upheld.evidence.ticket import Ticket
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.live.docket import Docket, Party, Seated
from upheld.operations.parting import hear

FindingKey = tuple[str | None, str, str, str, str]
"""Customer, subscription, plan, objective, member."""
ClockKey = tuple[str | None, str, str, str, str, int]
"""Customer, subscription, plan, objective, ticket, start."""
AGAIN = HOUR
"""So often what can't be judged is tried again though nothing comes in."""


class Unjudged(Struct, frozen=True, kw_only=True):
    """A promise that can't be judged by what is on record, and why."""

    objective: str
    period: Period
    why: str
    look_at: Instant
    """When it is tried again, if nothing comes in."""


class UnjudgedClock(Struct, frozen=True, kw_only=True):
    """A ticket whose clock can't be followed by what is on record, and why."""

    ticket: Ticket
    why: str


class JudgedFinding(Struct, frozen=True, kw_only=True):
    """A finding to date with whose it is."""

    key: FindingKey
    place: int
    found: ToDate | Unjudged


class JudgedClock(Struct, frozen=True, kw_only=True):
    """A clock that goes on with whose it is."""

    key: ClockKey
    clock: GoingClock | UnjudgedClock
    look_at: Instant | None
    """From when on time alone changes what it says."""


class Sitting(Struct, frozen=True, kw_only=True, eq=False):
    """One agreement, its evidence and an instant: all that parties share."""

    docket: Docket
    evidence: Evidence
    evidence_of: EvidenceOf
    period: Period
    as_of: Instant
    seen: dict[str, tuple[Observations, ...]]
    """Observations by point."""
    courts: dict[int, tuple[Agreement, Court]] = field(default_factory=dict)
    """By the identity of an agreement, with the agreement itself, which so keeps it."""

    @classmethod
    def at(cls, docket: Docket, evidence: Evidence, as_of: Instant) -> Sitting:
        """Sit as of an instant."""
        seen: dict[str, list[Observations]] = {}
        for each in evidence.observations:
            seen.setdefault(each.point, []).append(each)
        return cls(
            docket=docket,
            evidence=evidence,
            evidence_of=by_subscription(evidence, docket.sorted_before),
            period=docket.month(as_of),
            as_of=as_of,
            seen={point: tuple(each) for point, each in seen.items()},
        )

    def parties(self) -> Sequence[Party]:
        """Everybody for whom something is judged."""
        return self.docket.parties(self.evidence, self.period, self.as_of).parties

    def seated(self) -> Seated:
        """The same, to be found by whose they are."""
        return self.docket.parties(self.evidence, self.period, self.as_of)


def findings_of(sitting: Sitting, party: Party, objectives: Sequence[str]) -> Iterator[JudgedFinding]:
    """Judge some of a party's promises, each in its period that goes on, or say why it can't be judged.

    Errors as for `evaluate`, where they are about the agreement and not about what is on record.
    """
    if party.trouble:
        yield from _unjudged(sitting, party, objectives, party.trouble)
        return
    try:
        yield from list(_findings_of(sitting, party, objectives))
    except UpheldError as trouble:
        if not party.in_parts:
            _court(sitting, sitting.docket.agreement_on(party.subscription.plan))
        if party.in_parts or len(objectives) == 1:
            yield from _unjudged(sitting, party, objectives, str(trouble))
            return
        for name in objectives:
            yield from findings_of(sitting, party, (name,))


def _unjudged(sitting: Sitting, party: Party, objectives: Sequence[str], why: str) -> Iterator[JudgedFinding]:
    places = {} if party.trouble else {each.name: place for place, each in enumerate(_all(sitting, party))}
    for name in objectives:
        yield JudgedFinding(
            key=(*_whose(party), name, ""),
            place=places.get(name, len(places)),
            found=Unjudged(
                objective=name, period=sitting.period, why=why, look_at=Instant(sitting.as_of + AGAIN)
            ),
        )


def _findings_of(sitting: Sitting, party: Party, objectives: Sequence[str]) -> Iterator[JudgedFinding]:
    if not objectives:
        return
    subscription = party.subscription
    statement = _in_parts(sitting, party) if party.in_parts else _heard(sitting, subscription, objectives)
    current: dict[tuple[str, str], Finding] = {}
    for finding in statement.findings:
        if finding.objective.name in objectives:
            current[finding.objective.name, finding.member or ""] = finding  # the last is the current one
    places = {name: place for place, name in enumerate(each.name for each in _all(sitting, party))}
    agreement = sitting.docket.grounds.agreement
    for (name, member), finding in current.items():
        yield JudgedFinding(
            key=(*_whose(party), name, member),
            place=places.get(name, len(places)),
            found=to_date(finding, agreement, _concerned(sitting, finding), sitting.as_of),
        )


def clocks_of(
    sitting: Sitting, party: Party, tickets: Callable[[Ticket], bool] | None = None
) -> Iterator[JudgedClock]:
    """Give the clocks of a party's open tickets that go on; of those alone that are asked for.

    One that can't be followed stands among them, and says why. Errors as for `findings_of`.
    """
    if party.in_parts or party.trouble:
        return
    agreement = sitting.docket.agreement_on(party.subscription.plan)
    own = sitting.evidence_of(party.subscription)
    customer, as_of = party.subscription.customer, sitting.as_of
    open_tickets = tuple(
        each
        for each in own.tickets
        if (customer is None or (each.customer or "") == customer)
        and (tickets is None or tickets(each))
        and each.opened_at <= as_of
        and not is_over(each, as_of)
    )
    if not open_tickets:
        return
    court = _court(sitting, agreement)
    own = replace(own, tickets=open_tickets)
    since = min(each.opened_at for each in open_tickets)
    for objective in sitting.docket.promised(party.subscription):
        clock = objective.indicator
        current = court.current(objective, party.subscription, own)
        if isinstance(clock, TicketClock) and current is not None:
            start = min(since, current.interval.start)
            hearing = _hearing(sitting, court, party.subscription, current, own, start)
            yield from _followed(hearing, clock, party, objective)


def _followed(
    hearing: Hearing, clock: TicketClock, party: Party, objective: Objective
) -> Iterator[JudgedClock]:
    """Follow all tickets together; where that can't be done, each by itself."""
    try:
        yield from list(_going(hearing, clock, party, objective))
    except UpheldError as trouble:
        tickets = hearing.evidence.tickets
        if len(tickets) > 1:
            for each in tickets:
                alone = replace(hearing, evidence=replace(hearing.evidence, tickets=(each,)))
                yield from _followed(alone, clock, party, objective)
            return
        (ticket,) = tickets
        yield JudgedClock(
            key=(*_whose(party), objective.name, ticket.number, ticket.opened_at),
            clock=UnjudgedClock(ticket=ticket, why=str(trouble)),
            look_at=Instant(hearing.as_of + AGAIN),
        )


def _whose(party: Party) -> tuple[str | None, str, str]:
    subscription = party.subscription
    return party.customer, subscription.name or "", subscription.plan or ""


def _going(hearing: Hearing, clock: TicketClock, party: Party, objective: Objective) -> Iterator[JudgedClock]:
    bench = Bench.of(hearing, clock)
    has_exclusions = bool(acting_on(Subject.CLOCKS, hearing.agreement.exclusions, objective.excluding))
    excused = weigh_for_clocks(hearing, objective.services).excused
    for ticket in caseload_of(hearing, clock, excused).judged:
        for heard in bench.hear(ticket):
            going = going_on(heard, objective.name, bench.calendars, bench.conventions)
            if going is not None:
                yield JudgedClock(
                    key=(*_whose(party), objective.name, going.ticket, going.started_at),
                    clock=going,
                    look_at=looks_at(going, hearing.as_of, has_exclusions=has_exclusions),
                )


def _hearing(
    sitting: Sitting,
    court: Court,
    subscription: Subscription,
    current: OfPeriod,
    evidence: Evidence,
    since: Instant,
) -> Hearing:
    """A hearing about every ticket that is open, though it was opened before the period began."""
    in_force = time_in_force(court.agreement, sitting.docket.grounds.zone)
    return Hearing(
        agreement=court.agreement,
        objective=current.objective,
        subscription=subscription,
        period=current.period,
        interval=Interval(max(in_force.start, since), current.interval.end),
        as_of=sitting.as_of,
        evidence=evidence,
        calendars=court.calendars,
    )


def _all(sitting: Sitting, party: Party) -> Sequence[Objective]:
    if party.in_parts:
        return sitting.docket.grounds.agreement.objectives
    return sitting.docket.promised(party.subscription)


def _concerned(sitting: Sitting, finding: Finding) -> tuple[Observations, ...]:
    """The observations of the points that a finding is about; all of them where that is not told."""
    agreement = sitting.docket.grounds.agreement
    about = services_of(finding.objective, agreement)
    services = [each for each in agreement.services if each.name in about]
    names = [point.name for service in services for point in service.points]
    if not services or any(service.as_recorded or not service.points for service in services):
        return sitting.evidence.observations
    return tuple(seen for name in names for seen in sitting.seen.get(name, ()))


def _heard(sitting: Sitting, subscription: Subscription, objectives: Sequence[str]) -> Statement:
    """Judge a subscription, with all that the text leaves open."""
    text = sitting.docket.text(subscription.plan)
    asked = tuple(each.name for each in promised(sitting, subscription) if each.name in objectives)

    def judge(agreement: Agreement) -> Statement:
        names = tuple(each.name for each in agreement.objectives if each.name in asked)
        return _court(sitting, agreement).statement(subscription, names)

    if not text.open_terms:
        return judge(text.agreement)
    if text.agreement.undeclared_terms is UndeclaredTerms.AGAINST_DRAFTER:
        return _courtroom(sitting).hear(text, subscription, asked)[0]
    return interpret(text, judge, subscription, asked).statement


def promised(sitting: Sitting, subscription: Subscription) -> tuple[Objective, ...]:
    """What is promised to a subscription."""
    return sitting.docket.promised(subscription)


def _in_parts(sitting: Sitting, party: Party) -> Statement:
    docket = sitting.docket
    return hear(_courtroom(sitting), docket.grounds.agreement, docket.text, party.subscription)[0]


def _courtroom(sitting: Sitting) -> Courtroom:
    terms = Terms(period=sitting.period.label, as_of=format_instant(sitting.as_of))
    almanac = sitting.docket.grounds.almanac
    return Courtroom(terms=terms, evidence=sitting.evidence, almanac=almanac, now=sitting.as_of)


def _court(sitting: Sitting, agreement: Agreement) -> Court:
    """The court in which of each objective the period that goes on is judged, and none before."""
    found = sitting.courts.get(id(agreement))
    if found is None:
        docket = sitting.docket
        almanac = docket.grounds.almanac
        period = parse_period(sitting.period.label, almanac.zone(agreement.time_zone))
        court = Court.of(
            agreement,
            sitting.evidence,
            period,
            sitting.as_of,
            almanac,
            sitting.evidence_of,
            compiled=docket.compiled,
        )
        found = sitting.courts[id(agreement)] = agreement, court.confined_to_last()
    return found[1]
