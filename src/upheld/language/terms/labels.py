"""Labels: what records of evidence must bear to count, such as a route or a region."""

from __future__ import annotations

from upheld.agreement.measure import Label
from upheld.language.directive import Directive, Otherwise
from upheld.language.kind import ListOf, PairsOf, Phrase, Text
from upheld.quantity.phrase import tidy

Labels = tuple[tuple[str, tuple[str, ...]], ...]
"""Names with the values they may have."""

WHERE: Directive[Labels] = Directive(
    "where",
    PairsOf(Phrase(tidy, "a label"), ListOf(Text("a value"), "a value or a list of values")),
    "The labels that records must bear, all of them, to count: each with its value, or the values allowed.",
    "{route: /api/search}",
    default=Otherwise((), "every record"),
)


def labelled(labels: Labels) -> tuple[Label, ...]:
    """The labels as terms."""
    return tuple(Label(name, values) for name, values in labels)
