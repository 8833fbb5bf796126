"""Acceptances: reported facts that the parties know of."""

from __future__ import annotations

from upheld.agreement.acceptance import Acceptance
from upheld.language.diagnostic import Code, Level, shortened
from upheld.language.directive import Directive, Fields, Kind, Otherwise, Schema, Within
from upheld.language.kind import ListOf, Phrase, Text
from upheld.language.node import Node
from upheld.language.record import Record


class WarningCode(Kind[str], frozen=True):
    """The code of a warning."""

    def read(self, node: Node, within: Within) -> str:
        """Give the code, if it is one of a warning."""
        label = within.scalar(node, self.words()).text.strip()
        levels = {code.label: code.level for code in Code}
        if levels.get(label) is Level.WARNING:
            return label
        if label in levels:
            grave = "an error" if levels[label] is Level.ERROR else "a note"
            message = f"`{label}` stands for {grave}, and only warnings can be accepted"
            raise within.refuse(Code.UNKNOWN_WORD, node, message, "correct what it reports, or delete this")
        labels = [each for each, level in levels.items() if level is Level.WARNING]
        remedy = within.reader.suggest(label, labels, "known warnings")
        raise within.refuse(Code.UNKNOWN_WORD, node, f"`{shortened(label)}` is no code of a warning", remedy)

    def schema(self) -> Schema:
        """One of the codes."""
        return {"enum": [code.label for code in Code if code.level is Level.WARNING]}

    def words(self) -> str:
        """Name it."""
        return "the code of a warning"


def parse_path(text: str) -> tuple[str, ...]:
    """The keys and names of `objectives.uptime.target`."""
    return tuple(step.strip() for step in text.split("."))


_CODE = Directive(
    "code", WarningCode(), "The code by which `upheld check` reports the fact.", "cap-below-credit"
)
_AT: Directive[tuple[str, ...]] = Directive(
    "at",
    Phrase(parse_path, "keys and names with points between them (`objectives.uptime.target`)"),
    "Where it is reported: keys and names from the top of the file down, places in lists by their number "
    "from 0; what is reported further down is meant too.",
    "credits.cap",
    default=Otherwise((), "anywhere"),
)
_BECAUSE = Directive(
    "because", Text("a sentence"), "Why it stands as it is.", "the text has it so since 2019"
)


def _build(fields: Fields) -> Acceptance:
    return Acceptance(
        code=fields[_CODE], at=fields[_AT], because=fields[_BECAUSE], place=fields.at(_CODE).place
    )


ACCEPTED: Directive[tuple[Acceptance, ...]] = Directive(
    "accepted",
    ListOf(
        Record(
            "acceptance",
            "A fact that the parties know of and leave as it is. Its warning becomes a note. Questions are "
            "answered, not accepted.",
            (_CODE, _AT, _BECAUSE),
            _build,
        ),
        "a list of accepted facts",
    ),
    "Facts that are merely reported and that the parties know of.",
    "[{code: cap-below-credit, at: credits.cap, because: the text has it so since 2019}]",
    default=Otherwise((), "nothing"),
)
