"""A court for texts that leave terms open: agreements as files, and what all of their readings come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from uptime_court import ALMANAC

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.interpretation import Choices, Interpretation, OpenTerm
from upheld.chrono.period import parse_period
from upheld.collect.gazetteer import gazetteer
from upheld.evaluation.ambiguity.interpreted import Interpreted, interpret
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.statement import Finding, Statement
from upheld.evidence.evidence import Evidence
from upheld.language.interpreting import Text, interpretation_of
from upheld.language.reading import read_agreement

HEAD = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "2026-01"
in_force: 2026-01-01
"""
UTC = "time_zone: UTC\n"


def text_of(body: str) -> Text:
    """The interpretation of a file that begins as usual."""
    read = read_agreement({"a.yaml": (HEAD + body).encode()}, "a.yaml", gazetteer())
    assert not read.has_errors, [each.message for each in read.diagnostics]
    return interpretation_of(read)


@dataclass(slots=True)
class ReadingsCourt:
    """Judges a text over a period, and counts how often it had to."""

    text: Text
    evidence: Evidence
    period: str = "2026-03"
    judged: list[tuple[str, ...]] = field(default_factory=list)
    """The objectives of each agreement that was judged."""

    def judge(self, agreement: Agreement) -> Statement:
        self.judged.append(tuple(each.name for each in agreement.objectives))
        over = parse_period(self.period, ALMANAC.zone(agreement.time_zone))
        return evaluate(agreement, self.evidence, over, over.interval.end, almanac=ALMANAC)

    def interpreted(self, asked: Sequence[str] = ()) -> Interpreted:
        return interpret(self.text, self.judge, Subscription(), asked)

    def finding(self, name: str) -> Finding:
        (found,) = (each for each in self.interpreted().statement.findings if each.objective.name == name)
        return found


@dataclass(slots=True)
class CountedReadings:
    """An interpretation that counts how often it was read."""

    text: Interpretation
    count: int = 0

    @property
    def agreement(self) -> Agreement:
        return self.text.agreement

    @property
    def open_terms(self) -> tuple[OpenTerm, ...]:
        return self.text.open_terms

    def read_as(self, choices: Choices) -> Interpretation | None:
        self.count += 1
        return self.text.read_as(choices)


def outcomes(finding: Finding) -> dict[tuple[str, ...], str]:
    """The verdict of each way that a finding tells, by its lines."""
    return {lines: each.verdict.value for each in finding.outcomes for lines in each.readings}
