"""Evaluate: an agreement file and a folder of evidence into the document of a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from upheld import __version__
from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.drafting import UndeclaredTerms
from upheld.agreement.interpretation import Interpretation
from upheld.agreement.provenance import Place
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import Instant
from upheld.chrono.period import parse_period
from upheld.collect.folder import FolderReading, read_folder
from upheld.evaluation.ambiguity.drafting import read_against
from upheld.evaluation.ambiguity.interpreted import interpret
from upheld.evaluation.evaluate import evaluate as judge
from upheld.evaluation.statement import Statement
from upheld.evidence.evidence import Evidence
from upheld.language.diagnostic import Diagnostic
from upheld.language.interpreting import interpretation_of
from upheld.operations import asked
from upheld.operations.check import check
from upheld.operations.lock import calendars_of
from upheld.report.document import Envelope, make_document
from upheld.report.figure import Json
from upheld.settlement.claim_window import calendars_for_claims
from upheld.settlement.drafter import settle_against, worst_for_drafter
from upheld.settlement.fee import fees_in_force
from upheld.settlement.interpretation import settle_readings
from upheld.settlement.settlement import Settlement, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be judged, in the words of the one who asks."""

    agreement: Path
    evidence: Path
    period: str
    customer: str | None = None
    plan: str | None = None
    fee: str | None = None
    """The monthly fee: `500 EUR`, or a bare number in the agreement's currency."""
    as_of: str | None = None
    """An instant, or a date whose first instant in the agreement's zone is meant."""
    objectives: tuple[str, ...] = ()
    """Names of the objectives to judge; all of them where empty."""
    in_force: str | None = None
    """Dates in place of the agreement's own, `2026-01-01` or `2026-01-01/2026-07-01`; a statement says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A statement was made."""

    document: Json
    reading: FolderReading
    statement: Statement


@dataclass(frozen=True, slots=True)
class InvalidAgreement:
    """The agreement can't be judged by; its diagnostics and its holes say why."""

    diagnostics: Sequence[Diagnostic]
    holes: Sequence[Place]


@dataclass(frozen=True, slots=True)
class InvalidEvidence:
    """The evidence can't be used; the reading says why."""

    reading: FolderReading


Outcome = Judged | InvalidAgreement | InvalidEvidence


def evaluate(request: Request, now: Instant) -> Outcome:
    """Judge a period; `now` only decides whether `as_of` may be left out.

    What the text leaves open is judged by every reading, or by those worst for its drafter where the
    agreement says so. Raises UsageError for a request that makes no sense, LockError for a lock that does
    not fit.
    """
    read = asked.on_plan(check(request.agreement), request.plan)
    if read.agreement is None:
        return InvalidAgreement(read.diagnostics, read.holes)
    calendars = calendars_of(read, request.agreement)
    reading = read_folder(request.evidence)
    if reading.evidence is None:
        return InvalidEvidence(reading)
    court = _Court(request=request, evidence=reading.evidence, almanac=calendars.almanac, now=now)
    statement, settlement = court.hear(interpretation_of(read))
    zone = calendars.almanac.zone(read.agreement.time_zone)
    envelope = Envelope(version=__version__, libraries=dict(calendars.almanac.sources), lock=calendars.digest)
    document = make_document(statement, settlement, zone, envelope)
    return Judged(document=document, reading=reading, statement=statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Court:
    """By what an agreement is judged and settled, however it is read."""

    request: Request
    evidence: Evidence
    almanac: Almanac
    now: Instant

    @property
    def subscription(self) -> Subscription:
        """Whose statement it is."""
        return Subscription(customer=self.request.customer, plan=self.request.plan)

    def hear(self, text: Interpretation) -> tuple[Statement, Settlement]:
        """Judge and settle what a text comes to, with all that it leaves open."""
        if not text.open_terms:
            statement = self.judge(text.agreement, self.request.objectives)
            return statement, self.settle(text.agreement, statement)
        interpreted = interpret(text, self.judge, self.subscription, self.request.objectives)
        if text.agreement.undeclared_terms is UndeclaredTerms.AGAINST_DRAFTER:
            drafter = text.agreement.drafter
            worst = worst_for_drafter(interpreted, self.settle, drafter)
            chosen = None if worst is None else text.read_as(worst)
            if worst is not None and chosen is not None:
                statement = self.judge(chosen.agreement, self.request.objectives)
                statement = read_against(statement, interpreted.statement.undeclared, worst, drafter)
                return statement, settle_against(chosen.agreement, statement, self.settle, drafter)
        return interpreted.statement, settle_readings(interpreted, self.settle)

    def judge(self, agreement: Agreement, objectives: Sequence[str] = ()) -> Statement:
        """Judge the period asked for, as it lies in the agreement's own zone."""
        agreement, overridden = asked.in_force(agreement, self.request.in_force)
        zone = self.almanac.zone(agreement.time_zone)
        period = parse_period(self.request.period, zone)
        return judge(
            agreement,
            self.evidence,
            period,
            asked.as_of(self.request.as_of, period, zone, self.now),
            almanac=self.almanac,
            subscription=self.subscription,
            objectives=objectives,
            in_force_overridden=overridden,
        )

    def settle(self, agreement: Agreement, statement: Statement) -> Settlement:
        """Work out what is owed, by the fees in force when the period began."""
        fee = asked.fee(self.request.fee, agreement)
        start = statement.period.interval.start
        fees = fees_in_force(self.evidence.fees, self.subscription, start, fee)
        calendars = calendars_for_claims(agreement, self.evidence, statement, self.almanac)
        return settle(agreement, statement, fees, calendars)
