"""Whole statements: an agreement that leaves terms open, settled by each combination of its readings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.objective import Objective
from upheld.evaluation.ambiguity.interpreted import Interpreted
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClocksRecord,
    Creditable,
    DutiesRecord,
    Finding,
    Statement,
    StatisticRecord,
    Touched,
)
from upheld.settlement.at_worst import is_open
from upheld.settlement.joint import Results, Row, Score, Way, jointly
from upheld.settlement.late_case import sign_of_late
from upheld.settlement.settlement import Settlement
from upheld.settlement.teller import Teller

T = TypeVar("T")

TellerOf: TypeAlias = Callable[[Agreement, Statement], Teller]
"""Gives who settles by an agreement, for the subscription, period and instant of a statement."""
Findings: TypeAlias = tuple[Finding, ...]


class Whole(Struct, frozen=True, kw_only=True):
    """A statement settled by one combination of readings, or by all that come to the same for credits."""

    results: Results
    """What each matter comes to, by which such combinations are told apart."""
    way: Way
    agreement: Agreement
    """As the credits are read."""
    findings: Findings
    settlement: Settlement
    """Without the terms on which credits are given: few of many are ever told."""
    teller: Teller

    @property
    def in_full(self) -> Settlement:
        """The settlement with these terms."""
        return self.teller.settle(self.findings)


class Wholes(Struct, frozen=True, kw_only=True):
    """Every settlement that the readings of a text may come to."""

    matters: Sequence[Sequence[Row]]
    """Credits, then promises, by the readings that touch them; the results of a whole are in this order."""
    several: Sequence[Whole]
    """That of all first readings first."""


def settle_wholes(
    interpreted: Interpreted, teller_of: TellerOf, score: Callable[[Findings], Score] | None = None
) -> Wholes | None:
    """Settle each combination of readings that may come to something else; `None` where they are too many.

    With a score, every promise has a say in which combination stands for those that owe the same.
    """
    if not all(interpreted.cases.values()) or interpreted.explored[Touched.CREDITS].is_beyond:
        return None
    docket = _docket(interpreted, score)
    ways = jointly(docket.matters)
    if ways is None:
        return None
    first = tuple(rows[0].result for rows in docket.matters)
    by_agreement = {each: teller_of(each, interpreted.statement) for each in set(docket.agreements)}
    tellers = [by_agreement[each] for each in docket.agreements]
    several = [docket.settle(results, way, tellers) for results, way in ways.items()]
    return Wholes(matters=docket.matters, several=sorted(several, key=lambda each: each.results != first))


class _Docket(Struct, frozen=True, kw_only=True):
    """What is settled: the agreements that credits tell apart, and the findings on each objective."""

    agreements: Sequence[Agreement]
    findings: Mapping[str, Sequence[Findings]]
    names: Sequence[str]
    """The objectives whose results count, in the order of `matters`, in which credits come first."""
    matters: Sequence[Sequence[Row]]

    def settle(self, results: Results, way: Way, tellers: Sequence[Teller]) -> Whole:
        """Settle what the matters come to by some readings; there is a teller for each agreement."""
        by_credits, *by_objective = results
        chosen = dict(zip(self.names, by_objective, strict=True))
        found = [each for name, several in self.findings.items() for each in several[chosen.get(name, 0)]]
        return Whole(
            results=results,
            way=way,
            agreement=self.agreements[by_credits],
            findings=tuple(found),
            settlement=tellers[by_credits].settle(found, with_terms=False),
            teller=tellers[by_credits],
        )


def _docket(interpreted: Interpreted, score: Callable[[Findings], Score] | None) -> _Docket:
    root = interpreted.root.agreement
    leaves = interpreted.explored[Touched.CREDITS].leaves
    scopes, numbers = one_of_each([leaf.scope or root for leaf in leaves], lambda each: each)
    matters = [[Row(choices=leaf.choices, result=at) for leaf, at in zip(leaves, numbers, strict=True)]]
    findings: dict[str, Sequence[Findings]] = {}
    names = []
    for name, cases in interpreted.cases.items():
        findings[name], numbers = one_of_each([case.findings for case in cases], as_credited)
        if len(findings[name]) > 1 or (score is not None and len(cases) > 1):
            names.append(name)
            matters.append(
                [
                    Row(choices=case.choices, result=at, score=score(case.findings) if score else ())
                    for case, at in zip(cases, numbers, strict=True)
                ]
            )
    promised = {each.objective.name: each.objective for name in findings for each in chain(*findings[name])}
    agreements = [_with_credits(root, scope, tuple(promised.values())) for scope in scopes]
    return _Docket(agreements=agreements, findings=findings, names=names, matters=matters)


def _with_credits(root: Agreement, scope: Agreement, promised: tuple[Objective, ...]) -> Agreement:
    """An agreement with its credits as they are read, and all that some reading promises, in its order."""
    return replace(
        root,
        time_zone=scope.time_zone,
        currency=scope.currency,
        plans=scope.plans,
        services=scope.services,
        credits=scope.credits,
        objectives=promised,
    )


def one_of_each(several: Iterable[T], sign: Callable[[T], Hashable]) -> tuple[list[T], list[int]]:
    """One of each sign, in order, and for each of several the number of the one that it is like."""
    known: dict[Hashable, int] = {}
    kept: list[T] = []
    numbers = []
    for each in several:
        at = known.setdefault(sign(each), len(kept))
        if at == len(kept):
            kept.append(each)
        numbers.append(at)
    return kept, numbers


def as_credited(findings: Findings) -> Hashable:
    """What of findings credits are reckoned on; without a breach they earn nothing, whatever they say."""
    return tuple(_as_credited(each) for each in findings if each.breaches or is_open(each))


def _as_credited(finding: Finding) -> Hashable:
    left = finding.creditable
    return (
        finding.objective.name,
        finding.member,
        finding.objective.force,
        finding.verdict,
        finding.breaches,
        finding.interval.end,
        finding.is_final,
        finding.conventions.money_rounding,
        None if left is None else (left.verdict, left.breaches, left.unmet, _downtime(finding, left)),
        _downtime(finding, finding),
        finding.at_worst and (finding.at_worst.judged, finding.at_worst.outages, finding.at_worst.breaches),
        finding.conventions.missing_data,
        finding.only_for,
    )


def _downtime(finding: Finding, measured: Finding | Creditable) -> Hashable:
    """An availability's figures, and what one outage of it is; of another promise its figure and cases."""
    match measured.record:
        case AvailabilityRecord() as record:
            return record, finding.conventions.one_breach
        case ClocksRecord(breached=breached) | DutiesRecord(breached=breached):
            late = sign_of_late(measured.record)
            return measured.figure, breached, finding.conventions.one_breach, late
        case StatisticRecord(lowest=lowest, highest=highest, values=values, parts=parts):
            return measured.figure, lowest, highest, values, parts
        case _:
            return measured.figure
