"""The docket of a series: months that are judged by several readings, put together for each of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.interpretation import Choices
from upheld.evaluation.ambiguity.interpreted import Interpreted
from upheld.evaluation.statement import Statement, Touched
from upheld.settlement.breaches import breaches_of
from upheld.settlement.joint import Results, Row, Way, jointly
from upheld.settlement.whole import Findings, as_credited, one_of_each

MOST_SERIES = 1000
"""Combinations of readings for which a series is settled."""

Matter: TypeAlias = str | Touched
"""An objective by its name, or a part of the settlement."""
ByMonth: TypeAlias = tuple[Findings, ...]
"""The findings on one objective, month by month."""


class Reading(Struct, frozen=True, kw_only=True):
    """One combination of readings: the agreement it makes of the text, and its statements."""

    results: Results
    way: Way
    agreement: Agreement
    statements: tuple[Statement, ...]


class Readings(Struct, frozen=True, kw_only=True):
    """Every combination that may come to something else; that of all first readings first."""

    matters: tuple[Sequence[Row], ...]
    several: tuple[Reading, ...]


class Docket(Struct, frozen=True, kw_only=True):
    """What the months of a series come to by the readings that touch each matter."""

    months: Sequence[Interpreted]
    scopes: Mapping[Touched, Sequence[Agreement]]
    """Of each part of the settlement, the agreements that differ in it."""
    findings: Mapping[str, Sequence[ByMonth]]
    """Of each objective, what differs."""
    rows: Mapping[Matter, Sequence[Row]]

    def readings(self) -> Readings | None:
        """Give all combinations that may come to something else; `None` for too many."""
        names: list[Matter] = [*Touched, *(name for name, found in self.findings.items() if len(found) > 1)]
        matters = tuple(self.rows[name] for name in names)
        ways = jointly(matters)
        if ways is None or len(ways) > MOST_SERIES:
            return None
        first = tuple(rows[0].result for rows in matters)
        several = (self._reading(names, results, way) for results, way in ways.items())
        return Readings(
            matters=matters, several=tuple(sorted(several, key=lambda each: each.results != first))
        )

    def _reading(self, names: Sequence[Matter], results: Results, way: Way) -> Reading:
        chosen = dict(zip(names, results, strict=True))
        found = [several[chosen.get(name, 0)] for name, several in self.findings.items()]
        statements = tuple(
            replace(
                month.statement,
                findings=tuple(finding for by_month in found for finding in by_month[number]),
                undeclared=(),
            )
            for number, month in enumerate(self.months)
        )
        return Reading(results=results, way=way, agreement=self._agreement(chosen), statements=statements)

    def _agreement(self, chosen: Mapping[Matter, int]) -> Agreement:
        """The agreement as the parts of its settlement are read."""
        by_part = {part: several[chosen.get(part, 0)] for part, several in self.scopes.items()}
        money = by_part[Touched.CREDITS]
        return replace(
            self.months[0].root.agreement,
            time_zone=money.time_zone,
            currency=money.currency,
            exclusions=money.exclusions,
            credits=money.credits,
            claims=by_part[Touched.CLAIMS].claims,
            payment=by_part[Touched.PAYMENT].payment,
            termination=by_part[Touched.TERMINATION].termination,
        )


def docket_of(months: Sequence[Interpreted]) -> Docket | None:
    """Put the months of one text together; `None` where some matter has too many combinations to look at."""
    explored, root = months[0].explored, months[0].root.agreement
    if any(each.is_beyond for each in explored.values()):
        return None
    if not all(cases for month in months for cases in month.cases.values()):
        return None
    scopes: dict[Touched, Sequence[Agreement]] = {}
    findings: dict[str, Sequence[ByMonth]] = {}
    rows: dict[Matter, Sequence[Row]] = {}
    for part, found in explored.items():
        scopes[part], numbers = one_of_each([leaf.scope or root for leaf in found.leaves], lambda each: each)
        rows[part] = _rows([leaf.choices for leaf in found.leaves], numbers)
    for name, cases in months[0].cases.items():
        several = [
            tuple(month.cases[name][number].findings for month in months) for number in range(len(cases))
        ]
        findings[name], numbers = one_of_each(several, lambda each: _sign(each, months))
        rows[name] = _rows([case.choices for case in cases], numbers)
    return Docket(months=months, scopes=scopes, findings=findings, rows=rows)


def _rows(choices: Iterable[Choices], numbers: Iterable[int]) -> list[Row]:
    return [Row(choices=chosen, result=number) for chosen, number in zip(choices, numbers, strict=True)]


def _sign(by_month: ByMonth, months: Sequence[Interpreted]) -> Hashable:
    """What tells findings apart: their verdicts, what credits are reckoned on, and each breach."""
    return tuple(
        (
            as_credited(findings),
            tuple((each.verdict, breaches_of(each, month.statement.as_of)) for each in findings),
        )
        for findings, month in zip(by_month, months, strict=True)
    )
