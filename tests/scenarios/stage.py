"""A stage for scenarios: an example agreement, evidence made for one scene, and what is judged of it.

Everything goes through files, as anybody would do it: the evidence is written into a folder and read from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, TypeVar

import pytest

from upheld.chrono.instant import parse_instant
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.settling import Request as SeriesRequest
from upheld.operations.settling import Settled, settle_months

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = parse_instant("2030-01-01T00:00:00Z")
"""When the scenes are judged: after all of them."""

Outcome = Literal["keeps", "breaks", "differs", "leaves open"]
Scene = TypeVar("Scene", bound=Callable[..., None])


def scenario(outcome: Outcome, *clauses: str) -> Callable[[Scene], Scene]:
    """Mark a scene by clause id: promises are kept, broken or undecided, or the readings of one differ."""

    mark: Callable[[Scene], Scene] = pytest.mark.scenario(outcome, clauses)
    return mark


@dataclass(frozen=True, slots=True)
class Play:
    """A statement that was made on the stage, as the document that both parties keep."""

    document: Mapping[str, Any]

    def finding(self, objective: str) -> dict[str, Any]:
        """The finding on an objective."""
        found = [each for each in self.statement["findings"] if each["objective"] == objective]
        assert len(found) == 1, [each["objective"] for each in self.statement["findings"]]
        only: dict[str, Any] = found[0]
        return only

    def verdict(self, objective: str) -> str:
        """The verdict on an objective."""
        return str(self.finding(objective)["verdict"])

    def breaches(self, objective: str) -> int:
        """How many breaches it counts."""
        return int(self.finding(objective)["breaches"])

    def percent(self, objective: str) -> str:
        """The figure, where it is a share."""
        return str(self.finding(objective)["figure"]["percent"])

    def value(self, objective: str) -> str:
        """The figure, where it is a value, in its smallest unit: `600000` for 600 ms."""
        return str(self.finding(objective)["figure"]["value"])

    def yields(self, objective: str) -> dict[str, str]:
        """What each reading of an ambiguous text comes to: verdicts by the lines that would declare it."""
        outcomes = self.finding(objective)["outcomes"]
        return {" and ".join(lines): each["verdict"] for each in outcomes for lines in each["readings"]}

    @property
    def statement(self) -> Mapping[str, Any]:
        """The part of the document that is hashed."""
        part: Mapping[str, Any] = self.document["statement"]
        return part

    @property
    def settlement(self) -> Mapping[str, Any]:
        """What is owed."""
        part: Mapping[str, Any] = self.statement["settlement"]
        return part

    @property
    def owed(self) -> str:
        """The amount owed: `50.00 EUR`, `10 % of the fee` where no fee was given, or why there is none."""
        return amount(self.settlement["owed"])

    def owes(self) -> dict[str, str]:
        """What each reading of an ambiguous text comes to: amounts by the lines that would declare it."""
        return {" and ".join(each["readings"]): amount(each["owed"]) for each in self.settlement["outcomes"]}

    def reasons(self, objective: str) -> str:
        """Every sentence of the reasons of a finding, a line each."""
        return "\n".join(_sentences(self.finding(objective)["reason"]))

    def why(self) -> str:
        """Every sentence of the reasons of the settlement, a line each."""
        return "\n".join(_sentences(self.settlement["reason"]))


@dataclass(frozen=True, slots=True)
class Series:
    """Several months that were settled on the stage, as the document that both parties keep."""

    series: Mapping[str, Any]
    """The part of the document that is hashed."""

    def month(self, label: str) -> dict[str, Any]:
        """What became of one month."""
        (only,) = [each for each in self.series["months"] if each["month"] == label]
        found: dict[str, Any] = only
        return found

    def claim(self, number: str) -> dict[str, Any]:
        """A claim that was heard, by its number."""
        heard = [claim for month in self.series["months"] for claim in month["claim"]["claims"]]
        (only,) = [each for each in heard if each["number"] == number]
        found: dict[str, Any] = only
        return found

    @property
    def due(self) -> str:
        """What is to be paid: credits given unasked, or claimed in time and as agreed."""
        return amount(self.series["due"])

    @property
    def next_steps(self) -> list[str]:
        """What is to be done, in sentences."""
        return [str(step["says"]) for step in self.series["next"]]


def amount(owed: Mapping[str, Any]) -> str:
    """An amount of a document in words."""
    match owed["kind"]:
        case "sum":
            return f"{owed['amount']} {owed['currency']}"
        case "no data":
            return str(owed["why"])
        case "service time":
            return str(owed["words"])
        case _:
            return f"{owed['percent']} of the fee"


def _sentences(reason: Mapping[str, Any]) -> list[str]:
    deeper = [line for step in reason.get("because", ()) for line in _sentences(step)]
    return [str(reason["says"]), *deeper]


@dataclass(slots=True)
class Stage:
    """Where one example's scenes are played; each has a folder of its own."""

    example: str
    folder: Path
    bindings: str
    """What every scene's `bindings.yaml` says."""
    plan: str | None = None
    period: str = "2026-03"
    scenes: int = field(default=0, init=False)

    def play(
        self,
        *,
        period: str | None = None,
        plan: str | None = None,
        fee: str | None = None,
        as_of: str | None = None,
        customer: str | None = None,
        objectives: tuple[str, ...] = (),
        text: str = "agreement.yaml",
        rewritten: Mapping[str, str] | None = None,
        bindings: str | None = None,
        **tables: str,
    ) -> Play:
        """Judge the example on tables of evidence, each the text of a CSV file, by the name of the table.

        `rewritten` replaces words of the agreement's file, each of which must stand there once: a repair of
        the text, or another reading of it.
        """
        work, evidence = self._set(bindings, tables)
        outcome = evaluate(
            Request(
                agreement=self._agreement(work, text, rewritten or {}),
                evidence=evidence,
                period=period or self.period,
                plan=plan or self.plan,
                fee=fee,
                as_of=as_of,
                customer=customer,
                objectives=objectives,
            ),
            NOW,
        )
        assert isinstance(outcome, Judged), outcome
        return Play(outcome.document)

    def settle(
        self,
        first: str,
        last: str,
        *,
        plan: str | None = None,
        fee: str | None = None,
        as_of: str | None = None,
        customer: str | None = None,
        text: str = "agreement.yaml",
        rewritten: Mapping[str, str] | None = None,
        bindings: str | None = None,
        **tables: str,
    ) -> Series:
        """Settle the example over several months, with tables and words as in `play`."""
        work, evidence = self._set(bindings, tables)
        outcome = settle_months(
            SeriesRequest(
                agreement=self._agreement(work, text, rewritten or {}),
                evidence=evidence,
                first=first,
                last=last,
                plan=plan or self.plan,
                fee=fee,
                as_of=as_of,
                customer=customer,
            ),
            NOW,
            lambda month, number, count: None,
        )
        assert isinstance(outcome, Settled), outcome
        return Series(outcome.document["series"])

    def _set(self, bindings: str | None, tables: Mapping[str, str]) -> tuple[Path, Path]:
        """Set one scene: a folder for it, and the folder of its evidence."""
        self.scenes += 1
        work = self.folder / f"scene-{self.scenes}"
        evidence = work / "evidence"
        evidence.mkdir(parents=True)
        (evidence / "bindings.yaml").write_text(dedent(self.bindings if bindings is None else bindings))
        for table, rows in tables.items():
            (evidence / f"{table}.csv").write_text(dedent(rows).lstrip("\n"))
        return work, evidence

    def _agreement(self, work: Path, text: str, rewritten: Mapping[str, str]) -> Path:
        published = EXAMPLES / self.example / text
        words = published.read_text()
        for old, new in rewritten.items():
            assert words.count(old) == 1, f"`{old}` stands {words.count(old)} times in {published}"
            words = words.replace(old, new)
        copy = work / text
        copy.write_text(words)
        return copy


def watched(site: str, start: str, end: str, *down: tuple[str, str], source: str = "monitor") -> str:
    """Rows of `states` for a site that was up from start to end, but for the stretches given."""
    rows, since = [], start
    for began, ended in down:
        rows += [f"{source},{site},{since},{began},up", f"{source},{site},{began},{ended},down"]
        since = ended
    rows.append(f"{source},{site},{since},{end},up")
    return "\n".join(rows) + "\n"


STATES = "source,site,at,until,state\n"
"""The header of the rows that `watched` gives."""
