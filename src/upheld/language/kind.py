"""Kinds of values: texts, phrases, choices of words, references, lists, and mappings with names for keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from msgspec import Struct

from upheld.errors import PhraseError, TimeError
from upheld.language.diagnostic import Code, shortened
from upheld.language.directive import Kind, Schema, T_co, Within
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.reader import UnreadError
from upheld.language.recalling import read_part
from upheld.quantity.money_sign import in_currency

K_co = TypeVar("K_co", covariant=True)
S_co = TypeVar("S_co", covariant=True)
E = TypeVar("E", bound=Enum)

PLAIN: Schema = {"type": ["string", "number"]}
"""A value that is read as text; editors take some of them for numbers."""

_NAME = re.compile(r"\w(?:[\w -]{0,78}\w)?")
_MARKS = r"!-,./:-@\[-^`{-~"
"""Marks of ASCII that no name has, as they stand in a class of characters."""
_NAME_IN_SCHEMA = rf"^[^\s{_MARKS}-]([^\t\n{_MARKS}]{{0,78}}[^\s{_MARKS}-])?$"


class Text(Kind[str], frozen=True):
    """Any text."""

    what: str = "a text"

    def read(self, node: Node, within: Within) -> str:
        """Give what it says, or note what keeps it from being read."""
        return within.scalar(node, self.what).text.strip()

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return {**PLAIN, "minLength": 1}

    def words(self) -> str:
        """Describe it to a person."""
        return self.what


class Phrase(Kind[T_co], frozen=True):
    """A phrase of a small grammar, such as a duration; `parse` raises what is wrong with it."""

    parse: Callable[[str], T_co]
    what: str
    pattern: str | None = None
    """For editors, where a regular expression says it."""

    def read(self, node: Node, within: Within) -> T_co:
        """Give what it says, or note what keeps it from being read."""
        scalar = within.scalar(node, self.what)
        try:
            return self._parsed(scalar.text, within)
        except PhraseError as error:
            raise within.refuse(Code.UNREADABLE_VALUE, node, error.message, error.remedy) from None
        except TimeError as error:
            raise within.refuse(Code.UNREADABLE_VALUE, node, str(error), f"write {self.what}") from None

    def _parsed(self, text: str, within: Within) -> T_co:
        """What it says; a sign of money that can't be read is that of the agreement's currency."""
        try:
            return self.parse(text)
        except PhraseError:
            spelled = in_currency(text, within.currency)
            if spelled == text:
                raise
        return self.parse(spelled)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return dict(PLAIN) if self.pattern is None else {**PLAIN, "pattern": self.pattern}

    def words(self) -> str:
        """Describe it to a person."""
        return self.what


class Choice(Kind[T_co], frozen=True):
    """One of some words."""

    choices: Mapping[str, T_co]
    spoken: Mapping[str, T_co] = MappingProxyType({})
    """Other words that contracts have for the same, which are understood and not listed."""

    def read(self, node: Node, within: Within) -> T_co:
        """Give what it says, or note what keeps it from being read."""
        word = " ".join(within.scalar(node, self.words()).text.split())
        if word in self.choices:
            return self.choices[word]
        plain = word.lower().removeprefix("the ")
        if plain in self.spoken:
            return self.spoken[plain]
        remedy = within.reader.suggest(word, self.choices, "known words")
        message = f"`{shortened(word)}` is not a value of {within.subject}"
        raise within.refuse(Code.UNKNOWN_WORD, node, message, remedy)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        numbers = [int(word) for word in self.choices if word.isdigit()]
        return {"enum": [*self.choices, *self.spoken, *numbers]}

    def words(self) -> str:
        """Describe it to a person."""
        words = [f"`{word}`" for word in self.choices]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def choice(of: type[E], spoken: Mapping[str, E] = MappingProxyType({})) -> Choice[E]:
    """The choice among the members of an enumeration, whose values are the words."""
    return Choice({member.value: member for member in of}, spoken)


class WordOrPhrase(Kind[T_co | S_co], frozen=True):
    """One of some words, or a phrase; what has one of the marks of a phrase is read as one."""

    word: Choice[T_co]
    phrase: Phrase[S_co]
    marks: frozenset[str]
    """Words of which each phrase has one, and no choice."""

    def read(self, node: Node, within: Within) -> T_co | S_co:
        """Give what it says, or note what keeps it from being read."""
        said = within.scalar(node, self.words()).text.lower().split()
        is_spoken = " ".join(said).removeprefix("the ") in self.word.spoken
        if is_spoken or self.marks.isdisjoint(said):
            return self.word.read(node, within)
        return self.phrase.read(node, within)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return dict(PLAIN)

    def words(self) -> str:
        """Describe it to a person."""
        return f"{self.word.words().replace(' or ', ', ')}, or {self.phrase.words()}"


class Reference(Kind[str], frozen=True):
    """The name of something that is declared elsewhere in the agreement."""

    sort: str
    what: str

    def read(self, node: Node, within: Within) -> str:
        """Give what it says, or note what keeps it from being read."""
        name = within.scalar(node, self.what).text.strip()
        known = within.reader.names.get(self.sort, {})
        if name not in known:
            if self.sort in within.reader.unsettled:
                raise UnreadError(name)
            several = self.sort if self.sort.endswith("s") else f"{self.sort}s"
            remedy = within.reader.suggest(name, known, f"known {several}")
            message = f"`{shortened(name)}` is none of the {several} of this agreement"
            raise within.refuse(Code.UNKNOWN_NAME, node, message, remedy)
        within.reader.used.add((self.sort, name))
        return name

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return dict(PLAIN)

    def words(self) -> str:
        """Describe it to a person."""
        return self.what


class NewName(Kind[str], frozen=True):
    """A name that is declared by standing here."""

    sort: str
    what: str

    def read(self, node: Node, within: Within) -> str:
        """Give what it says, or note what keeps it from being read."""
        return Text(self.what).read(node, within)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return {**PLAIN, "minLength": 1}

    def words(self) -> str:
        """Describe it to a person."""
        return self.what

    def declared(self, node: Node) -> Iterator[tuple[str, ScalarNode]]:
        """Give the names it declares."""
        if isinstance(node, ScalarNode):
            yield self.sort, node


class ListOf(Kind[tuple[T_co, ...]], frozen=True):
    """Values one after the other; one alone may stand without the list."""

    item: Kind[T_co]
    what: str

    def read(self, node: Node, within: Within) -> tuple[T_co, ...]:
        """Give what it says, or note what keeps it from being read."""
        alone = isinstance(node, ScalarNode | MapNode)
        nodes = (node,) if alone else within.items(node, self.what).items
        inside = within if alone else within.in_a_list()
        read, failed = [], False
        for each in nodes:
            try:
                read.append(self.item.read(each, inside))
            except UnreadError:
                failed = True
        if failed | self._repeats(nodes, within):
            raise UnreadError(self.what)
        return tuple(read)

    def _repeats(self, nodes: tuple[Node, ...], within: Within) -> bool:
        """Report texts that stand in the list twice; whether there are any."""
        seen: set[str] = set()
        repeated = []
        for node in nodes:
            if isinstance(node, ScalarNode):
                if node.text in seen:
                    repeated.append(node)
                seen.add(node.text)
        for node in repeated:
            message = f"`{shortened(node.text)}` stands in this list twice"
            within.reader.report(Code.REPEATED_VALUE, node, message, "delete one of the two")
        return bool(repeated)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        item = self.item.schema()
        return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}

    def words(self) -> str:
        """Describe it to a person."""
        return self.what

    def parts(self) -> tuple[Kind[Any], ...]:
        """Give the kinds it holds."""
        return (self.item,)

    def declared(self, node: Node) -> Iterator[tuple[str, ScalarNode]]:
        """Give the names it declares."""
        for each in node.items if isinstance(node, ListNode) else (node,):
            yield from self.item.declared(each)


class Written(Struct, Generic[T_co], frozen=True):
    """A term with the name and the node it was read from."""

    value: T_co
    name: ScalarNode
    node: Node


class Named(Kind[tuple[Written[T_co], ...]], frozen=True):
    """A mapping of names that are chosen freely, each with what it stands for; those that could be read."""

    sort: str
    item: Kind[T_co]

    def read(self, node: Node, within: Within) -> tuple[Written[T_co], ...]:
        """Give what it says, or note what keeps it from being read."""
        read = []
        for name, value in within.mapping(node, self.words()).entries:
            if _NAME.fullmatch(name.text) is None:
                message = f"`{shortened(name.text)}` can't be a {self.sort} name"
                remedy = "use letters, digits, `_`, `-` and single spaces, at most 80"
                within.reader.report(Code.UNUSABLE_NAME, name, message, remedy)
            try:
                read.append(Written(read_part(self.item, value, within.under(name)), name, value))
            except UnreadError:
                continue
        return tuple(read)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _NAME_IN_SCHEMA},
            "additionalProperties": self.item.schema(),
        }

    def words(self) -> str:
        """Describe it to a person."""
        return f"{self.sort} names, each with {self.item.words()}"

    def parts(self) -> tuple[Kind[Any], ...]:
        """Give the kinds it holds."""
        return (self.item,)

    def declared(self, node: Node) -> Iterator[tuple[str, ScalarNode]]:
        """Give the names it declares."""
        if isinstance(node, MapNode):
            for name, value in node.entries:
                yield self.sort, name
                yield from self.item.declared(value)


class PairsOf(Kind[tuple[tuple[K_co, T_co], ...]], frozen=True):
    """A mapping whose keys are phrases themselves, such as dates."""

    key: Phrase[K_co]
    item: Kind[T_co]

    def read(self, node: Node, within: Within) -> tuple[tuple[K_co, T_co], ...]:
        """Give what it says, or note what keeps it from being read."""
        read, failed = [], False
        for name, value in within.mapping(node, self.words()).entries:
            try:
                key = self.key.read(name, within)
                read.append((key, self.item.read(value, within.under(name))))
            except UnreadError:
                failed = True
        if failed:
            raise UnreadError(self.words())
        return tuple(read)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        names = {} if self.key.pattern is None else {"propertyNames": {"pattern": self.key.pattern}}
        return {"type": "object", "minProperties": 1, **names, "additionalProperties": self.item.schema()}

    def words(self) -> str:
        """Describe it to a person."""
        return f"{self.key.words()} and after the colon {self.item.words()}"

    def parts(self) -> tuple[Kind[Any], ...]:
        """Give the kinds it holds."""
        return (self.key, self.item)
