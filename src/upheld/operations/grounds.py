"""Grounds: what any judgement stands on, an agreement with its calendars, and evidence as of an instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from upheld import __version__
from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.provenance import Place
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import DAY, Instant, format_instant
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone
from upheld.collect.case.case import Case
from upheld.collect.case.reader import Setting, read_case
from upheld.collect.fitting.misnamed import with_misnamed
from upheld.collect.folder import FolderReading
from upheld.evaluation.ordering import check_plans, with_order
from upheld.evidence.evidence import Evidence
from upheld.language.diagnostic import Diagnostic
from upheld.language.reading import ReadAgreement
from upheld.operations import asked
from upheld.operations.check import check
from upheld.operations.lock import Calendars, calendars_of
from upheld.operations.reading import Told, read_evidence
from upheld.report.document import Envelope

Asked = TypeVar("Asked", bound=Struct)


class InvalidAgreement(Struct, frozen=True):
    """The agreement can't be judged by; its diagnostics and its holes say why."""

    diagnostics: Sequence[Diagnostic]
    holes: Sequence[Place]


class InvalidEvidence(Struct, frozen=True):
    """The evidence can't be used; the reading says why."""

    reading: FolderReading


class Whose(Struct, frozen=True, kw_only=True):
    """Whose statement is asked for, in the words of the one who asks."""

    customer: str | None = None
    plan: str | None = None
    subscription: str | None = None
    plan_by_fees: bool = False
    """Whether fees may say the plan, where none is named."""


class Grounds(Struct, frozen=True, kw_only=True):
    """An agreement that can be judged by, with its calendars."""

    read: ReadAgreement
    agreement: Agreement
    almanac: Almanac
    zone: Zone
    envelope: Envelope
    subscription: Subscription
    """Whose statement is asked for; nobody's in particular where all plans are meant."""


class Known(Struct, frozen=True, kw_only=True):
    """What is known, and as of when it is judged."""

    reading: FolderReading
    evidence: Evidence
    as_of: Instant
    asked_as_of: str | None
    """In words, where the end of the period is not meant."""
    now: Instant
    """The clock by which a period is over; a case is told when it is."""


def grounds_of(path: Path, whose: Whose | None = None) -> Grounds | InvalidAgreement:
    """Read an agreement, as it holds on somebody's plan or on all of them, and take its calendars.

    UsageError where it promises different things by plan and none is named, and where it is the order form
    of somebody else; LockError for a lock that does not fit.
    """
    return grounds_on(check(path), lambda read: calendars_of(read, path), whose)


def grounds_on(
    read: ReadAgreement, calendars_for: Callable[[ReadAgreement], Calendars], whose: Whose | None = None
) -> Grounds | InvalidAgreement:
    """Give the grounds of an agreement that is read; errors as for `grounds_of`."""
    subscription = Subscription()
    if read.agreement is not None and whose is not None:
        subscription = asked.subscription(read.agreement, whose.customer, whose.plan, whose.subscription)
        if subscription.plan is not None or not whose.plan_by_fees:
            read = asked.on_plan(read, subscription.plan)
    if read.agreement is None:
        return InvalidAgreement(read.diagnostics, read.holes)
    calendars = calendars_for(read)
    almanac = calendars.almanac
    return Grounds(
        read=read,
        agreement=read.agreement,
        almanac=almanac,
        zone=almanac.zone(read.agreement.time_zone),
        envelope=Envelope(version=__version__, libraries=dict(almanac.sources), lock=calendars.digest),
        subscription=subscription,
    )


def known(
    grounds: Grounds, told: Told, period: Period, as_of: str | None, now: Instant
) -> Known | InvalidEvidence:
    """Read evidence for a period; `now` only decides whether `as_of` may be left out.

    What a case does not tell of did not happen, so it is known to the end of the period, and further where
    it tells of something that came later. Raises UsageError for a request that makes no sense.
    """
    if isinstance(told, Case):
        return _known_from_case(grounds, told, period, as_of)
    until = asked.as_of(as_of, period, grounds.zone, now)
    reading = read_evidence(told, grounds.agreement, until)
    return known_by(grounds, reading, until, as_of, now)


def known_by(
    grounds: Grounds, reading: FolderReading, until: Instant, as_of: str | None, now: Instant
) -> Known | InvalidEvidence:
    """Take evidence that was read, from a folder or from rows that are kept, as known at `until`."""
    if reading.evidence is None:
        return InvalidEvidence(reading)
    evidence = with_order(reading.evidence, grounds.agreement, grounds.zone)
    check_plans(evidence, grounds.agreement, grounds.zone)
    evidence = with_misnamed(evidence, grounds.agreement)
    return Known(reading=reading, evidence=evidence, as_of=until, asked_as_of=as_of, now=now)


def _known_from_case(
    grounds: Grounds, case: Case, period: Period, as_of: str | None
) -> Known | InvalidEvidence:
    end = period.interval.end
    setting = Setting(
        agreement=grounds.agreement, zone=grounds.zone, period=period.interval, label=period.label
    )
    reading = read_case(case, setting)
    if reading.evidence is None:
        return InvalidEvidence(reading)
    if as_of is None and reading.latest is not None and reading.latest > end:
        as_of = format_instant(reading.latest)
    until = asked.as_of(as_of, period, grounds.zone, end)
    # by another reading of the text the period may end by the clocks of another zone
    over = Instant(max(end, until) + 2 * DAY)
    evidence = with_order(reading.evidence, grounds.agreement, grounds.zone)
    check_plans(evidence, grounds.agreement, grounds.zone)
    return Known(reading=reading, evidence=evidence, as_of=until, asked_as_of=as_of, now=over)


def with_said(request: Asked, told: Told) -> Asked:
    """Give a request with what a case says in place of what is not asked for."""
    if not isinstance(told, Case):
        return request
    said = {key: text for key, text in told.asked.items() if getattr(request, key, text) is None}
    return replace(request, **said)
