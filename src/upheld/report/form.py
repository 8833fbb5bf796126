"""The form of a document: every key it has, and the shape of what stands under it."""

from __future__ import annotations

from upheld.agreement.clock import Cases
from upheld.agreement.objective import Force
from upheld.chrono.instant import format_instant, parse_instant
from upheld.errors import TimeError
from upheld.evaluation.statement import ClockState, Touched, Verdict
from upheld.evidence.measurement import Scale
from upheld.evidence.observation import State
from upheld.quantity import Operator
from upheld.report.shape import expect, kinds, listed, mapping, matching, one_of, record, text, truth, whole
from upheld.settlement.adjustment import AdjustmentKind
from upheld.settlement.settlement import Standing

DEEPEST_REASON = 100
"""Real trees of reasons have fewer than ten levels."""


def instant(value: object, at: str) -> None:
    """An instant in UTC that exists, as this program writes it."""
    try:
        holds = isinstance(value, str) and format_instant(parse_instant(value)) == value
    except TimeError:
        holds = False
    expect(holds, value, at, "an instant such as 2026-03-01T00:00:00Z")


def _said_again(value: object, at: str) -> None:
    """What is made anew from the statement when a document is read, so that its shape is of no matter."""


RATIO = matching(r"-?\d+(/[1-9]\d*)?", "an exact ratio such as 143/144")
DECIMAL = matching(r"-?\d+(\.\d+)?", "a decimal figure such as 50.00")
OFFSET = matching(r"[+-]\d\d:\d\d(:\d\d)?", "an offset such as +01:00")
DIGEST = matching(r"sha256:[0-9a-f]{64}", "a digest such as sha256:…")
PERCENT = matching(r"-?\d+(\.\d+)? %", "a percentage such as 99.9 %")

_SPAN = {"start": instant, "end": instant}
_SHARE = {"share": RATIO, "percent": PERCENT}
_MONEY = {"amount": DECIMAL, "currency": text}
_EVIDENCE = {"evidence": listed(text), "evidence_count": whole}

CLAUSE = record({"reference": text}, {"quote": text})
_SCALE = one_of(*(scale.value for scale in Scale))
FIGURE = kinds(
    share=_SHARE,
    length={"length": whole, "basis": text},
    count={"count": whole, "of": text},
    moment={"at": instant},
    stretch=_SPAN,
    sum=_MONEY,
    words={"words": text},
    measured={"value": RATIO, "scale": _SCALE},
    no_data={"why": text},
)
AMOUNT = kinds(
    share_of_fee=_SHARE,
    share_of_another_fee={**_SHARE, "fee": text},
    sum=_MONEY,
    service_time={"months": RATIO, "days": RATIO, "words": text},
    no_data={"why": text},
)


def reason(value: object, at: str) -> None:
    """A reason and all that it rests on, not deeper than a person could follow."""
    expect(at.count(".because[") < DEEPEST_REASON, value, at[:60], "a tree of fewer levels")
    _REASON(value, at)


_REASON = record(
    {"kind": one_of("reason"), "rule": text, "says": text},
    {"figure": FIGURE, "clause": CLAUSE, "because": listed(reason), **_EVIDENCE},
)

_STATE = one_of(*(state.name.lower() for state in State))
_WHOLE_OUTAGE = record(
    {**_SPAN, "counted": whole, "over": truth},
    {"parts": listed(record({"period": text, **_SPAN, "counted": whole, "missed": truth}))},
)
_OUTAGE = record(
    {
        **_SPAN,
        "state": _STATE,
        "counted": whole,
        "earliest_start": instant,
        "earliest_end": instant,
        "confirmed": truth,
    },
    {
        "excluded_by": listed(text),
        "points": listed(text),
        "resources": listed(text),
        "why": listed(text),
        "whole": _WHOLE_OUTAGE,
        **_EVIDENCE,
    },
)
_EXCLUSION = record({"exclusion": text, "what": text, **_SPAN, "granted": truth, "why": text}, _EVIDENCE)
_CLOCK = record(
    {
        "ticket": text,
        "cell": text,
        "target": text,
        "basis": text,
        "started_at": instant,
        "elapsed": whole,
        "due": instant,
        "last_compliant": instant,
        "remaining": whole,
        "state": one_of(*(state.value for state in ClockState)),
    },
    {
        "reason": reason,
        "priority": text,
        "stopped_at": instant,
        "breached_at": instant,
        "paused": listed(record(_SPAN)),
        "excluded": listed(record(_SPAN)),
        "resources": listed(text),
        **_EVIDENCE,
    },
)
_TRACKED = record(
    {"ticket": text, "basis": text, "started_at": instant, "elapsed": whole},
    {
        "priority": text,
        "stopped_at": instant,
        "paused": listed(record(_SPAN)),
        "excluded": listed(record(_SPAN)),
        "doubt": text,
        **_EVIDENCE,
    },
)
_LENGTHS = ("measured", "up", "degraded", "down", "unknown", "excluded", "allowance", "allowance_left")
_SHARES = ("observed", "worst", "best", "judged", "coverage", "to_date", "best_achievable", "projected")
_SHARE_OR_NONE = kinds(share=_SHARE, no_data={"why": text})
_SAMPLING = record(
    {"every": whole, "lowest": record(_SHARE), "highest": record(_SHARE), "verdict_holds": truth}
)
_DUTY = record(
    {
        "what": text,
        "state": one_of(*(state.value for state in ClockState)),
        "limit": text,
        "began_at": instant,
        "reason": reason,
    },
    {
        "done_at": instant,
        "due": instant,
        "breached_at": instant,
        "length": record({"length": whole, "basis": text}),
        "lacks": listed(text),
        "resources": listed(text),
        **_EVIDENCE,
    },
)
_PART = record(
    {
        "name": text,
        "figure": FIGURE,
        "lowest": FIGURE,
        "highest": FIGURE,
        "values": whole,
        "verdict": one_of(*(verdict.value for verdict in Verdict)),
    }
)
_SLICES = record(
    {
        **dict.fromkeys(("of", "number", "empty", "left_out", "unknown", "bad"), whole),
        "worst": listed(
            record(
                {**_SPAN, "number": whole, "total": RATIO, "failed": RATIO, "rate": record(_SHARE)},
                {"point": text},
            )
        ),
    }
)
_REQUESTS = record(
    {"total": RATIO, "failed": RATIO, "in_doubt": whole, "records": whole},
    {"left_out": listed(record({"why": text, "values": whole})), "slices": _SLICES},
)
RECORD = kinds(
    {"availability": {"requests": _REQUESTS}, "clocks": {"noun": one_of(Cases.REPLIES.noun)}},
    availability={
        **dict.fromkeys(_LENGTHS, whole),
        **dict.fromkeys(_SHARES, _SHARE_OR_NONE),
        "sampling": _SAMPLING,
        "timeline": listed(record({**_SPAN, "state": _STATE})),
        "outages": listed(_OUTAGE),
        "exclusions": listed(_EXCLUSION),
    },
    clocks={
        **dict.fromkeys(("kept", "breached", "running", "indeterminate"), whole),
        "clocks": listed(_CLOCK),
        "tracked": listed(_TRACKED),
    },
    duties={
        **dict.fromkeys(("kept", "breached", "running", "indeterminate"), whole),
        "duties": listed(_DUTY),
    },
    statistic={
        "scale": _SCALE,
        "values": whole,
        "figure": FIGURE,
        "lowest": FIGURE,
        "highest": FIGURE,
        "coverage": _SHARE_OR_NONE,
        "left_out": listed(record({"why": text, "values": whole})),
        "parts": listed(_PART),
        "distribution": listed(record({"above": RATIO, "up_to": RATIO, "values": whole})),
    },
    coverage={
        "parts": listed(record({"name": text, "covered": _SHARE_OR_NONE, "gaps": listed(record(_SPAN))})),
    },
)
_OUTCOME = record(
    {
        "readings": listed(listed(text)),
        "verdict": one_of(*(verdict.value for verdict in Verdict)),
        "figure": FIGURE,
        "breaches": whole,
        "reason": reason,
    }
)
_CREDITABLE = record(
    {
        "verdict": one_of(*(verdict.value for verdict in Verdict)),
        "figure": FIGURE,
        "breaches": whole,
        "because": listed(reason),
    },
    {"unmet": reason},
)
_TARGET = record({"operator": one_of(*(operator.value for operator in Operator)), "bound": FIGURE})
FINDING = record(
    {
        "objective": text,
        "indicator": text,
        "promised": text,
        "promise": text,
        "force": one_of(*(force.value for force in Force)),
        "period": text,
        "interval": record(_SPAN),
        "verdict": one_of(*(verdict.value for verdict in Verdict)),
        "is_final": truth,
        "figure": FIGURE,
        "breaches": whole,
        "record": RECORD,
        "conventions": listed(record({"name": text, "value": text}, {"declared_at": text})),
        "reason": reason,
    },
    {
        "member": text,
        "target": _TARGET,
        "clause": CLAUSE,
        "gaps": listed(text),
        "outcomes": listed(_OUTCOME),
        "creditable": _CREDITABLE,
        "window": record(_SPAN),
    },
)
_OPEN = record({"least": AMOUNT, "most": AMOUNT, "why": listed(text)})
_CREDIT_LINE = record(
    {
        "objective": text,
        "interval": record(_SPAN),
        "breaches": whole,
        "per_breach": AMOUNT,
        "owed": AMOUNT,
        "is_final": truth,
        "reason": reason,
    },
    {
        "affected": text,
        "member": text,
        "stated": text,
        "downtime": record({**_SHARE, "of": text, "blocks": RATIO, "block": text}),
        "band": record({"bands": text}, {**_SHARE, "figure": text, "value": RATIO, "unit": text}),
        "tally": record({"says": text, "times": RATIO}, {"each": text, "length": whole}),
    },
)
SETTLEMENT = record(
    {
        "standing": one_of(*(standing.value for standing in Standing)),
        "lines": listed(_CREDIT_LINE),
        "without_credit": listed(
            record({"objective": text, "interval": record(_SPAN), "reason": reason}, {"member": text})
        ),
        "owed": AMOUNT,
        "is_final": truth,
        "reason": reason,
    },
    {
        "fee": record(_MONEY),
        "open": _OPEN,
        "adjustments": listed(
            record(
                {
                    "kind": one_of(*(kind.value for kind in AdjustmentKind)),
                    "taken_off": AMOUNT,
                    "owed": AMOUNT,
                    "reason": reason,
                },
                {"limit": AMOUNT},
            )
        ),
        "carried": AMOUNT,
        "reductions": listed(_CREDIT_LINE),
        "not_charged": AMOUNT,
        "outcomes": listed(
            record(
                {
                    "readings": listed(text),
                    "standing": one_of(*(standing.value for standing in Standing)),
                    "owed": AMOUNT,
                    "reason": reason,
                },
                {"open": _OPEN},
            )
        ),
    },
)
_UNDECLARED = record(
    {
        "code": text,
        "asks": text,
        "at": text,
        "readings": listed(record({"line": text}, {"meaning": text, "within": listed(text)})),
    },
    {
        "objectives": listed(text),
        "decides": listed(text),
        "settlement": listed(one_of(*(part.value for part in Touched))),
        "read_as": whole,
    },
)
STATEMENT = record(
    {
        "agreement": record({"name": text, "provider": text, "version": text}),
        "subscription": record(
            {},
            {
                "customer": text,
                "plan": text,
                "subscription": text,
                "services": listed(text),
                "since": text,
                "until": text,
                "away": listed(record({"since": text, "until": text})),
            },
        ),
        "period": record({"label": text, "rule": text, **_SPAN}),
        "zone": record(
            {
                "name": text,
                "span": record(_SPAN),
                "offsets": listed(record({"since": instant, "offset": OFFSET})),
            }
        ),
        "as_of": instant,
        "is_final": truth,
        "findings": listed(FINDING),
        "flags": listed(record({"code": text, "source": text, "says": text})),
        "settlement": SETTLEMENT,
    },
    {
        "illustration": text,
        "in_force_overridden": text,
        "undeclared": listed(_UNDECLARED),
        "parts": listed(record({"version": text, **_SPAN}, {"plan": text, "says": text})),
    },
)
DOCUMENT = record(
    {
        "upheld": whole,
        "statement": STATEMENT,
        "digest": DIGEST,
        "envelope": record({"version": text, "libraries": mapping(text)}, {"lock": text}),
    },
    {"summary": _said_again},
)
