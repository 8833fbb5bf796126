"""A remembered text: read once under each combination of readings, however many months ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from upheld.agreement.agreement import Agreement
from upheld.agreement.interpretation import Choices, Interpretation, OpenTerm
from upheld.evaluation.ambiguity.case import Chosen


@dataclass(frozen=True, slots=True)
class Remembered:
    """An `Interpretation` that keeps what it was read as; the same questions get the same answers."""

    text: Interpretation
    _known: dict[Chosen, Interpretation | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def agreement(self) -> Agreement:
        """The agreement; of each term that is still open the first reading holds."""
        return self.text.agreement

    @property
    def open_terms(self) -> tuple[OpenTerm, ...]:
        """What is still open, in the order of the file."""
        return self.text.open_terms

    def read_as(self, choices: Choices) -> Interpretation | None:
        """The agreement under further readings, as the text gives it."""
        key: Chosen = frozenset(choices.items())
        if key not in self._known:
            self._known[key] = self.text.read_as(choices)
        return self._known[key]
