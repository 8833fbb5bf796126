"""What if: an agreement tried on outages that did not happen, each by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from upheld.agreement.downtime import BeginsAt, Downtime, Weighting
from upheld.agreement.objective import Availability, Objective
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros, format_instant
from upheld.chrono.period import CalendarMonth, Period, parse_period, period_containing
from upheld.chrono.zone import WallTime, Zone, wall_date, wall_midnight
from upheld.collect.case.case import case_of_outages
from upheld.errors import UsageError
from upheld.evaluation.promised import promised_to
from upheld.evaluation.statement import Statement
from upheld.evidence.evidence import Evidence
from upheld.language.interpreting import interpretation_of
from upheld.operations import asked
from upheld.operations.courtroom import Courtroom, Terms, settled
from upheld.operations.grounds import Grounds, InvalidAgreement, InvalidEvidence, Whose, grounds_of, known
from upheld.quantity import write_length
from upheld.report.document import statement_data
from upheld.report.figure import Json, interval_data
from upheld.report.summary import summary_of
from upheld.settlement.bill import bills_of
from upheld.settlement.deployed_fees import while_deployed
from upheld.settlement.series import settle_series
from upheld.settlement.settlement import Settlement
from upheld.settlement.termination import RightState, ground_in_words

STANDARD = tuple(
    Micros(length)
    for length in (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY)
)
"""Lengths of outages that are tried where none are given."""
_WEDNESDAY = 2
_MORNING = 10 * HOUR


class Request(Struct, frozen=True, kw_only=True):
    """What is to be tried, in the words of the one who asks."""

    agreement: Path
    period: str | None = None
    """The calendar month of now where absent."""
    outages: tuple[str, ...] = ()
    """Such as `2026-06-03 14:03/14:10 eu-west`, each by itself; those of standard length where empty."""
    plan: str | None = None
    subscription: str | None = None
    """Which one of an order form, where it has several."""
    fee: str | None = None
    fees_of: tuple[str, ...] = ()
    """Monthly fees of services and resources, such as `eu-west=500`."""
    in_force: str | None = None


class Tried(Struct, frozen=True):
    """Every outage was tried."""

    document: Json


Outcome = Tried | InvalidAgreement | InvalidEvidence


def try_outages(request: Request, now: Instant) -> Outcome:
    """Judge and settle a period with each outage as if it were all that happened.

    `now` only says which month is meant where none is. Raises UsageError for a request that makes no sense,
    and for an agreement that promises no availability; LockError for a lock that does not fit.
    """
    grounds = grounds_of(request.agreement, Whose(plan=request.plan, subscription=request.subscription))
    if isinstance(grounds, InvalidAgreement):
        return grounds
    objectives = promised_to(grounds.agreement, grounds.subscription)
    promised = [each.name for each in objectives if isinstance(each.indicator, Availability)]
    if not promised:
        raise UsageError(
            f"agreement {grounds.agreement.name!r} promises no availability that an outage touches"
        )
    label = (
        period_containing(CalendarMonth(), now, grounds.zone).label
        if request.period is None
        else asked.period(request.period, grounds.agreement)
    )
    period = parse_period(label, grounds.zone)
    zone: Json = {}
    rows = []
    told = [] if request.outages else _told(objectives)
    for name, text in _outages(request, period, grounds.zone, told):
        facts = known(grounds, case_of_outages((text,), asked.paid_for(request.fees_of)), period, None, now)
        if isinstance(facts, InvalidEvidence):
            return facts
        terms = Terms(period=label, in_force=request.in_force, fee=request.fee)
        evidence = asked.with_fees(facts.evidence, request.fees_of, grounds.agreement)
        courtroom = Courtroom(terms=terms, evidence=evidence, almanac=grounds.almanac, now=facts.now)
        terms_read = interpretation_of(grounds.read)
        statement, settlement = courtroom.hear(terms_read, grounds.subscription, promised)
        body = statement_data(statement, settlement, grounds.zone)
        zone = body["zone"]
        rights = list(_rights(grounds, request, statement, evidence, facts.as_of))
        rows.append({"outage": name, "summary": summary_of(body) | {"rights_arisen": rights}})
    agreement = {
        "name": grounds.agreement.name,
        "provider": grounds.agreement.provider,
        "version": grounds.agreement.version,
    }
    judged = {"label": period.label, "rule": str(period.rule), **interval_data(period.interval)}
    says = [each.says for each in told]
    return Tried({"agreement": agreement, "period": judged, "zone": zone, "told": says, "what_if": rows})


class _Told(Struct, frozen=True):
    """What is told of an outage of standard length, because an agreement asks for it."""

    says: str
    text: str
    """As an outage says it, with its beginning for `{}`."""


def _told(objectives: Sequence[Objective]) -> list[_Told]:
    """What agreements ask of an outage beside its time: all of it counts, and everybody was affected."""
    promised = [each.indicator for each in objectives]
    rules = (each.downtime for each in promised if isinstance(each, Availability))
    terms = [each for each in rules if each is not None]
    found: list[_Told] = []
    if any(_asks_for_share(each) for each in terms):
        found.append(_Told("affecting everybody", "affected 100 %"))
    if any(each.begins_at is BeginsAt.DETECTION for each in terms):
        found.append(_Told("detected as it began", "detected {}"))
    if any(each.begins_at in (BeginsAt.REPORT, BeginsAt.FIRST_KNOWN) for each in terms):
        found.append(_Told("reported as it began", "reported {}"))
    return found


def _asks_for_share(terms: Downtime) -> bool:
    return terms.affecting is not None or terms.weighted_by is not Weighting.NOTHING


def _outages(
    request: Request, period: Period, zone: Zone, told: Sequence[_Told]
) -> Iterator[tuple[str, str]]:
    """What each outage is called, and its text."""
    if request.outages:
        yield from ((text, text) for text in request.outages)
        return
    start = _start(period, zone)
    for length in STANDARD:
        end = Instant(start + length)
        if end <= period.interval.end:
            time = f"{format_instant(start)}/{format_instant(end)}"
            facts = (each.text.format(format_instant(start)) for each in told)
            yield write_length(length), ", ".join((time, *facts))


def _start(period: Period, zone: Zone) -> Instant:
    """Wednesday morning, when most hours of service are open; the start of a period that has none."""
    wall = zone.wall(period.interval.start)
    day = wall_midnight(wall_date(wall))
    ahead = (_WEDNESDAY - wall_date(wall).weekday()) % 7
    start = zone.first_reaching(WallTime(day + ahead * DAY + _MORNING))
    return start if start in period.interval else period.interval.start


def _rights(
    grounds: Grounds, request: Request, statement: Statement, evidence: Evidence, as_of: Instant
) -> Iterator[str]:
    """Rights to terminate that arise in this month alone; none are known of a text that leaves terms open."""
    if statement.undeclared or not isinstance(statement.period.rule, CalendarMonth):
        return
    agreement, _ = asked.in_force(grounds.agreement, request.in_force)
    if not agreement.termination:
        return

    def settle(month: Statement) -> Settlement:
        return settled(agreement, month, evidence, grounds.almanac, request.fee)

    by_hand = asked.fee(request.fee, agreement)
    series = settle_series(
        agreement,
        (statement,),
        settle,
        evidence,
        bills_of(
            while_deployed(evidence.fees, evidence.resources), statement.subscription, grounds.zone, by_hand
        ),
        as_of,
        almanac=grounds.almanac,
    )
    for held in series.rights:
        if held.state is RightState.ARISEN:
            yield ground_in_words(held.right.ground)
