"""Clauses: where in the published text a term stands, and in which words."""

from __future__ import annotations

from upheld.agreement.provenance import Clause
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Text
from upheld.language.record import Record

_REFERENCE = Directive(
    "reference", Text("a heading or number"), "The heading or number of the clause.", "02. Availability"
)
_QUOTE: Directive[str | None] = Directive(
    "quote",
    Text("the words of the clause"),
    "The words that make the promise, as they are published.",
    '"Monthly uptime: at least 99.5 %"',
    default=Otherwise(None, "none"),
)


def _build(fields: Fields) -> Clause:
    return Clause(fields[_REFERENCE], fields[_QUOTE])


CLAUSE: Directive[Clause | None] = Directive(
    "clause",
    Record(
        "clause",
        "Where in the published text a term stands. A single text is the reference.",
        (_REFERENCE, _QUOTE),
        _build,
        short=_REFERENCE,
    ),
    "The clause of the published text that this puts into force.",
    '"02. Availability, uptime guarantee"',
    default=Otherwise(None, "none"),
)
