"""What can't be used: why, printed for people, and the end of the program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypeVar

from upheld.cli.exits import TROUBLE
from upheld.cli.findings import print_unusable
from upheld.cli.problems import print_reading
from upheld.operations.grounds import InvalidAgreement, InvalidEvidence

Outcome = TypeVar("Outcome")


def usable(outcome: Outcome | InvalidAgreement | InvalidEvidence, agreement: Path, evidence: str) -> Outcome:
    """Give what came of a request; where agreement or evidence can't be used, say why and end."""
    match outcome:
        case InvalidAgreement(diagnostics, holes):
            print_unusable(agreement, diagnostics, holes)
        case InvalidEvidence(reading):
            print_reading(evidence, reading, err=True)
        case _:
            return outcome
    sys.exit(TROUBLE)
