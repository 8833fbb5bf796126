"""Interpreting: every promise judged under each combination of the readings that touch it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.interpretation import Interpretation, OpenTerm
from upheld.evaluation.ambiguity.case import Case, makes_difference, sign_of, terms_in
from upheld.evaluation.ambiguity.exploration import Explored, explore, explore_all
from upheld.evaluation.ambiguity.matter import Matter
from upheld.evaluation.ambiguity.merging import merged, undecided
from upheld.evaluation.ambiguity.scope import Words
from upheld.evaluation.ambiguity.unbroken import are_unbroken, as_in, plainest
from upheld.evaluation.promised import promised_to
from upheld.evaluation.statement import Finding, Statement, Touched, Undeclared

Judge = Callable[[Agreement], Statement]
"""Judges all that an agreement promises to one subscription, by one evidence, period and `as_of`."""

MOST_JUDGEMENTS = 100_000
"""Judgements for one statement."""


class Interpreted(Struct, frozen=True, kw_only=True):
    """A statement in which all readings have their say, and what each of them comes to."""

    root: Interpretation
    statement: Statement
    cases: Mapping[str, tuple[Case, ...]]
    """By objective, the case of all first readings first; none where there are too many to judge."""
    explored: Mapping[Touched, Explored]
    """The combinations that touch the settlement."""


def interpret(
    root: Interpretation, judge: Judge, subscription: Subscription, asked: Sequence[str] = ()
) -> Interpreted:
    """Judge an agreement that leaves terms open: each promise by itself, under each combination of readings.

    `asked` are names of the objectives to judge; all of them where empty. Raises what `judge` raises, and
    UsageError as `promised_to` does.
    """
    promised = promised_to(root.agreement, subscription, asked)
    parts = [Matter(part) for part in Touched]
    if asked:
        found = explore(root, [*parts, *(Matter(objective.name) for objective in promised)])
    else:
        found = explore_all(root, parts)
    settled = {part: found.pop(Matter(part)) for part in Touched}
    bench = _Bench(root, judge, {str(matter.name): explored for matter, explored in found.items()})
    bench.hear()
    undeclared = tuple(bench.undeclared(settled))
    return Interpreted(
        root=root,
        statement=replace(bench.base, findings=tuple(bench.findings()), undeclared=undeclared),
        cases=bench.cases,
        explored=settled,
    )


class _Bench:
    """Judges each scope once."""

    def __init__(self, root: Interpretation, judge: Judge, explored: Mapping[str, Explored]) -> None:
        self._root = root
        self._judge = judge
        self._explored = explored
        self._known: dict[Agreement, tuple[Finding, ...]] = {}
        self._judged: dict[Agreement, tuple[Finding, ...]] = {}
        self._words = Words()
        alone = {name for name, each in explored.items() if each.combinations == 1 or not each.leaves}
        plain = tuple(each for each in root.agreement.objectives if each.name in alone)
        self.base = judge(replace(root.agreement, objectives=plain))
        self._by_first = _by_name(self.base.findings)
        self.cases: dict[str, tuple[Case, ...]] = {}

    def hear(self) -> None:
        """Judge each objective under its combinations, as long as there are not too many in all."""
        for name, explored in self._explored.items():
            new = {leaf.scope for leaf in explored.leaves if leaf.scope is not None} - self._known.keys()
            if explored.is_beyond or len(self._known) + len(new) > MOST_JUDGEMENTS:
                self.cases[name] = ()
            elif explored.combinations == 1 or not explored.leaves:
                self.cases[name] = (Case(choices={}, findings=self._by_first.get(name, ())),)
            else:
                self.cases[name] = tuple(
                    Case(choices=leaf.choices, findings=self._findings(leaf.scope))
                    for leaf in explored.leaves
                )

    def _findings(self, scope: Agreement | None) -> tuple[Finding, ...]:
        if scope is None:
            return ()
        if scope not in self._known:
            plain = plainest(scope, self._words)
            found = self._judged_once(plain)
            self._known[scope] = as_in(scope, found) if are_unbroken(found) else self._judged_once(scope)
        return self._known[scope]

    def _judged_once(self, scope: Agreement) -> tuple[Finding, ...]:
        if scope not in self._judged:
            self._judged[scope] = self._judge(scope).findings
        return self._judged[scope]

    def findings(self) -> Iterator[Finding]:
        """Give what each objective comes to, in the order of the agreement."""
        for name, cases in self.cases.items():
            if cases:
                yield from merged(cases)
            else:
                yield from (undecided(each, self._explored[name].combinations) for each in self._first(name))

    def _first(self, name: str) -> tuple[Finding, ...]:
        """The findings on an objective by all first readings."""
        return self._by_first.get(name) or self._findings(Matter(name).scope(self._root.agreement, Words()))

    def undeclared(self, settled: Mapping[Touched, Explored]) -> Iterator[Undeclared]:
        """Give every term that is open under some readings, and what rests on it."""
        read = (
            leaf.choices for each in (*self._explored.values(), *settled.values()) for leaf in each.leaves
        )
        for term in terms_in([dict.fromkeys(self._root.open_terms, 0), *read]):
            yield Undeclared(
                term=term,
                objectives=tuple(name for name, each in self._explored.items() if each.rests_on(term)),
                decides=tuple(name for name, cases in self.cases.items() if _is_decided(cases, term)),
                settlement=tuple(part for part, each in settled.items() if each.rests_on(term)),
            )


def _is_decided(cases: Iterable[Case], term: OpenTerm) -> bool:
    """Whether what an objective comes to differs by the reading of a term."""
    return makes_difference(term, ((case.choices, sign_of(case.findings)) for case in cases))


def _by_name(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    found: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        name = finding.objective.name
        found[name] = (*found.get(name, ()), finding)
    return found
