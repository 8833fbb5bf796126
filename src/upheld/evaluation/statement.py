"""The statement: every objective of a subscription and period, judged, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.agreement import Subscription
from upheld.agreement.clock import Cases
from upheld.agreement.convention import Conventions
from upheld.agreement.interpretation import OpenTerm
from upheld.agreement.objective import Objective
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period
from upheld.evaluation.reason import Figure, Length, NoData, Reason, Share
from upheld.evidence.evidence import Flag
from upheld.evidence.measurement import Scale
from upheld.evidence.observation import State


class Verdict(Enum):
    """What an objective came to."""

    MET = "MET"
    MISSED = "MISSED"
    INDETERMINATE = "INDETERMINATE"
    """The evidence does not decide."""
    AMBIGUOUS = "AMBIGUOUS"
    """The words do not decide."""
    NOT_APPLICABLE = "NOT APPLICABLE"
    """Nothing was to be measured."""
    TRACKED = "TRACKED"
    """Measured and reported; nothing was promised."""


class OutagePart(Struct, frozen=True, kw_only=True):
    """What of an outage lies in another period than the one judged, as that one is judged."""

    period: Period
    interval: Interval
    counted: Micros
    is_missed: bool
    """Whether the promise was missed in that period, as far as it had passed."""


class WholeOutage(Struct, frozen=True, kw_only=True):
    """All of an outage that reaches beyond the time judged, as far as it is known."""

    interval: Interval
    counted: Micros
    """What of it counts as downtime, in all periods together."""
    is_over: bool
    """False where it may still be going on."""
    earlier: tuple[OutagePart, ...] = ()
    """Its parts in the periods before, in order of time; none where the period is one of dates or rolls."""
    later: tuple[OutagePart, ...] = ()

    @property
    def counted_before(self) -> Micros:
        """What of it counts as downtime in the periods before."""
        return Micros(sum(part.counted for part in self.earlier))


class Outage(Struct, frozen=True, kw_only=True):
    """An unbroken stretch in which the service was down, or degraded where that counts.

    It is cut where the time judged begins and ends; `whole` tells of the rest. Where a mean is taken, it is
    an outage of one member.
    """

    interval: Interval
    state: State
    counted: Micros
    """What of it counts as downtime, rounded down: none of a short one, nor what exclusions take off."""
    excluded_by: tuple[str, ...]
    """Exclusions that cover some of it, by name."""
    earliest_start: Instant
    """The last good check before it: the true start lies between this and the interval's."""
    earliest_end: Instant
    """The last bad check of it: the true end lies between this and the interval's."""
    confirmed: bool
    """False where its first failing check was repeated by retries alone, never by a second full check."""
    points: tuple[str, ...]
    evidence: tuple[str, ...]
    evidence_count: int
    resources: tuple[str, ...] = ()
    """Instances, machines or circuits that were recorded as affected in some of it."""
    incidents: tuple[str, ...] = ()
    """The numbers of the incidents that records of outages name for some of it."""
    why: tuple[str, ...] = ()
    """Why it counts for so much, in sentences, where the agreement says how downtime is counted."""
    apart: bool = False
    """Whether it is of one of several members that make up the figure; its points say which."""
    whole: WholeOutage | None = None
    """All of it, where it began before the time judged, or did not end in it."""

    @property
    def run(self) -> Interval:
        """From its beginning to its end, as far as these are known, whatever the time judged."""
        return self.interval if self.whole is None else self.whole.interval

    @property
    def is_over(self) -> bool:
        """Whether its end is known."""
        return self.whole is None or self.whole.is_over


class Excluded(Struct, frozen=True, kw_only=True):
    """Time an exclusion takes out, or would have taken out but for its conditions."""

    exclusion: str
    what: str
    """The maintenance or window, by name."""
    interval: Interval
    granted: bool
    why: str
    evidence: tuple[str, ...]
    resources: tuple[str, ...] = ()
    """The points or resources it is confined to; all of the service where empty."""


class Sampling(Struct, frozen=True, kw_only=True):
    """How far checks at intervals leave the observed availability open, if no outage was missed whole.

    Between 0 and 1 where nothing is known. `verdict_holds` says whether both ends come to the same verdict.
    """

    every: Micros
    lowest: Fraction
    highest: Fraction
    verdict_holds: bool


class SlicePart(Struct, frozen=True, kw_only=True):
    """Slices in a row of which each has the same requests."""

    interval: Interval
    number: int
    total: Fraction
    """In each of them."""
    failed: Fraction
    rate: Fraction
    """The share of them that failed."""
    point: str = ""
    """The measurement point they went to, where each has slices of its own."""


class SliceTotals(Struct, frozen=True, kw_only=True):
    """The slices that a time was cut into, counted; those in excluded time are not among them."""

    of: Micros
    """The length of one."""
    number: int
    empty: int
    """Those without requests, or with fewer than it takes."""
    left_out: int
    """Those of them that do not count."""
    unknown: int
    bad: int
    """Those that count as down; 0 where the mean of error rates is taken."""
    worst: tuple[SlicePart, ...]
    """Those with the highest error rates above 0, at most ten runs of alike ones, in order of time."""
    failing: tuple[tuple[Interval, Fraction], ...] = ()
    """All of them with an error rate above 0, in order of time, alike ones in a row together."""


class RequestTotals(Struct, frozen=True, kw_only=True):
    """The requests behind an availability: all in the time that counts, and those of them that failed.

    Of records that count in part, as much as is known to count; where requests were spread evenly over a time
    of which some does not count, these are no whole numbers.
    """

    total: Fraction
    failed: Fraction
    in_doubt: int = 0
    """Requests of which nobody knows whether they count."""
    records: int
    left_out: tuple[tuple[str, int], ...]
    """Why records did not count, and how many."""
    slices: SliceTotals | None = None


class AvailabilityRecord(Struct, frozen=True, kw_only=True):
    """The figures behind an availability. All lengths in microseconds, of measured time after exclusions.

    Where it is a share of requests, or a mean of error rates, it tells no time, and all lengths are 0.

    Where a mean is taken, lengths are those of all members together, and shares the mean of theirs.

    `observed` is up over up and down; `worst` counts unknown as down, `best` as up. To date, allowance left,
    best achievable and projected are four different figures (design, semantics 9).
    """

    measured: Micros
    up: Micros
    degraded: Micros
    down: Micros
    unknown: Micros
    excluded: Micros
    observed: Share | NoData
    worst: Share | NoData
    best: Share | NoData
    judged: Share | NoData
    """What the verdict compares: worst or best, or what the rule for missing data makes of it."""
    coverage: Share | NoData
    """Known time over measured time."""
    to_date: Share | NoData
    best_achievable: Share | NoData
    """At the end of the period, if nothing more goes wrong from `as_of` on."""
    projected: Share | NoData
    """At the end of the period, if it goes on as it has so far."""
    allowance: Micros
    """Downtime the target leaves in the whole of this very period, rounded down; 0 without a target."""
    allowance_left: Micros
    """Negative where it is overspent."""
    to_measure: Micros = Micros(0)
    """Time to be measured in the whole of the period, as known so far."""
    sampling: Sampling
    timeline: tuple[tuple[Interval, State], ...]
    """The service's state over the period to date, after confirmation and quorum, before exclusions.

    Time in which no measurement point stood for the service is not in it.
    """
    outages: tuple[Outage, ...]
    exclusions: tuple[Excluded, ...]
    requests: RequestTotals | None = None
    """The requests it goes by; absent where it goes by time."""


class ClockState(Enum):
    """What a ticket's clock came to."""

    KEPT = "kept"
    BREACHED = "breached"
    RUNNING = "running"
    INDETERMINATE = "indeterminate"


class ClockRecord(Struct, frozen=True, kw_only=True):
    """One clock of one ticket, recomputed from its log."""

    ticket: str
    priority: str | None
    cell: str
    """Which cell of the matrix judged it, such as `critical, outside service hours`."""
    target: str
    """The target as written."""
    basis: str
    """Which time it counts, such as `business hours`."""
    started_at: Instant
    stopped_at: Instant | None
    paused: tuple[Interval, ...]
    excluded: tuple[Interval, ...] = ()
    """What exclusions take out of it."""
    elapsed: Micros
    due: Instant
    """The earliest instant at which the target is used up (close of a window)."""
    last_compliant: Instant
    """The latest such instant (opening of the next window)."""
    remaining: Micros
    """Negative where it is overspent."""
    state: ClockState
    breached_at: Instant | None
    evidence: tuple[str, ...]
    services: tuple[str, ...] = ()
    """Those that its ticket is about, as far as that is recorded."""
    resources: tuple[str, ...] = ()
    incident: str = ""
    """The number of the incident that its ticket names, where it names one."""
    reason: Reason | None = None
    """The steps to its verdict; a clock that was kept has only the figures, which say as much."""


class TrackedClock(Struct, frozen=True, kw_only=True):
    """The time one ticket took, where nothing was promised but to measure it."""

    ticket: str
    priority: str | None
    basis: str
    """Which time it counts, such as `business hours`."""
    started_at: Instant
    stopped_at: Instant | None
    """Absent while it runs."""
    paused: tuple[Interval, ...] = ()
    excluded: tuple[Interval, ...] = ()
    elapsed: Micros
    doubt: str = ""
    """Why it may have been another length; empty where it can't."""
    evidence: tuple[str, ...]


class ClocksRecord(Struct, frozen=True, kw_only=True):
    """The tickets an objective judged, counted each by the worst of its clocks, and those it tracked.

    Where a share of replies is promised, each clock counts by itself.
    """

    kept: int
    breached: int
    running: int
    indeterminate: int
    clocks: Sequence[ClockRecord]
    """In order of opening; of many that were kept each record is made when it is asked for."""
    tracked: tuple[TrackedClock, ...] = ()
    cases: Cases = Cases.TICKETS


class Duty(Struct, frozen=True, kw_only=True):
    """One occasion on which something was due: a notice of an incident, a copy by a time, a fact."""

    what: str
    """The occasion: the incident, ticket, work or stretch, as a person would name it."""
    state: ClockState
    limit: str
    """What is promised of it, such as `within 2 business hours, with estimated resolution time`."""
    began_at: Instant
    """When it began to be due, or the stretch it is about began."""
    done_at: Instant | None = None
    """When it was done, or the stretch ended; absent where it was not done."""
    due: Instant | None = None
    """The latest instant at which doing it would have kept the promise, where there is one."""
    closes: Instant | None = None
    """The close of the business time by which it was due, where `due` is the opening after it."""
    breached_at: Instant | None = None
    """When it was broken, in the period judged where it had been due before; absent where it was not."""
    length: Length | None = None
    """How long it took, or lasted, counted as promised."""
    over: Micros | None = None
    """How much of that is more than was promised, or less where it is negative; absent where no time was."""
    late: Interval | None = None
    """The part of the period judged in which it was late, where it may go on from one period to the next."""
    lacks: tuple[str, ...] = ()
    """Items that were promised and are missing."""
    evidence: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    """Those that it is about, as far as that is recorded."""
    resources: tuple[str, ...] = ()
    incident: str = ""
    """The number of the incident that it is about, where it is about one."""
    reason: Reason


class DutiesRecord(Struct, frozen=True, kw_only=True):
    """The occasions an objective judged, in order of time."""

    kept: int
    breached: int
    running: int
    indeterminate: int
    duties: tuple[Duty, ...]


class Part(Struct, frozen=True, kw_only=True):
    """A figure of its own within a finding: of a region, or of a day that ends a rolling period."""

    name: str
    figure: Figure
    lowest: Figure
    """What the evidence leaves open at least; the figure itself where it is exact."""
    highest: Figure
    values: int
    """How many values it is made from."""
    verdict: Verdict


class Bin(Struct, frozen=True):
    """How many values lie between two bounds, the upper one included; for a picture."""

    above: Fraction
    up_to: Fraction
    values: int


class StatisticRecord(Struct, frozen=True, kw_only=True):
    """The figures behind a mean, a percentile, a ratio, a minimum or a maximum.

    `lowest` and `highest` are what the evidence leaves open, such as where in its bucket a percentile lies.
    """

    scale: Scale
    values: int
    figure: Figure
    lowest: Figure
    highest: Figure
    coverage: Share | NoData
    """The share of the time for which there is a record, where the measure says how often one is expected."""
    left_out: tuple[tuple[str, int], ...]
    """Why records did not count, and how many."""
    parts: tuple[Part, ...] = ()
    distribution: tuple[Bin, ...] = ()
    """At most sixty bins, in order; none where only aggregates are known."""
    bad: tuple[Interval, ...] = ()
    """Of a share of time the slices that were bad for certain, those in a row together."""


class CoveragePart(Struct, frozen=True, kw_only=True):
    """For how much of the period there is evidence of one thing."""

    name: str
    covered: Share | NoData
    gaps: tuple[Interval, ...]
    """The longest stretches without evidence, at most ten."""


class CoverageRecord(Struct, frozen=True, kw_only=True):
    """For how much of the period there is evidence, each measure and service by itself."""

    parts: tuple[CoveragePart, ...]


Record = AvailabilityRecord | ClocksRecord | DutiesRecord | StatisticRecord | CoverageRecord


class Outcome(Struct, frozen=True, kw_only=True):
    """What a finding comes to under some of the readings of a text that allows several."""

    readings: tuple[tuple[str, ...], ...]
    """Each combination of readings that comes to this: the lines that would declare them."""
    verdict: Verdict
    figure: Figure
    breaches: int
    reason: Reason
    """In a sentence; the steps it rests on stand in the reason of the finding."""


class Creditable(Struct, frozen=True, kw_only=True):
    """What a breached guarantee comes to for credits alone, where the agreement owes none for some of it."""

    verdict: Verdict
    """Without all that earns no credit; where it is not MISSED, none is owed."""
    figure: Figure
    """What that verdict compares, or shows beside it."""
    breaches: int
    record: Record
    """The figures behind it: of an availability, with the outages and the share that are left."""
    unmet: Reason | None = None
    """A condition of the credit that was found not to hold: then nothing is owed, whatever is left."""
    because: tuple[Reason, ...]
    """Every condition of the credit, and what the evidence says of it."""


class AtWorst(Struct, frozen=True, kw_only=True):
    """What a guarantee comes to for credits if all that the evidence leaves open went wrong."""

    judged: Share
    outages: tuple[Outage, ...]
    """With all that is unknown as downtime, as much of it as may count."""
    breaches: int
    creditable: Creditable | None = None
    gaps: tuple[str, ...]
    """The evidence that is missing, named."""


class Former(Struct, frozen=True, kw_only=True):
    """What a promise came to in a period before the one judged."""

    period: Period
    months_before: int
    """By so many calendar months it began before the period judged."""
    is_missed: bool | None
    """`None` where the evidence or the words do not decide it."""


class Finding(Struct, frozen=True, kw_only=True):
    """One objective held against the evidence."""

    objective: Objective
    period: Period
    interval: Interval
    """The period as far as the agreement was in force; while it is open, the part up to `as_of` is judged."""
    verdict: Verdict
    is_final: bool
    """False while the objective's period is still open at `as_of`: the verdict is the state to date."""
    figure: Figure
    """The figure to show beside the verdict."""
    breaches: int
    """How many breaches the declared unit makes of it; 0 unless a guarantee is missed for certain."""
    record: Record
    reason: Reason
    conventions: Conventions
    gaps: tuple[str, ...] = ()
    """Evidence that is missing, named, where the verdict is INDETERMINATE."""
    outcomes: tuple[Outcome, ...] = ()
    """What each reading yields, where the words leave several and they come to different things."""
    creditable: Creditable | None = None
    """What credits are reckoned on, where conditions of the credit were held against a breach."""
    at_worst: AtWorst | None = None
    """Of an availability that may be a breach, or a worse one than is certain: what it may be."""
    member: str | None = None
    """The point it is about, where each point of a service is judged by itself: a resource, a region."""
    window: Interval | None = None
    """The rolling period that the figure and the record are of, where every day ends one."""
    broken_first: Finding | None = None
    """That of the first day missed, where every day ends a rolling period and they count one breach."""
    former: tuple[Former, ...] | None = None
    """What the promise came to before, in order of time, where a credit goes by that."""
    only_for: tuple[str, ...] | None = None
    """The things it is claimed for alone, where each that is paid for is credited."""


class Touched(Enum):
    """What of a settlement the reading of a term may change."""

    CREDITS = "credits"
    CLAIMS = "claims"
    PAYMENT = "payment"
    TERMINATION = "termination"


class Undeclared(Struct, frozen=True, kw_only=True):
    """A term that the text leaves open and the agreement does not declare, and what rests on it."""

    term: OpenTerm
    objectives: tuple[str, ...]
    """Objectives that are judged by something else under one of its readings than under another."""
    decides: tuple[str, ...]
    """Those of them that come to something else by it: another verdict, figure or number of breaches."""
    settlement: tuple[Touched, ...]
    """What of the settlement is something else."""
    read_as: int | None = None
    """The number of the reading that counts, where undeclared terms are read against the drafter."""


class JudgedPart(Struct, frozen=True, kw_only=True):
    """A part of the period that was judged by a plan or a version of its own."""

    interval: Interval
    plan: str | None = None
    version: str
    says: str = ""
    """How much of the period it is, in words."""


class ReportGiven(Struct, frozen=True):
    """When a customer was first told what a period came to."""

    period: str
    """Its label, such as `2026-06`."""
    at: Instant


class FailureReported(Struct, frozen=True, kw_only=True):
    """When the customer reported an outage, or opened a ticket."""

    at: Instant
    interval: Interval
    """The time of the outage; that of a ticket is the instant of its opening."""
    ticket: str | None = None
    """The ticket, with its source; absent where a record of an outage tells it."""
    incidents: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


class Statement(Struct, frozen=True, kw_only=True):
    """All findings of a subscription and period; the same inputs give the same statement."""

    agreement_name: str
    provider: str
    version: str
    subscription: Subscription
    period: Period
    as_of: Instant
    in_force_overridden: str | None
    """A sentence, where the agreement's own dates were set aside for an illustration."""
    illustration: str | None
    findings: tuple[Finding, ...]
    flags: tuple[Flag, ...]
    parts: tuple[JudgedPart, ...] = ()
    """Those into which a change of plan, or of the agreement, cut the period; none where it is one."""
    undeclared: tuple[Undeclared, ...] = ()
    """What the text leaves open, in the order of the file; each finding says what its readings yield."""
    reports: tuple[ReportGiven, ...] = ()
    """Reports of periods that the evidence tells of: the time to claim may run from one."""
    failures_reported: tuple[FailureReported, ...] = ()
    """When failures were reported by the customer, where the time to claim runs from that."""

    def told_at(self, period: Period) -> Instant:
        """When the customer was told what a period came to: by a report on record, or else by this."""
        at = self.reported_at(period)
        return self.as_of if at is None else at

    def reported_at(self, period: Period) -> Instant | None:
        """When a report on record told the customer what a period came to."""
        return next((each.at for each in self.reports if each.period == period.label), None)
