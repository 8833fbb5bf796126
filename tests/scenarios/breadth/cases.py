"""Worked cases: an agreement and a case, both in a few lines of YAML, settled as anybody would."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from stage import Play

from upheld.chrono.instant import parse_instant
from upheld.operations.evaluate import Judged, Request, evaluate

NOW = parse_instant("2030-01-01T00:00:00Z")
HEAD = """\
upheld: 1
agreement: Example Cloud Service Level Agreement
provider: Example Cloud
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: USD
"""


def settled(folder: Path, terms: str, case: str, **asked: Any) -> Play:
    """What a case comes to by an agreement of some terms."""
    agreement, evidence = folder / "agreement.yaml", folder / "case.yaml"
    agreement.write_text(HEAD + dedent(terms))
    evidence.write_text(dedent(case))
    outcome = evaluate(Request(agreement=agreement, evidence=evidence, **asked), NOW)
    assert isinstance(outcome, Judged), outcome
    return Play(outcome.document)
