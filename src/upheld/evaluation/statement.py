"""The statement: every objective of a subscription and period, judged, with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from upheld.agreement.agreement import Subscription
from upheld.agreement.convention import Conventions
from upheld.agreement.objective import Objective
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period
from upheld.evaluation.reason import Figure, NoData, Reason, Share
from upheld.evidence.evidence import Flag
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """An unbroken stretch in which the service was down, or degraded where that counts.

    It is cut where the time judged begins and ends. Where a mean is taken, it is an outage of one member.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Time an exclusion takes out, or would have taken out but for its conditions."""

    exclusion: str
    what: str
    """The maintenance or window, by name."""
    interval: Interval
    granted: bool
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How far checks at intervals leave the observed availability open, if no outage was missed whole.

    Between 0 and 1 where nothing is known. `verdict_holds` says whether both ends come to the same verdict.
    """

    every: Micros
    lowest: Fraction
    highest: Fraction
    verdict_holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityRecord:
    """The figures behind an availability. All lengths in microseconds, of measured time after exclusions.

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
    sampling: Sampling
    timeline: tuple[tuple[Interval, State], ...]
    """The service's state over the period to date, after confirmation and quorum, before exclusions.

    Time in which no measurement point stood for the service is not in it.
    """
    outages: tuple[Outage, ...]
    exclusions: tuple[Excluded, ...]


class ClockState(Enum):
    """What a ticket's clock came to."""

    KEPT = "kept"
    BREACHED = "breached"
    RUNNING = "running"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRecord:
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
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksRecord:
    """The tickets an objective judged."""

    kept: int
    breached: int
    running: int
    indeterminate: int
    clocks: tuple[ClockRecord, ...]


Record = AvailabilityRecord | ClocksRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One objective held against the evidence."""

    objective: Objective
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
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
