"""Directives: the rows of the table that says what may be written, where, as what, and what it means.

All else follows from the table: reading and its diagnostics, the published JSON Schema, the reference page.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Generic, TypeVar, cast

from msgspec import Struct, field

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code
from upheld.language.node import ListNode, MapNode, Node, RefusedNode, ScalarNode
from upheld.language.patch import Edit, written
from upheld.language.question import Reading
from upheld.language.reader import Reader, UnreadError
from upheld.language.recollection import UNREAD

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=Enum)

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""


class Kind(Struct, Generic[T_co], frozen=True):
    """What may stand as a value: how it is read, how a schema and how words describe it."""

    @abstractmethod
    def read(self, node: Node, within: Within) -> T_co:
        """Give what the node says; `UnreadError`, with its diagnostics noted, where it can't be read."""

    @abstractmethod
    def schema(self) -> Schema:
        """Describe it to an editor; a record is referred to by its name."""

    @abstractmethod
    def words(self) -> str:
        """Describe it to a person: `a duration`, `one of ...`."""

    def parts(self) -> tuple[Kind[Any], ...]:
        """The kinds of what it holds."""
        return ()

    def declared(self, node: Node) -> Iterator[tuple[str, ScalarNode]]:
        """The names that a node of this kind declares, each with its sort."""
        yield from ()


class Need(Enum):
    """That there is no default."""

    REQUIRED = "required"


class Otherwise(Struct, Generic[T_co], frozen=True):
    """What holds where nothing is written, and the words for it on the reference page."""

    value: T_co
    words: str


class Inherited(Struct, Generic[T], frozen=True):
    """That what an enclosing mapping says holds where nothing is written."""

    directive: Directive[T]
    words: str


class Sense(Struct, Generic[T_co], frozen=True):
    """One sense in which an unwritten key may be meant."""

    words: str
    """The value, as it is written after the colon."""
    meaning: str
    """In a sentence, without its full stop."""
    value: T_co


class Open(Struct, Generic[T_co], frozen=True):
    """That there is no safe default: where nothing is written a question is open, with these senses."""

    code: Code
    asks: str
    """What is left open, in a sentence without its full stop."""
    senses: tuple[Sense[T_co], ...]
    """Two or more; the first holds until the question is answered."""
    when: Callable[[Fields], bool] = lambda _: True
    """Whether the question matters, given what stands beside it."""
    elsewhere: str = ""
    """What holds where it does not, in words."""

    @property
    def value(self) -> T_co:
        """What holds meanwhile."""
        return self.senses[0].value


def senses(meanings: Mapping[E, str]) -> tuple[Sense[E], ...]:
    """The senses of a choice among members of an enumeration, whose values are the words."""
    return tuple(Sense(member.value, meaning, member) for member, meaning in meanings.items())


class Directive(Struct, Generic[T], frozen=True, eq=False):
    """A row of the table: a key of a record."""

    key: str
    kind: Kind[T]
    meaning: str
    """In a sentence."""
    example: str
    """A value, as it is written after the colon."""
    default: Need | Otherwise[T] | Open[T] | Inherited[T] = Need.REQUIRED
    only_with: tuple[Directive[Any], ...] = ()
    """It has a meaning only beside one of these, and if it is required, then beside them."""
    needed_with: tuple[Directive[Any], ...] = ()
    """Beside these it must be written, though it has a default elsewhere."""

    @property
    def is_required(self) -> bool:
        """Whether it must be written wherever it may be."""
        return self.default is Need.REQUIRED

    @property
    def called_for_by(self) -> tuple[Directive[Any], ...]:
        """Beside which of its neighbours it must be written."""
        return (*self.needed_with, *(self.only_with if self.is_required else ()))


class Fields(Struct, eq=False):
    """What a mapping says, directive by directive, as far as it could be read.

    Directives are read in the order of the table, so that values may go by what stands above and outside.
    """

    node: Node
    within: Within
    directives: tuple[Directive[Any], ...]
    nodes: dict[str, Node] = field(default_factory=dict)
    """The value written for each key."""
    rows: Mapping[str, Directive[Any]] = field(default_factory=dict)
    """The directives by key."""
    _values: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the rows where they were not handed in."""
        self.rows = self.rows or {directive.key: directive for directive in self.directives}

    def __getitem__(self, directive: Directive[T]) -> T:
        """Give what is written or else holds; `UnreadError` where it is missing or could not be read."""
        if directive.key in self._values:
            return cast(T, self._values[directive.key])
        default = self._row(directive).default
        if directive.key in self.nodes or isinstance(default, Need):
            raise UnreadError(directive.key)
        return self.outside(default.directive) if isinstance(default, Inherited) else default.value

    def _row(self, directive: Directive[T]) -> Directive[T]:
        """The row of this mapping's own, which may have another default than the same key elsewhere."""
        return self.rows.get(directive.key, directive)

    def outside(self, directive: Directive[T]) -> T:
        """Give what the nearest enclosing mapping that knows a directive says."""
        outer = self.within.outer
        while outer is not None and outer.rows.get(directive.key) is not directive:
            outer = outer.within.outer
        if outer is None:
            raise UnreadError(directive.key)
        recollection = self.reader.recollection
        if recollection is not None and outer.within.outer is None:
            recollection.went_by(directive, outer.said(directive))
        return outer[directive]

    def said(self, directive: Directive[Any]) -> object:
        """What is written or else holds, or `UNREAD`."""
        try:
            return self[directive]
        except UnreadError:
            return UNREAD

    def put(self, directive: Directive[T], value: T) -> None:
        """Take what a directive was read as."""
        self._values[directive.key] = value

    def has(self, directive: Directive[Any]) -> bool:
        """Whether it is written."""
        return directive.key in self.nodes

    def at(self, directive: Directive[Any]) -> Node:
        """The value written for a directive, to say what is wrong with it; else the mapping's own place."""
        return self.nodes.get(directive.key, self.standing)

    def ask(self, directive: Directive[Any], code: Code, asks: str, wordings: Mapping[str, str]) -> None:
        """Take note of what a directive, written or not, leaves open.

        `wordings` are two values or more, as they are written after the colon, each with what it means; the
        first holds meanwhile.
        """
        readings = (self._reading(directive, words, meaning) for words, meaning in wordings.items())
        self.reader.ask(code, self.at(directive), asks, tuple(readings))

    def _reading(self, directive: Directive[Any], words: str, meaning: str) -> Reading:
        value = written(words, self.at(directive).place)
        short = None if isinstance(self.node, MapNode) else next(iter(self.nodes))
        edit = Edit((*self.reader.path_of(self.node), directive.key), value, short)
        return Reading(f"{directive.key}: {words}", meaning, (edit,))

    @property
    def standing(self) -> Node:
        """Where the mapping begins for its reader: its name or key, or itself where it has no own one."""
        return self.node if self.within.in_list else self.within.key or self.node

    @property
    def name(self) -> str:
        """The name under which it stands."""
        if self.within.key is None:
            raise UnreadError("a name")
        return self.within.key.text

    @property
    def place(self) -> Place:
        """The position of its name or key."""
        return self.standing.place

    @property
    def reader(self) -> Reader:
        """The desk on which it is read."""
        return self.within.reader


class Within(Struct, frozen=True):
    """Where a value is read: at which desk, under which key, and inside of what."""

    reader: Reader
    key: ScalarNode | None = None
    outer: Fields | None = None
    in_list: bool = False
    """Whether the key is that of a list, which other values share."""

    @property
    def currency(self) -> str | None:
        """The currency of the agreement, where it is written and could be read."""
        outer = self.outer
        while outer is not None and outer.within.outer is not None:
            outer = outer.within.outer
        directive = None if outer is None else outer.rows.get("currency")
        if outer is None or directive is None:
            return None
        said = outer.said(directive)
        if self.reader.recollection is not None:
            self.reader.recollection.went_by(directive, said)
        return said if isinstance(said, str) else None

    def in_a_list(self) -> Within:
        """The same, for one value of a list."""
        return Within(self.reader, self.key, self.outer, in_list=True)

    def under(self, key: ScalarNode) -> Within:
        """The same, for a value that stands under a key or name."""
        return Within(self.reader, key, self.outer)

    def refuse(self, code: Code, node: Node, message: str, remedy: str) -> UnreadError:
        """Take note of what is wrong with a node; raise what this returns."""
        return self.reader.refuse(code, node, message, remedy)

    def ask(self, code: Code, node: Node, asks: str, wordings: Mapping[str, str]) -> None:
        """Take note of a value that may be meant in several ways.

        `wordings` are two values or more, as they are written after the colon, each with what it means; the
        first holds meanwhile.
        """
        path, key = self.reader.path_of(node), f"{self.key.text}: " if self.key is not None else ""
        readings = (
            Reading(f"{key}{words}", meaning, (Edit(path, written(words, node.place)),))
            for words, meaning in wordings.items()
        )
        self.reader.ask(code, node, asks, tuple(readings))

    @property
    def subject(self) -> str:
        """What the value is of, for a message."""
        return f"`{self.key.text}`" if self.key is not None else "the file"

    def scalar(self, node: Node, expected: str) -> ScalarNode:
        """The node as a single value that is not empty."""
        if isinstance(node, ScalarNode) and node.text.strip():
            return node
        raise self._misfit(node, expected)

    def mapping(self, node: Node, expected: str) -> MapNode:
        """The node as a mapping with at least one key."""
        if isinstance(node, MapNode) and node.entries:
            return node
        raise self._misfit(node, expected)

    def items(self, node: Node, expected: str) -> ListNode:
        """The node as a list that is not empty."""
        if isinstance(node, ListNode) and node.items:
            return node
        raise self._misfit(node, expected)

    def _misfit(self, node: Node, expected: str) -> UnreadError:
        if isinstance(node, RefusedNode):
            return UnreadError("refused")
        place = self.key if self.key is not None and not isinstance(node, ScalarNode) else node
        if is_empty(node):
            message, remedy = f"{self.subject} has no value", f"write {expected}, or delete the line"
            return self.refuse(Code.EMPTY_VALUE, self.key or node, message, remedy)
        found = {ScalarNode: "a single value", ListNode: "a list", MapNode: "a mapping"}[type(node)]
        message = f"{self.subject} is {found} here"
        return self.refuse(Code.WRONG_SHAPE, place, message, f"write {expected}")


def is_empty(node: Node) -> bool:
    """Whether nothing is written: no text, an empty list or an empty mapping."""
    match node:
        case ScalarNode():
            return not node.text.strip()
        case ListNode():
            return not node.items
        case MapNode():
            return not node.entries
        case RefusedNode():
            return False


def walk(kind: Kind[Any]) -> Iterator[Kind[Any]]:
    """The kind and all that it holds, each once, in the order of the table."""
    seen: set[int] = set()
    waiting = [kind]
    while waiting:
        found = waiting.pop(0)
        if id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting = [*found.parts(), *waiting]


def declared_names(kind: Kind[Any], node: Node) -> dict[str, dict[str, ScalarNode]]:
    """All names that a node declares, by sort and name."""
    names: dict[str, dict[str, ScalarNode]] = {}
    for sort, name in kind.declared(node):
        names.setdefault(sort, {}).setdefault(name.text, name)
    return names
