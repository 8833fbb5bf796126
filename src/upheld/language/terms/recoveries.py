"""Recoveries: objectives that something is back in time after it failed."""

from __future__ import annotations

from upheld.agreement.clock import Start
from upheld.agreement.recovery import Recovery, RecoveryProof
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Choice, ListOf, Text, choice
from upheld.language.record import Record
from upheld.language.terms.cadences import CADENCE
from upheld.language.terms.matrices import Times
from upheld.language.terms.timing import BUSINESS_DAYS, HOURS, TimedTerms, timed
from upheld.quantity import Duration

_OF: Directive[str] = Directive(
    "of",
    Text("what is recovered"),
    "What is recovered, as evidence names it.",
    "full environment",
)
_STARTS = (Start.DECLARED_FAILURE, Start.OCCURRENCE, Start.DETECTION, Start.AWARENESS)
_STARTS_AT: Directive[Start] = Directive(
    "starts_at",
    Choice({each.value: each for each in _STARTS}),
    "What starts the time. It ends when the recovery is declared.",
    "detection",
    default=Otherwise(Start.DECLARED_FAILURE, f"`{Start.DECLARED_FAILURE.value}`"),
)
_BOTH = tuple(RecoveryProof)
_PROVED_BY: Directive[tuple[RecoveryProof, ...]] = Directive(
    "proved_by",
    ListOf(choice(RecoveryProof), "`recovery`, `drill` or a list of both"),
    "What shows that it takes no longer: recoveries from real failures, or drills too.",
    "[recovery, drill]",
    default=Otherwise(_BOTH, "both"),
)
_DRILLED_EVERY: Directive[Duration | None] = Directive(
    "drilled_every",
    CADENCE,
    "How long one proof lasts; with none for longer than this, the promise is unproved.",
    "6 months",
    default=Otherwise(None, "no limit"),
)


def _build(fields: Fields) -> TimedTerms:
    hours, business_days = timed(fields)
    of, starts_at = fields[_OF], fields[_STARTS_AT]
    proved_by, drilled_every = fields[_PROVED_BY], fields[_DRILLED_EVERY]

    def make(times: Times) -> Recovery:
        return Recovery(
            of=of,
            within=times.cells[0].inside,
            starts_at=starts_at,
            hours=hours,
            business_days=business_days,
            proved_by=proved_by,
            drilled_every=drilled_every,
        )

    return TimedTerms(hours, business_days, make)


RECOVERY: Directive[TimedTerms] = Directive(
    "recovery",
    Record(
        "recovery",
        "A promise to have something back in time after a failure. A single text is `of`.",
        (_OF, _STARTS_AT, _PROVED_BY, _DRILLED_EVERY, HOURS, BUSINESS_DAYS),
        _build,
        short=_OF,
    ),
    "The objective is the time from a failure to the recovery from it.",
    "{of: full environment, starts_at: declared failure, proved_by: [recovery, drill]}",
)
