"""Coverage held against the evidence: for how much of the time there is any, of each thing to be watched."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.agreement.control import Coverage
from upheld.agreement.objective import Force
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measures.coverage_reasons import explain_coverage
from upheld.evaluation.measures.watch import Watch, lowest_share, watches
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import CoveragePart, CoverageRecord, Finding, Verdict

MOST_GAPS = 10
"""How many gaps the record of one thing names, the longest first."""


def judge_coverage(hearing: Hearing, promise: Coverage) -> Finding:
    """Hold the share of time with evidence, of each measure and service by itself, against the target.

    The lowest share counts. INDETERMINATE where nothing tells how far one of them was watched and no other
    misses: the rule for missing data has no say, since missing evidence is what is judged. A missed guarantee
    is a breach once the rest of the period can't make it good. UsageError for a name that the agreement
    declares neither as a service nor as a measure.
    """
    watched = watches(hearing, promise)
    verdict, is_open = _verdict(hearing, watched), hearing.as_of < hearing.interval.end
    gaps = tuple(f"`{watch.name}`: {watch.unknown}" for watch in watched if watch.unknown)
    is_breach = hearing.objective.force is Force.GUARANTEE and not _can_be_kept(hearing, watched)
    return Finding(
        objective=hearing.objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=verdict,
        is_final=not is_open,
        figure=lowest_share(watched),
        breaches=1 if verdict is Verdict.MISSED and is_breach else 0,
        record=CoverageRecord(parts=tuple(map(_part, watched))),
        reason=explain_coverage(hearing, watched, verdict),
        conventions=hearing.objective.conventions,
        gaps=gaps if verdict is Verdict.INDETERMINATE else (),
    )


def _verdict(hearing: Hearing, watched: Sequence[Watch]) -> Verdict:
    target = hearing.objective.share_target
    shares = [watch.share for watch in watched]
    known = [share.value for share in shares if isinstance(share, Share)]
    if not known and not any(watch.unknown for watch in watched):
        return Verdict.NOT_APPLICABLE
    if target is None:
        return Verdict.TRACKED
    if not all(map(target.kept_by, known)):
        return Verdict.MISSED
    return Verdict.INDETERMINATE if any(watch.unknown for watch in watched) else Verdict.MET


def _can_be_kept(hearing: Hearing, watched: Sequence[Watch]) -> bool:
    """Whether the rest of an open period may still make good what was lost so far."""
    target = hearing.objective.share_target
    if hearing.as_of >= hearing.interval.end or target is None:
        return False
    best = [watch.best for watch in watched]
    return all(target.kept_by(share.value) for share in best if isinstance(share, Share))


def _part(watch: Watch) -> CoveragePart:
    return CoveragePart(name=watch.name, covered=watch.share, gaps=tuple(watch.silences[:MOST_GAPS]))
