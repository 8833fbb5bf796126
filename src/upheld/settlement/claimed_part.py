"""The claimed part of a statement: what it would be if some of its failures had not been."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from msgspec.structs import replace

from upheld.evaluation.reason import Share
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClocksRecord,
    DutiesRecord,
    Finding,
    Record,
    Statement,
    Verdict,
)
from upheld.settlement.at_worst import for_certain
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.breaches import breaches_of
from upheld.settlement.claim_window import Claimable
from upheld.settlement.condition import as_credited
from upheld.settlement.lateness_breach import with_late_alone


def claimed_part(statement: Statement, kept: Collection[Claimable]) -> Statement:
    """Give a statement in which only some failures count, so that it settles to what they earn together.

    A breach stays while one of its failures does; downtime that a credit is reckoned on shrinks to theirs.
    What may have been besides is nobody's claim.
    """
    failures = {(each.breach, each.failure) for each in kept}
    findings = tuple(
        _part(finding, breaches_of(as_credited(finding), statement.as_of), failures)
        for finding in for_certain(statement).findings
        if finding.verdict is not Verdict.INDETERMINATE
    )
    return replace(statement, findings=tuple(replace(each, at_worst=None) for each in findings))


def _part(finding: Finding, breaches: Sequence[Breach], kept: set[tuple[Breach, Failure]]) -> Finding:
    every = [(breach, failure) for breach in breaches for failure in breach.failures]
    ours = [each for each in every if each in kept]
    if len(ours) == len(every):
        return finding
    count = len({breach for breach, _ in ours})
    record = _with_downtime(as_credited(finding).record, every, ours)
    if finding.creditable is None:
        return replace(finding, breaches=count, record=record)
    return replace(finding, creditable=replace(finding.creditable, breaches=count, record=record))


def _with_downtime(
    record: Record, every: Sequence[tuple[Breach, Failure]], ours: Sequence[tuple[Breach, Failure]]
) -> Record:
    """The record with the downtime and the outages of some failures alone."""
    if isinstance(record, ClocksRecord | DutiesRecord):
        return with_late_alone(replace(record, breached=len(ours)), {failure for _, failure in ours})
    if not isinstance(record, AvailabilityRecord):
        return record
    begun = {failure.began_at for _, failure in ours}
    outages = tuple(each for each in record.outages if not each.counted or each.run.start in begun)
    whole = sum(failure.downtime for _, failure in every)
    share = Fraction(sum(failure.downtime for _, failure in ours), whole) if whole else Fraction(0)
    judged = record.judged
    if isinstance(judged, Share):
        judged = Share(1 - (1 - judged.value) * share)
    return replace(record, judged=judged, outages=outages)
