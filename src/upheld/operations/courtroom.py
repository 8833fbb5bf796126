"""The courtroom: one period and evidence, by which agreements are judged and settled for subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.drafting import UndeclaredTerms
from upheld.agreement.interpretation import Interpretation
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period, parse_period
from upheld.evaluation.ambiguity.drafting import read_against
from upheld.evaluation.ambiguity.interpreted import interpret
from upheld.evaluation.availability.track import Tracks
from upheld.evaluation.calendars import Compiled
from upheld.evaluation.evaluate import Court
from upheld.evaluation.paying import pays_from
from upheld.evaluation.sharing import EvidenceOf, by_subscription
from upheld.evaluation.statement import Statement
from upheld.evaluation.tenure import Part
from upheld.evidence.evidence import Evidence
from upheld.operations import asked
from upheld.operations.history import History
from upheld.settlement.bill import bills_of
from upheld.settlement.books import Given, books_of
from upheld.settlement.claim_window import calendars_for_claims
from upheld.settlement.deployed_fees import while_deployed
from upheld.settlement.drafter import settle_against, worst_for_drafter
from upheld.settlement.fees_in_force import fees_in_force
from upheld.settlement.interpretation import settle_readings
from upheld.settlement.settlement import Settlement
from upheld.settlement.teller import Teller


class Terms(Struct, frozen=True, kw_only=True):
    """When and by what is judged, in the words of the one who asks."""

    period: str
    as_of: str | None = None
    in_force: str | None = None
    fee: str | None = None


@dataclass(slots=True, kw_only=True)
class Courtroom:
    """By what agreements are judged, however they are read; `now` only decides whether `as_of` may lack."""

    terms: Terms
    evidence: Evidence
    almanac: Almanac
    now: Instant
    _evidence_of: EvidenceOf = field(init=False, repr=False)
    _sitting: dict[tuple[int, Interval | None], tuple[Agreement, Court, str | None]] = field(
        default_factory=dict, init=False, repr=False
    )
    """The courts of agreements that leave nothing open, such as one for each plan: in each, subscriptions
    share what is the same. By identity, with the agreement itself, which so keeps it."""

    _compiled: Compiled = field(default_factory=dict, init=False, repr=False)
    """The calendars that courts share, however the text is read."""

    _periods: dict[str, Period] = field(default_factory=dict, init=False, repr=False)
    """The period asked for, by zone."""

    def __post_init__(self) -> None:
        self._evidence_of = by_subscription(self.evidence)

    def hear(
        self,
        text: Interpretation,
        subscription: Subscription,
        objectives: Sequence[str] = (),
        part: Part | None = None,
    ) -> tuple[Statement, Settlement]:
        """Judge and settle what a text comes to for a subscription, with all that it leaves open.

        With a part, only that part of the period, and by its part of the fees.
        """
        history: list[History] = []
        tracks = Tracks(heard={})

        def judge(agreement: Agreement, objectives: Sequence[str] = ()) -> Statement:
            own = self._evidence_of(subscription)
            court, overridden = self._court(agreement, own, part, tracks)
            if not history:
                history.append(self._history(text, subscription, court.as_of))
            return history[0].told(court.statement(subscription, objectives, overridden))

        def teller_of(agreement: Agreement, statement: Statement) -> Teller:
            own, heard = self._evidence_of(subscription), self._heard(agreement, statement)
            return teller_for(agreement, heard, own, self.almanac, self.terms.fee, part=part)

        if not text.open_terms:
            return self._plainly(text, subscription, objectives, part)
        interpreted = interpret(text, judge, subscription, objectives)
        if text.agreement.undeclared_terms is UndeclaredTerms.AGAINST_DRAFTER:
            drafter = text.agreement.drafter
            worst = worst_for_drafter(interpreted, teller_of, drafter)
            chosen = None if worst is None else text.read_as(worst)
            if worst is not None and chosen is not None:
                statement = judge(chosen.agreement, objectives)
                statement = read_against(statement, interpreted.statement.undeclared, worst, drafter)
                return statement, settle_against(chosen.agreement, statement, teller_of, drafter)
        return interpreted.statement, settle_readings(interpreted, teller_of)

    def _plainly(
        self,
        text: Interpretation,
        subscription: Subscription,
        objectives: Sequence[str],
        part: Part | None,
    ) -> tuple[Statement, Settlement]:
        agreement = text.agreement
        key = id(agreement), None if part is None else part.within
        if key not in self._sitting:
            self._sitting[key] = agreement, *self._court(agreement, self.evidence, part)
        _, court, overridden = self._sitting[key]
        statement = court.statement(subscription, objectives, overridden)
        statement = self._history(text, subscription, court.as_of).told(statement)
        return statement, self._settle(agreement, statement, subscription, part)

    def _history(self, text: Interpretation, subscription: Subscription, as_of: Instant) -> History:
        return History(
            text=text,
            evidence=self._evidence_of(subscription),
            almanac=self.almanac,
            subscription=subscription,
            as_of=as_of,
            in_force=self.terms.in_force,
        )

    def period_in(self, zone: str) -> Period:
        """The period asked for, as it lies in a zone; TimeError where it can't be read."""
        if zone not in self._periods:
            self._periods[zone] = parse_period(self.terms.period, self.almanac.zone(zone))
        return self._periods[zone]

    def evidence_for(self, subscription: Subscription) -> Evidence:
        """The evidence that may be looked at for a subscription."""
        return self._evidence_of(subscription)

    def _court(
        self, agreement: Agreement, evidence: Evidence, part: Part | None, tracks: Tracks | None = None
    ) -> tuple[Court, str | None]:
        """Open a court on some evidence for the period asked for, as it lies in the agreement's own zone."""
        agreement, overridden = asked.in_force(agreement, self.terms.in_force)
        zone = self.almanac.zone(agreement.time_zone)
        period = self.period_in(agreement.time_zone)
        as_of = asked.as_of(self.terms.as_of, period, zone, self.now)
        evidence_of = self._evidence_of if evidence is self.evidence else None
        within = None if part is None else part.within
        almanac, compiled = self.almanac, self._compiled
        court = Court.of(agreement, evidence, period, as_of, almanac, evidence_of, within, compiled, tracks)
        return court, overridden

    def _heard(self, agreement: Agreement, statement: Statement) -> Statement:
        """The statement with its period as it lies in the zone by which an agreement is read."""
        if agreement.time_zone == statement.period.zone:
            return statement
        zone = self.almanac.zone(agreement.time_zone)
        period = self.period_in(agreement.time_zone)
        as_of = asked.as_of(self.terms.as_of, period, zone, self.now)
        return replace(statement, period=period, as_of=as_of)

    def _settle(
        self, agreement: Agreement, statement: Statement, subscription: Subscription, part: Part | None
    ) -> Settlement:
        evidence = self._evidence_of(subscription)
        return settled(agreement, statement, evidence, self.almanac, self.terms.fee, part=part)


def settled(
    agreement: Agreement,
    statement: Statement,
    evidence: Evidence,
    almanac: Almanac,
    fee: str | None,
    before: Sequence[Given] = (),
    part: Part | None = None,
) -> Settlement:
    """Work out what is owed for a statement, by the fees in force when the time judged began.

    `before` are credits of earlier months that are known otherwise than from the evidence.
    """
    teller = teller_for(agreement, statement, evidence, almanac, fee, before, part)
    return teller.settle(statement.findings)


def teller_for(
    agreement: Agreement,
    statement: Statement,
    evidence: Evidence,
    almanac: Almanac,
    fee: str | None,
    before: Sequence[Given] = (),
    part: Part | None = None,
) -> Teller:
    """Give who settles by an agreement, for the subscription, period and instant of a statement."""
    by_hand = asked.fee(fee, agreement)
    zone = almanac.zone(agreement.time_zone)
    start = pays_from(statement.subscription, evidence.fees, statement.period.interval, zone)
    paid = while_deployed(evidence.fees, evidence.resources)
    fees = fees_in_force(paid, statement.subscription, start, by_hand, zone)
    if part is None and by_hand is None and agreement.credits is not None:
        fees = fees.priced(agreement.credits.price_change, statement.period.interval, zone)
    if part is not None:
        at = max(start, part.fee_at)
        fees = fees_in_force(paid, statement.subscription, at, by_hand, zone, part.within)
        fees = replace(fees, share=part.share, part=part.says)
    calendars = calendars_for_claims(agreement, evidence, statement, almanac)
    bills = bills_of(paid, statement.subscription, zone, by_hand)
    books = books_of(evidence, statement.subscription, zone, bills, before)
    return Teller.of(agreement, statement, fees, calendars, books)
