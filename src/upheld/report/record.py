"""Records as plain data: the figures, outages, exclusions, clocks and occasions behind a finding."""

from __future__ import annotations

from upheld.agreement.clock import Cases
from upheld.chrono.instant import format_instant
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClockRecord,
    ClocksRecord,
    CoverageRecord,
    DutiesRecord,
    Duty,
    Excluded,
    Outage,
    Part,
    Record,
    RequestTotals,
    Sampling,
    SliceTotals,
    StatisticRecord,
    TrackedClock,
    WholeOutage,
)
from upheld.report.figure import (
    Json,
    evidence_data,
    figure_data,
    interval_data,
    present,
    reason_data,
    share_data,
)

_LENGTHS = ("measured", "up", "degraded", "down", "unknown", "excluded", "allowance", "allowance_left")
_SHARES = (
    "observed",
    "worst",
    "best",
    "judged",
    "coverage",
    "to_date",
    "best_achievable",
    "projected",
)


def record_data(record: Record) -> Json:
    """The figures behind a finding, by the kind of its indicator."""
    match record:
        case AvailabilityRecord():
            return _availability(record)
        case ClocksRecord():
            return _clocks(record)
        case DutiesRecord():
            return _duties(record)
        case StatisticRecord():
            return _statistic(record)
        case CoverageRecord():
            return _coverage(record)


def _availability(record: AvailabilityRecord) -> Json:
    return {
        "kind": "availability",
        **{name: getattr(record, name) for name in _LENGTHS},
        **{name: figure_data(getattr(record, name)) for name in _SHARES},
        "sampling": _sampling(record.sampling),
        "timeline": [
            {**interval_data(interval), "state": state.name.lower()} for interval, state in record.timeline
        ],
        "outages": [_outage(outage) for outage in record.outages],
        "exclusions": [_excluded(excluded) for excluded in record.exclusions],
        **present(requests=None if record.requests is None else _requests(record.requests)),
    }


def _requests(requests: RequestTotals) -> Json:
    return {
        "total": str(requests.total),
        "failed": str(requests.failed),
        "in_doubt": requests.in_doubt,
        "records": requests.records,
        **present(
            left_out=[{"why": why, "values": records} for why, records in requests.left_out],
            slices=None if requests.slices is None else _slices(requests.slices),
        ),
    }


def _slices(slices: SliceTotals) -> Json:
    return {
        "of": slices.of,
        "number": slices.number,
        "empty": slices.empty,
        "left_out": slices.left_out,
        "unknown": slices.unknown,
        "bad": slices.bad,
        "worst": [
            {
                **interval_data(part.interval),
                "number": part.number,
                **present(point=part.point or None),
                "total": str(part.total),
                "failed": str(part.failed),
                "rate": share_data(part.rate),
            }
            for part in slices.worst
        ],
    }


def _sampling(sampling: Sampling) -> Json:
    return {
        "every": sampling.every,
        "lowest": share_data(sampling.lowest),
        "highest": share_data(sampling.highest),
        "verdict_holds": sampling.verdict_holds,
    }


def _outage(outage: Outage) -> Json:
    return {
        **interval_data(outage.interval),
        "state": outage.state.name.lower(),
        "counted": outage.counted,
        "earliest_start": format_instant(outage.earliest_start),
        "earliest_end": format_instant(outage.earliest_end),
        "confirmed": outage.confirmed,
        **present(
            excluded_by=list(outage.excluded_by),
            points=list(outage.points),
            apart=outage.apart or None,
            resources=list(outage.resources),
            why=list(outage.why),
            whole=None if outage.whole is None else _whole(outage.whole),
        ),
        **evidence_data(outage.evidence, outage.evidence_count),
    }


def _whole(whole: WholeOutage) -> Json:
    return {
        **interval_data(whole.interval),
        "counted": whole.counted,
        "over": whole.is_over,
        **present(
            parts=[
                {
                    "period": str(part.period),
                    **interval_data(part.interval),
                    "counted": part.counted,
                    "missed": part.is_missed,
                }
                for part in (*whole.earlier, *whole.later)
            ]
        ),
    }


def _excluded(excluded: Excluded) -> Json:
    return {
        "exclusion": excluded.exclusion,
        "what": excluded.what,
        **interval_data(excluded.interval),
        "granted": excluded.granted,
        "why": excluded.why,
        **evidence_data(excluded.evidence, len(excluded.evidence)),
    }


def _clocks(record: ClocksRecord) -> Json:
    return {
        "kind": "clocks",
        "kept": record.kept,
        "breached": record.breached,
        "running": record.running,
        "indeterminate": record.indeterminate,
        "clocks": [_clock(clock) for clock in record.clocks],
        "tracked": [_tracked(clock) for clock in record.tracked],
        **present(noun=None if record.cases is Cases.TICKETS else record.cases.noun),
    }


def _clock(clock: ClockRecord) -> Json:
    return {
        "ticket": clock.ticket,
        "cell": clock.cell,
        "target": clock.target,
        "basis": clock.basis,
        "started_at": format_instant(clock.started_at),
        "elapsed": clock.elapsed,
        "due": format_instant(clock.due),
        "last_compliant": format_instant(clock.last_compliant),
        "remaining": clock.remaining,
        "state": clock.state.value,
        **present(
            reason=None if clock.reason is None else reason_data(clock.reason),
            priority=clock.priority,
            stopped_at=None if clock.stopped_at is None else format_instant(clock.stopped_at),
            breached_at=None if clock.breached_at is None else format_instant(clock.breached_at),
            paused=[interval_data(pause) for pause in clock.paused],
            excluded=[interval_data(excluded) for excluded in clock.excluded],
            resources=list(clock.resources),
        ),
        **evidence_data(clock.evidence, len(clock.evidence)),
    }


def _tracked(clock: TrackedClock) -> Json:
    """A time that was measured without a promise; `doubt` says why it may have been another length."""
    return {
        "ticket": clock.ticket,
        "basis": clock.basis,
        "started_at": format_instant(clock.started_at),
        "elapsed": clock.elapsed,
        **present(
            priority=clock.priority,
            stopped_at=None if clock.stopped_at is None else format_instant(clock.stopped_at),
            paused=[interval_data(pause) for pause in clock.paused],
            excluded=[interval_data(excluded) for excluded in clock.excluded],
            doubt=clock.doubt or None,
        ),
        **evidence_data(clock.evidence, len(clock.evidence)),
    }


def _duties(record: DutiesRecord) -> Json:
    return {
        "kind": "duties",
        "kept": record.kept,
        "breached": record.breached,
        "running": record.running,
        "indeterminate": record.indeterminate,
        "duties": [_duty(duty) for duty in record.duties],
    }


def _duty(duty: Duty) -> Json:
    return {
        "what": duty.what,
        "state": duty.state.value,
        "limit": duty.limit,
        "began_at": format_instant(duty.began_at),
        "reason": reason_data(duty.reason),
        **present(
            done_at=None if duty.done_at is None else format_instant(duty.done_at),
            due=None if duty.due is None else format_instant(duty.due),
            breached_at=None if duty.breached_at is None else format_instant(duty.breached_at),
            length=None if duty.length is None else {"length": duty.length.value, "basis": duty.length.basis},
            lacks=list(duty.lacks),
            resources=list(duty.resources),
        ),
        **evidence_data(duty.evidence, len(duty.evidence)),
    }


def _statistic(record: StatisticRecord) -> Json:
    return {
        "kind": "statistic",
        "scale": record.scale.value,
        "values": record.values,
        "figure": figure_data(record.figure),
        "lowest": figure_data(record.lowest),
        "highest": figure_data(record.highest),
        "coverage": figure_data(record.coverage),
        "left_out": [{"why": why, "values": values} for why, values in record.left_out],
        "parts": [_part(part) for part in record.parts],
        "distribution": [
            {"above": str(each.above), "up_to": str(each.up_to), "values": each.values}
            for each in record.distribution
        ],
    }


def _part(part: Part) -> Json:
    return {
        "name": part.name,
        "figure": figure_data(part.figure),
        "lowest": figure_data(part.lowest),
        "highest": figure_data(part.highest),
        "values": part.values,
        "verdict": part.verdict.value,
    }


def _coverage(record: CoverageRecord) -> Json:
    return {
        "kind": "coverage",
        "parts": [
            {
                "name": part.name,
                "covered": figure_data(part.covered),
                "gaps": [interval_data(gap) for gap in part.gaps],
            }
            for part in record.parts
        ],
    }
