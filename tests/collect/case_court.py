"""A court for cases: an agreement and a case as texts, read and judged in the process."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from upheld.chrono.instant import parse_instant
from upheld.collect.folder import FolderReading
from upheld.evidence.evidence import Evidence
from upheld.language.diagnostic import render
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.grounds import InvalidEvidence

NOW = parse_instant("2030-01-01T00:00:00Z")

AGREEMENT = """\
upheld: 1
agreement: Example Service Level Agreement
provider: Example
version: "1"
in_force: {from: 2026-01-01}
time_zone: Europe/Brussels
currency: EUR
services:
  app: {points: [eu-west, us-east], down_when: any point fails, sampled_every: 60 s}
  mail: {}
objectives:
  uptime:
    availability: {of: app}
    target: ">= 99.9 %"
    period: calendar month
  delivery:
    availability: {of: mail}
    target: ">= 99.9 %"
    period: calendar month
  response:
    response: {until: substantive reply, starts_at: report}
    within: 1 hour
    period: calendar month
credits:
  rules:
    - {for: [uptime, delivery], amount: 10 % of monthly fee}
    - {for: [response], amount: 5 % of monthly fee}
  cap: 100 % of monthly fee per month
claims: {by: customer, within: 30 days, from: end of the month}
conventions: {one_breach: objective and period, pause_reasons: [waiting for customer], belongs_to: opening}
"""


class Court:
    """Where cases are heard."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def outcome(self, case: str, agreement: str = AGREEMENT, **asked: Any) -> object:
        (self.folder / "sla.yaml").write_text(agreement)
        (self.folder / "case.yaml").write_text(dedent(case))
        evidence = self.folder / "case.yaml"
        return evaluate(Request(agreement=self.folder / "sla.yaml", evidence=evidence, **asked), NOW)

    def statement(self, case: str, agreement: str = AGREEMENT, **asked: Any) -> dict[str, Any]:
        """What a case comes to."""
        outcome = self.outcome(case, agreement, **asked)
        assert isinstance(outcome, Judged), self.words(outcome)
        statement: dict[str, Any] = outcome.document["statement"]
        return statement

    def evidence(self, case: str, agreement: str = AGREEMENT) -> Evidence:
        """What is read from a case."""
        outcome = self.outcome(case, agreement)
        assert isinstance(outcome, Judged), self.words(outcome)
        assert outcome.reading.evidence is not None
        return outcome.reading.evidence

    def refused(self, case: str, agreement: str = AGREEMENT) -> list[str]:
        """All that is wrong with a case: `line:column: what; what would be right`."""
        outcome = self.outcome(case, agreement)
        assert isinstance(outcome, InvalidEvidence)
        return [
            f"{each.place.line}:{each.place.column}: {each.message}; {each.remedy}"
            for each in outcome.reading.diagnostics
        ]

    @staticmethod
    def words(outcome: object) -> str:
        reading = getattr(outcome, "reading", None)
        if isinstance(reading, FolderReading):
            return "\n".join(render(each) for each in reading.diagnostics)
        return "\n".join(render(each) for each in getattr(outcome, "diagnostics", ()))


def finding(statement: dict[str, Any], name: str, member: str | None = None) -> dict[str, Any]:
    """The finding on an objective, or on a member of it."""
    (only,) = [
        each
        for each in statement["findings"]
        if each["objective"] == name and (member is None or each.get("member") == member)
    ]
    found: dict[str, Any] = only
    return found
