"""The claimed part of a statement: what it would be if some of its failures had not been."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction

from upheld.evaluation.reason import Share
from upheld.evaluation.statement import AvailabilityRecord, Finding, Statement
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.breaches import breaches_of
from upheld.settlement.claim_window import Claimable


def claimed_part(statement: Statement, kept: Collection[Claimable]) -> Statement:
    """Give a statement in which only some failures count, so that it settles to what they earn together.

    A breach stays while one of its failures does; downtime that a credit is reckoned on shrinks to theirs.
    """
    failures = {(each.breach, each.failure) for each in kept}
    findings = tuple(
        _part(finding, breaches_of(finding, statement.as_of), failures) if finding.breaches else finding
        for finding in statement.findings
    )
    return replace(statement, findings=findings)


def _part(finding: Finding, breaches: Sequence[Breach], kept: set[tuple[Breach, Failure]]) -> Finding:
    every = [(breach, failure) for breach in breaches for failure in breach.failures]
    ours = [each for each in every if each in kept]
    if len(ours) == len(every):
        return finding
    left = replace(finding, breaches=len({breach for breach, _ in ours}))
    if not isinstance(finding.record, AvailabilityRecord):
        return left
    whole = sum(failure.downtime for _, failure in every)
    share = Fraction(sum(failure.downtime for _, failure in ours), whole) if whole else Fraction(0)
    return replace(left, record=_with_downtime(finding.record, share, {failure for _, failure in ours}))


def _with_downtime(record: AvailabilityRecord, share: Fraction, kept: set[Failure]) -> AvailabilityRecord:
    """The record with so much of its downtime, and with the outages that are left."""
    begun = {failure.began_at for failure in kept}
    outages = tuple(each for each in record.outages if not each.counted or each.interval.start in begun)
    if not isinstance(record.judged, Share):
        return replace(record, outages=outages)
    judged = Share(1 - (1 - record.judged.value) * share)
    return replace(record, judged=judged, outages=outages)
