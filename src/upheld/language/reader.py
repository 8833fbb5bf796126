"""The reader's desk: what is known while a file is read, and everything found wrong with it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set

from msgspec import Struct, field

from upheld.agreement.provenance import Place
from upheld.errors import UpheldError
from upheld.language.diagnostic import Code, Diagnostic, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.lines import Lines
from upheld.language.node import Node, ScalarNode
from upheld.language.patch import NodePath
from upheld.language.question import Question, Reading, remedy_of
from upheld.language.recollection import Recollection
from upheld.quantity import nearest

_MOST_LISTED = 40
"""Words that are listed where none of them is alike."""
_MOST_COMPARISONS = 30_000
"""Names held against misspelt ones in one file; beyond them nothing is suggested, since that is slow."""


class UnreadError(UpheldError):
    """A part of a file that could not be read; why is among the diagnostics already."""


class Reader(Struct):
    """What one reading knows: the gazetteer, the names that are declared, and the diagnostics so far."""

    gazetteer: Gazetteer
    lines: Mapping[str, Lines]
    """By file."""
    names: Mapping[str, Mapping[str, ScalarNode]] = field(default_factory=dict)
    """What is declared, by sort (`service`, `hours`, ...) and name."""
    unsettled: Set[str] = frozenset()
    """Sorts of which some names are still to be agreed, so that no name of theirs is known to be wrong."""
    used: set[tuple[str, str]] = field(default_factory=set)
    """Sort and name of what was referred to."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    root: Node | None = None
    """The file from its top, in which nodes have their paths."""
    plan: str | None = None
    """The plan it is read for; any that is not read apart where absent."""
    apart: Set[str] = frozenset()
    """Plans whose own terms are read by themselves."""
    recollection: Recollection | None = None
    """What was read before, where the same text is read in several wordings."""
    declared: Hashable = None
    """What of the names is the same wherever they stand; parts go by it."""
    _paths: dict[int, NodePath] = field(default_factory=dict)
    _comparisons: int = 0

    def declare(self, names: Mapping[str, Mapping[str, ScalarNode]], unsettled: Set[str]) -> None:
        """Take note of the names that the file declares, before its terms are read."""
        self.names, self.unsettled = names, unsettled
        declared = tuple((sort, *several) for sort, several in names.items()), unsettled
        self.declared = declared if self.recollection is None else self.recollection.number_of(declared)

    def report(self, code: Code, at: Node, message: str, remedy: str) -> None:
        """Take note of what is wrong with a node, and go on."""
        self.diagnostics.append(self.lines[at.place.file].diagnose(code, at, message, remedy))

    def report_place(self, code: Code, place: Place, message: str, remedy: str, *, width: int = 1) -> None:
        """Take note of what is wrong at a place, and go on."""
        found = self.lines[place.file].diagnose(code, place, message, remedy, width=width)
        self.diagnostics.append(found)

    def refuse(self, code: Code, at: Node, message: str, remedy: str) -> UnreadError:
        """Take note of what is wrong with a node; raise what this returns."""
        self.report(code, at, message, remedy)
        return UnreadError(message)

    def ask(self, code: Code, at: Node, asks: str, readings: tuple[Reading, ...]) -> None:
        """Take note of what the words leave open, with the readings they allow; the first holds meanwhile."""
        self.report(code, at, asks, remedy_of(readings))
        self.questions.append(Question(code, at.place, asks, readings))

    def concerns(self, plans: Sequence[str]) -> bool:
        """Whether what is for some plans, all of them where none is named, is for one that is read here."""
        if self.plan is not None:
            return not plans or self.plan in plans
        return not plans or not set(plans) <= self.apart

    def path_of(self, node: Node) -> NodePath:
        """Where a node stands in the file; LookupError for one that is not of it."""
        if not self._paths and self.root is not None:
            recollection = Recollection() if self.recollection is None else self.recollection
            self._paths = recollection.paths(self.root)
        return self._paths[id(node)]

    @property
    def found_errors(self) -> bool:
        """Whether anything so far keeps the file from being an agreement."""
        return any(each.level is Level.ERROR for each in self.diagnostics)

    def suggest(self, word: str, known: Iterable[str], what: str) -> str:
        """The remedy for a word that is not known: the nearest one, and all of them where they are few."""
        words = list(known)
        listed = f"{what}: {', '.join(words)}" if 0 < len(words) <= 12 else ""
        close = self.nearest(word, words)
        if close is None and not listed and words:
            more = ", …" if len(words) > _MOST_LISTED else ""
            return f"write one of the {what}: {', '.join(words[:_MOST_LISTED])}{more}"
        if close is None:
            return listed or f"there are no {what.removeprefix('known ')} here; declare what is meant"
        return f"did you mean `{close}`?" + (f" {listed}" if listed else "")

    def nearest(self, word: str, words: Iterable[str]) -> str | None:
        """The known word that may be meant; after many searches in one file there are no more."""
        several = list(words)
        self._comparisons += len(several)
        return nearest(word, several) if self._comparisons <= _MOST_COMPARISONS else None
