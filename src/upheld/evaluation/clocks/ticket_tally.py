"""The ticket tally: how many tickets came to what, and the verdict that follows."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.clock import Cases
from upheld.agreement.convention import MissingData
from upheld.evaluation.clocks.standard import Standard
from upheld.evaluation.statement import ClockState, Verdict

SEVERITY = (ClockState.BREACHED, ClockState.INDETERMINATE, ClockState.RUNNING, ClockState.KEPT)
"""Worst first: a ticket with several clocks counts by the worst of them."""


class TicketTally(Struct, frozen=True, kw_only=True):
    """How many tickets were kept and breached, and how many are not decided."""

    kept: int
    breached: int
    running: int
    indeterminate: int
    cases: Cases = Cases.TICKETS

    @property
    def total(self) -> int:
        """How many there are."""
        return self.kept + self.breached + self.running + self.indeterminate

    def verdict(self, standard: Standard) -> Verdict:
        """Judge how many are kept, the undecided taken once as broken and once as kept."""
        if not self.total:
            return Verdict.NOT_APPLICABLE
        if standard.kept_by(self.kept, self.total):
            return Verdict.MET
        if standard.kept_by(self.total - self.breached, self.total):
            return Verdict.INDETERMINATE
        return Verdict.MISSED

    def decided_by(self, rule: MissingData, standard: Standard) -> TicketTally:
        """Count what the evidence leaves open as the agreement says, where the verdict hangs on it."""
        if self.verdict(standard) is not Verdict.INDETERMINATE or not self.indeterminate:
            return self
        match rule:
            case MissingData.INDETERMINATE:
                return self
            case MissingData.AS_UP:
                return replace(self, kept=self.kept + self.indeterminate, indeterminate=0)
            case MissingData.AS_DOWN:
                return replace(self, breached=self.breached + self.indeterminate, indeterminate=0)
            case MissingData.LEFT_OUT:
                return replace(self, indeterminate=0)

    def in_words(self) -> str:
        """Say the counts, such as `11 of 12 tickets kept, 1 breached`."""
        if not self.total:
            return f"no {self.cases.noun}"
        noun = self.cases.noun if self.total == 1 else self.cases.value
        parts = [f"{self.kept} of {self.total} {noun} kept"]
        others = (
            (self.breached, "breached"),
            (self.running, "still running"),
            (self.indeterminate, "undecided"),
        )
        return ", ".join(parts + [f"{count} {what}" for count, what in others if count])
