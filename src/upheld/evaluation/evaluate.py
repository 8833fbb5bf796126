"""Evaluation: an agreement held against evidence, over a period and as of an instant, gives a statement."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.clock import MeanTime, TicketClock
from upheld.agreement.conduct import ChannelEntitlement, Classification, MaintenanceConduct, ReplyContent
from upheld.agreement.control import Control, Coverage
from upheld.agreement.governance import ChangeNotice, Reporting, Review
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Availability, Indicator, Objective
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Statistic
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import Instant, format_instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.chrono.period import ContractPeriod, Period
from upheld.errors import UsageError
from upheld.evaluation.availability.finding import judge_availability
from upheld.evaluation.availability.points import by_member, members_heard
from upheld.evaluation.availability.track import Tracks
from upheld.evaluation.calendars import Calendars, Compiled, span_to_judge
from upheld.evaluation.clocks.finding import judge_clocks
from upheld.evaluation.clocks.mean_time import judge_mean_time
from upheld.evaluation.contract import began_on, may_reach
from upheld.evaluation.duties.change_notice import judge_change_notice
from upheld.evaluation.duties.control import judge_control
from upheld.evaluation.duties.maintenance_conduct import judge_maintenance_conduct
from upheld.evaluation.duties.notification import judge_notification
from upheld.evaluation.duties.recovery import judge_recovery
from upheld.evaluation.duties.reporting import judge_reporting
from upheld.evaluation.duties.retention import judge_retention
from upheld.evaluation.duties.review import judge_review
from upheld.evaluation.duties.snapshots import judge_snapshots
from upheld.evaluation.exclusions.rehearing import rehear
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.in_force import shared, time_away, time_in_force, time_subscribed
from upheld.evaluation.measures.coverage import judge_coverage
from upheld.evaluation.measures.finding import judge_statistic
from upheld.evaluation.promised import promised_to
from upheld.evaluation.reports import failures_reported, reports_given
from upheld.evaluation.rolling import over_every_day
from upheld.evaluation.sharing import EvidenceOf, by_subscription, has_resources_of_its_own, same_for_all
from upheld.evaluation.sitting import Sitting, sittings
from upheld.evaluation.statement import Finding, Statement
from upheld.evaluation.tickets.channel_entitlement import judge_channel_entitlement
from upheld.evaluation.tickets.classification import judge_classification
from upheld.evaluation.tickets.reply_content import judge_reply_content
from upheld.evidence.evidence import Evidence

JUDGES: Mapping[type[Indicator], Callable[[Hearing, Any], Finding]] = {
    Availability: judge_availability,
    TicketClock: judge_clocks,
    MeanTime: judge_mean_time,
    Statistic: judge_statistic,
    Coverage: judge_coverage,
    Notification: judge_notification,
    Recovery: judge_recovery,
    Reporting: judge_reporting,
    ChangeNotice: judge_change_notice,
    Review: judge_review,
    Control: judge_control,
    MaintenanceConduct: judge_maintenance_conduct,
    Snapshots: judge_snapshots,
    Retention: judge_retention,
    ReplyContent: judge_reply_content,
    Classification: judge_classification,
    ChannelEntitlement: judge_channel_entitlement,
}
"""What judges each kind of indicator."""

NOBODY_IN_PARTICULAR = Subscription()
"""No customer and no plan named."""


def evaluate(
    agreement: Agreement,
    evidence: Evidence,
    period: Period,
    as_of: Instant,
    *,
    almanac: Almanac,
    subscription: Subscription = NOBODY_IN_PARTICULAR,
    objectives: Sequence[str] = (),
    in_force_overridden: str | None = None,
) -> Statement:
    """Judge every promise made to a subscription, over a period, by what is known at `as_of`.

    Total and deterministic: the same arguments give the same statement, and evidence of anything after
    `as_of` plays no part. `objectives` are names of those to judge; all of them where empty.
    `in_force_overridden` says why the agreement's own dates are set aside, for an illustration.

    UsageError for a plan that does not exist or has to be named, for objectives that do not exist, and for
    a period that had not begun or in which the agreement was not in force; TimeError where the almanac does
    not cover the period.
    """
    court = Court.of(agreement, evidence, period, as_of, almanac)
    return court.statement(subscription, objectives, in_force_overridden)


def evaluate_each(
    agreement: Agreement,
    evidence: Evidence,
    period: Period,
    as_of: Instant,
    *,
    almanac: Almanac,
    subscriptions: Iterable[Subscription],
) -> Iterator[Statement]:
    """Judge every promise made to each of many subscriptions: the statements `evaluate` gives, one by one.

    What is the same for all customers of a plan is judged once, and nobody's records are looked at but the
    customer's own. Errors as for `evaluate`.
    """
    court = Court.of(agreement, evidence, period, as_of, almanac)
    for subscription in subscriptions:
        yield court.statement(subscription)


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """One agreement, its evidence, a period and an instant: all that statements of many customers share."""

    agreement: Agreement
    period: Period
    as_of: Instant
    sittings: Mapping[str, tuple[Sitting, ...]]
    """By objective, the periods that are judged; not those that are counted from a contract's beginning."""
    calendars: Calendars
    evidence_of: EvidenceOf
    within: Interval | None = None
    """A part of the period to which all that is judged is confined."""
    last_alone: bool = False
    """Whether of each promise the last period alone is judged."""
    tracks: Tracks | None = None
    """What was made of the evidence before, where other readings of the text are judged by it too."""
    _shared: dict[Hashable, tuple[Finding, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        agreement: Agreement,
        evidence: Evidence,
        period: Period,
        as_of: Instant,
        almanac: Almanac,
        evidence_of: EvidenceOf | None = None,
        within: Interval | None = None,
        compiled: Compiled | None = None,
        tracks: Tracks | None = None,
    ) -> Court:
        """Open a court; `evidence_of` where the evidence is sorted already. Errors as for `evaluate`.

        `within` confines it to a part of the period, such as the days on one plan; `compiled` are calendars
        that courts of the same almanac share, `tracks` what those of the same evidence do.
        """
        zone = almanac.zone(agreement.time_zone)
        in_force = time_in_force(agreement, zone)
        _check_period(agreement, period, as_of, in_force)
        to_hear = {
            objective.name: tuple(sittings(objective, objective.period, period, as_of, in_force, zone))
            for objective in agreement.objectives
            if not isinstance(objective.period, ContractPeriod)
        }
        judged = [*_times(to_hear.values()), *_around_contracts(agreement, period, in_force)]
        return cls(
            agreement=agreement,
            period=period,
            as_of=as_of,
            sittings=to_hear,
            calendars=_calendars(agreement, evidence, judged or [period.interval], as_of, almanac, compiled),
            evidence_of=by_subscription(evidence) if evidence_of is None else evidence_of,
            within=within,
            tracks=tracks,
        )

    def confined_to_last(self) -> Court:
        """The same court in which of each promise the last period alone is judged: the one that goes on."""
        return dataclasses.replace(self, last_alone=True)

    def current(self, objective: Objective, subscription: Subscription, evidence: Evidence) -> Sitting | None:
        """The last period of a promise that has begun; absent where none has."""
        return next(reversed(self._sittings(objective, subscription, evidence)), None)

    def statement(
        self,
        subscription: Subscription,
        objectives: Sequence[str] = (),
        in_force_overridden: str | None = None,
    ) -> Statement:
        """Judge what is promised to a subscription, or some of it by name."""
        promised = promised_to(self.agreement, subscription, objectives)
        evidence = self.evidence_of(subscription)
        within = self._time_of(subscription)
        return Statement(
            agreement_name=self.agreement.name,
            provider=self.agreement.provider,
            version=self.agreement.version,
            subscription=subscription,
            period=self.period,
            as_of=self.as_of,
            in_force_overridden=in_force_overridden,
            illustration=evidence.illustration,
            findings=tuple(
                finding
                for objective in promised
                for whole in self._sittings(objective, subscription, evidence)
                for sitting in whole.of(objective, within)
                for finding in self._judged(sitting, subscription, evidence)
            ),
            flags=evidence.flags,
            reports=reports_given(self.agreement, subscription, evidence, self.as_of),
            failures_reported=failures_reported(self.agreement, subscription, evidence, self.as_of),
        )

    def _sittings(
        self, objective: Objective, subscription: Subscription, evidence: Evidence
    ) -> tuple[Sitting, ...]:
        """The periods judged of a promise, those of the customer's contract where it is counted by them."""
        found = self._periods(objective, subscription, evidence)
        return found[-1:] if self.last_alone else found

    def _periods(
        self, objective: Objective, subscription: Subscription, evidence: Evidence
    ) -> tuple[Sitting, ...]:
        rule = objective.period
        if not isinstance(rule, ContractPeriod):
            return self.sittings[objective.name]
        zone = self.calendars.zone(self.agreement.time_zone)
        dated = rule.since(began_on(self.agreement, subscription, evidence.accounts, zone))
        in_force = time_in_force(self.agreement, zone)
        return tuple(sittings(objective, dated, self.period, self.as_of, in_force, zone))

    def _time_of(self, subscription: Subscription) -> Interval | None:
        """The time to which a subscription is confined, where it is; UsageError where that is none."""
        if subscription.term is None and self.within is None:
            return None
        zone = self.calendars.zone(self.agreement.time_zone)
        whole = time_in_force(self.agreement, zone)
        time = time_subscribed(subscription, whole, zone)
        time = time if time is None or self.within is None else shared(time, self.within)
        if time is None or not time.overlaps(Interval(self.period.interval.start, self.as_of)):
            term = subscription.term
            until = "" if term is None or term.until is None else f" until {term.until}"
            since = self.agreement.in_force.since if term is None else term.since
            raise UsageError(
                f"the subscription runs from {since} on{until}, and that is no part of {self.period.label}: "
                "ask for another period"
            )
        return time

    def _away(self, subscription: Subscription, within: Interval) -> IntervalSet:
        if not subscription.away:
            return EMPTY
        return time_away(subscription, within, self.calendars.zone(self.agreement.time_zone))

    def _judged(
        self, sitting: Sitting, subscription: Subscription, evidence: Evidence
    ) -> tuple[Finding, ...]:
        if not same_for_all(sitting.objective) or has_resources_of_its_own(sitting.objective, evidence):
            return self._findings(sitting, subscription, evidence)
        key = (
            subscription.plan,
            sitting.objective.name,
            sitting.objective.services,
            sitting.period,
            sitting.interval,
            sitting.as_of,
            subscription.away,
        )
        if key not in self._shared:
            self._shared[key] = self._findings(sitting, subscription, evidence)
        return self._shared[key]

    def _findings(
        self, sitting: Sitting, subscription: Subscription, evidence: Evidence
    ) -> tuple[Finding, ...]:
        """Judge a promise as one, or each member it is made of by itself, in order of their names."""
        judged = Interval(sitting.begins, sitting.interval.end)
        members = members_heard(sitting.objective, self.agreement, evidence, judged)
        return tuple(
            self._finding(sitting, subscription, own, member) for member, own in by_member(evidence, members)
        )

    def _finding(
        self, sitting: Sitting, subscription: Subscription, evidence: Evidence, member: str | None
    ) -> Finding:
        """Judge a period, or every day's by itself where each has one."""

        def hear(sitting: Sitting) -> Hearing:
            return Hearing(
                agreement=self.agreement,
                objective=sitting.objective,
                subscription=subscription,
                period=sitting.period,
                interval=sitting.interval,
                away=self._away(subscription, sitting.interval),
                as_of=sitting.as_of,
                evidence=evidence,
                calendars=self.calendars,
                member=member,
                tracks=Tracks() if self.tracks is None else self.tracks,
            )

        if not sitting.days:
            return _judge(hear(sitting))
        return over_every_day([_judge(hear(day)) for day in sitting.days], self.period, self.as_of)


def _judge(hearing: Hearing) -> Finding:
    """Judge a promise; a breach is held against the conditions of credits as well, apart from the verdict."""
    finding = _heard(hearing)
    if isinstance(hearing.objective.indicator, Availability):
        return finding
    return replace(finding, creditable=rehear(hearing, finding, _heard))


def _heard(hearing: Hearing) -> Finding:
    promise = hearing.objective.indicator
    return JUDGES[type(promise)](hearing, promise)


def _check_period(agreement: Agreement, period: Period, as_of: Instant, in_force: Interval) -> None:
    term = agreement.in_force
    if period.interval.end <= in_force.start:
        raise UsageError(
            f"agreement {agreement.name!r} is in force from {term.since} on, and {period.label} is over "
            "before that: ask for a later period"
        )
    if in_force.end <= period.interval.start:
        raise UsageError(
            f"agreement {agreement.name!r} ended on {term.until}, before {period.label} begins: ask for an "
            "earlier period, or for the version in force then"
        )
    begins = max(period.interval.start, in_force.start)
    if as_of <= begins:
        raise UsageError(
            f"{period.label} has not begun: it begins {format_instant(begins)}, and the statement is asked "
            f"for as of {format_instant(as_of)}; ask for an earlier period, or as of a later instant"
        )


def _times(to_hear: Iterable[Sequence[Sitting]]) -> Iterator[Interval]:
    for of_objective in to_hear:
        for sitting in of_objective:
            yield Interval(sitting.begins, sitting.interval.end)


def _around_contracts(agreement: Agreement, period: Period, in_force: Interval) -> Iterator[Interval]:
    """The times in which periods may lie that are counted from the beginning of any contract."""
    for objective in agreement.objectives:
        if isinstance(objective.period, ContractPeriod):
            yield may_reach(objective.period, period.interval, in_force)


def _calendars(
    agreement: Agreement,
    evidence: Evidence,
    judged: Sequence[Interval],
    as_of: Instant,
    almanac: Almanac,
    compiled: Compiled | None,
) -> Calendars:
    """Calendars over everything that is judged."""
    start, end = min(each.start for each in judged), max(each.end for each in judged)
    span = span_to_judge(evidence, Interval(start, end), as_of, almanac)
    return Calendars(agreement, almanac, span, {} if compiled is None else compiled)
