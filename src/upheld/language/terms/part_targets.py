"""Part targets: one target for all values, or a table of them by region, route or distance."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from upheld.agreement.figure_target import FigureTarget
from upheld.agreement.part_target import ANY_OTHER, PartTarget
from upheld.errors import PhraseError
from upheld.language.alternatives import EITHER
from upheld.language.directive import Kind, Schema, Within
from upheld.language.kind import PairsOf, Phrase
from upheld.language.node import MapNode, Node
from upheld.language.terms.figures import Tracked, parse_figure_target
from upheld.quantity import Operator, Target
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_RANGE = Pattern(
    r"(<=|<|up to|at most|below|under|less than) ?([0-9]{1,15}(?:\.[0-9]{1,9})?) ?([a-z]*)", re.IGNORECASE
)
_STRICT = frozenset({"<", "below", "under", "less than"})


class TargetTable(Struct, frozen=True):
    """Targets by the value of a label."""

    parts: tuple[PartTarget, ...]


def parse_part(text: str) -> PartTarget:
    """The part of `europe`, `<= 500 km` or `any_other`, without its target."""
    phrase = tidy(text)
    found = _RANGE.fullmatch(phrase)
    if found is None:
        if phrase[:1] in "<>=":
            raise PhraseError(
                f"`{phrase}` is no range", "write one such as `<= 500 km`, or a value of the label"
            )
        return PartTarget(name=phrase, target=None)
    operator = Operator.LESS if found[1].lower() in _STRICT else Operator.AT_MOST
    return PartTarget(
        name=phrase, range=Target(operator, Decimal(found[2])), unit=found[3].lower(), target=None
    )


_TARGET = Phrase(
    parse_figure_target,
    'a figure with its comparison (`">= 99.9 %"`, `< 600 ms`, `">= 100 Mbps"`, `< 0.1`), or `tracked`',
)
_TABLE = PairsOf(Phrase(parse_part, f"a value of the label, a range (`<= 500 km`) or `{ANY_OTHER}`"), _TARGET)


class TargetOrTable(Kind[FigureTarget | Tracked | TargetTable], frozen=True):
    """One target, or a table of them by the value of a label."""

    def read(self, node: Node, within: Within) -> FigureTarget | Tracked | TargetTable:
        """Give what it says, or note what keeps it from being read."""
        if not isinstance(node, MapNode) or node.find(EITHER) is not None:
            return _TARGET.read(node, within)
        pairs = _TABLE.read(node, within)
        return TargetTable(tuple(_part(part, target) for part, target in pairs))

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return {"anyOf": [_TARGET.schema(), _TABLE.schema()]}

    def words(self) -> str:
        """Describe it to a person."""
        return f"{_TARGET.words()}; or a table of them, by the label in `target_by`"

    def parts(self) -> tuple[Kind[object], ...]:
        """Give the kinds it holds."""
        return (_TARGET, _TABLE)


def _part(part: PartTarget, target: FigureTarget | Tracked) -> PartTarget:
    promised = None if isinstance(target, Tracked) else target
    return PartTarget(name=part.name, range=part.range, unit=part.unit, target=promised)
