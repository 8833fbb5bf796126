"""Writing: what was judged to date as it stands in a row."""

from __future__ import annotations

import orjson

from upheld.evaluation.live.clock import GoingClock
from upheld.operations.live.judging import (
    ClockKey,
    FindingKey,
    JudgedClock,
    JudgedFinding,
    Unjudged,
    UnjudgedClock,
)
from upheld.report.live import digest_of, exact, said_of_clock, said_of_finding
from upheld.store import live_rows
from upheld.store.live import NOT_JUDGED
from upheld.store.live_rows import ToldClock, ToldFinding


def named(key: FindingKey) -> live_rows.FindingKey:
    """The key of a finding as rows have it."""
    customer, *rest = key
    subscription, plan, objective, member = rest
    return customer or "", subscription, plan, objective, member


def named_clock(key: ClockKey) -> live_rows.ClockKey:
    """The key of a clock as rows have it."""
    customer, subscription, plan, objective, ticket, started_at = key
    return customer or "", subscription, plan, objective, ticket, started_at


def told_finding(judged: JudgedFinding) -> ToldFinding:
    """A finding to date as it is written down, or why there is none."""
    if isinstance(judged.found, Unjudged):
        return _told_trouble(judged, judged.found)
    found, finding = judged.found, judged.found.finding
    said, allowed = said_of_finding(found), found.allowed
    fields = {
        "place": judged.place,
        "period": finding.period.label,
        "begins_at": finding.interval.start,
        "ends_at": finding.interval.end,
        "verdict": finding.verdict.value,
        "figure": orjson.dumps(said["figure"], option=orjson.OPT_SORT_KEYS).decode(),
        "allowance": None if allowed is None else allowed.whole,
        "allowance_left": None if allowed is None else allowed.left,
        "used": "" if allowed is None else exact(allowed.used),
        "best_achievable": exact(found.best_achievable),
        "projected": exact(found.projected),
        "said": said,
    }
    digest = digest_of({key: value for key, value in fields.items() if key != "figure"})
    return ToldFinding(
        key=named(judged.key),
        fields={**fields, "digest": digest},
        look_at=found.look_at,
        verdict=finding.verdict.value,
        digest=digest,
    )


def _told_trouble(judged: JudgedFinding, unjudged: Unjudged) -> ToldFinding:
    interval = unjudged.period.interval
    fields = {
        "place": judged.place,
        "period": unjudged.period.label,
        "begins_at": interval.start,
        "ends_at": interval.end,
        "verdict": NOT_JUDGED,
        "figure": orjson.dumps(
            {"kind": "no data", "why": unjudged.why}, option=orjson.OPT_SORT_KEYS
        ).decode(),
        "allowance": None,
        "allowance_left": None,
        "used": "",
        "best_achievable": "",
        "projected": "",
        "said": {"objective": unjudged.objective, "verdict": NOT_JUDGED, "trouble": unjudged.why},
    }
    digest = digest_of({key: value for key, value in fields.items() if key != "figure"})
    return ToldFinding(
        key=named(judged.key),
        fields={**fields, "digest": digest},
        look_at=unjudged.look_at,
        verdict=NOT_JUDGED,
        digest=digest,
    )


def told_clock(judged: JudgedClock) -> ToldClock:
    """A clock that goes on as it is written down, or why it can't be followed."""
    clock = judged.clock
    if isinstance(clock, UnjudgedClock):
        return _told_clock(judged, _fields_of_unjudged(clock))
    return _told_clock(judged, _fields_of(clock))


def _told_clock(judged: JudgedClock, fields: dict[str, object]) -> ToldClock:
    digest = digest_of(fields)
    return ToldClock(
        key=named_clock(judged.key),
        fields={**fields, "digest": digest},
        look_at=judged.look_at,
        digest=digest,
    )


def _fields_of_unjudged(clock: UnjudgedClock) -> dict[str, object]:
    said = {"promise": "", "basis": "", "trouble": clock.why, "windows": []}
    return {
        "priority": "",
        "state": NOT_JUDGED.lower(),
        "is_paused": False,
        "budget": 0,
        "spent": 0,
        "turned_at": clock.ticket.opened_at,
        "due_at": None,
        "last_compliant_at": None,
        "half_at": None,
        "three_quarters_at": None,
        "full_at": None,
        "breached_at": None,
        "said": said,
    }


def _fields_of(clock: GoingClock) -> dict[str, object]:
    return {
        "priority": clock.priority or "",
        "state": clock.state.value,
        "is_paused": bool(clock.paused_for),
        "budget": clock.budget,
        "spent": clock.spent,
        "turned_at": clock.turned_at,
        "due_at": clock.due,
        "last_compliant_at": clock.last_compliant,
        "half_at": clock.half_at,
        "three_quarters_at": clock.three_quarters_at,
        "full_at": clock.full_at,
        "breached_at": clock.breaks_at,
        "said": said_of_clock(clock),
    }
