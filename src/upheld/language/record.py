"""Records: mappings with keys of the table, read key by key and built into a term."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from upheld.language.diagnostic import Code, shortened
from upheld.language.directive import Directive, Fields, Kind, Open, Schema, T_co, Within, is_empty
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.reader import UnreadError
from upheld.language.recalling import read_part


class Record(Kind[T_co], frozen=True, eq=False):
    """A mapping whose keys are directives, and how its fields become a term."""

    name: str
    """What the language calls it; each record has a name of its own."""
    meaning: str
    """In a sentence."""
    directives: tuple[Directive[Any], ...]
    build: Callable[[Fields], T_co]
    one_of: tuple[Directive[Any], ...] = ()
    """Of these exactly one is written: it says what sort of thing this is."""
    short: Directive[Any] | None = None
    """What a single value stands for, where one is written in place of the mapping."""
    listed: Directive[Any] | None = None
    """The same for a list."""
    may_be_empty: bool = False
    other_words: Mapping[str, str] = {}
    """What people write in place of keys, and the keys that say it: no keys themselves."""

    def read(self, node: Node, within: Within) -> T_co:
        """Give what it says, or note what keeps it from being read."""
        outline = _outline(self)
        fields = Fields(node, within, self.directives, dict(self._written(node, within)), outline.rows)
        meant = self._check_keys(fields)
        for directive in self.directives:
            value = fields.nodes.get(directive.key)
            if value is not None:
                self._read_one(directive, value, fields)
        for directive in outline.open:
            if directive.key not in meant:
                self._ask_for(directive, fields)
        return self.build(fields)

    @staticmethod
    def _ask_for(directive: Directive[Any], fields: Fields) -> None:
        """Ask what an unwritten key means, where it has no safe default and its company calls for it."""
        default = directive.default
        if not isinstance(default, Open) or fields.has(directive):
            return
        try:
            matters = default.when(fields)
        except UnreadError:
            return
        if matters and (not directive.only_with or any(map(fields.has, directive.only_with))):
            fields.ask(directive, default.code, default.asks, {s.words: s.meaning for s in default.senses})

    def _read_one(self, directive: Directive[Any], value: Node, fields: Fields) -> None:
        key = self._key_of(directive, fields) or fields.within.key
        try:
            fields.put(directive, read_part(directive.kind, value, Within(fields.reader, key, fields)))
        except UnreadError:
            return

    def _written(self, node: Node, within: Within) -> Iterator[tuple[str, Node]]:
        """The values by key; for a short form, the one it stands for."""
        if self.short is not None and isinstance(node, ScalarNode) and not is_empty(node):
            yield self.short.key, node
        elif self.listed is not None and isinstance(node, ListNode):
            yield self.listed.key, node
        elif not (self.may_be_empty and isinstance(node, MapNode) and is_empty(node)):
            rows = _outline(self).rows
            for key, value in within.mapping(node, self.words()).entries:
                if key.text in rows:
                    yield key.text, value

    def _check_keys(self, fields: Fields) -> set[str | None]:
        """Report keys that don't exist; give those that are meant by them, which are not missing too."""
        keys = list(fields.rows)
        unknown = [key for key in _keys_of(fields.node) if key.text not in fields.rows]
        meant = {fields.reader.nearest(key.text, keys) for key in unknown}
        for key in unknown:
            message = f"`{shortened(key.text)}` is not a key of {self.name}"
            fields.reader.report(Code.UNKNOWN_KEY, key, message, self._remedy(key.text, keys, fields))
        self._check_presence(fields, meant)
        return meant

    def _remedy(self, word: str, keys: list[str], fields: Fields) -> str:
        """What to write for a key that does not exist."""
        said = self.other_words.get(word.lower().replace("-", "_").replace(" ", "_"))
        return f"write {said}" if said else fields.reader.suggest(word, keys, "known keys")

    def _check_presence(self, fields: Fields, meant: set[str | None]) -> None:
        surplus = self._check_alternatives(fields, meant)
        present = fields.nodes.keys() - {directive.key for directive in surplus}
        outline = _outline(self)
        for key in fields.nodes:
            self._check_company(outline.rows[key], fields)
        for directive in outline.called_for:
            absent = directive.key not in fields.nodes and directive.key not in meant
            if absent and self._is_called_for(directive, present):
                message = f"`{directive.key}` is missing from {self._subject(fields)}"
                remedy = f"add what holds here, such as `{directive.key}: {directive.example}`"
                fields.reader.report(Code.MISSING_KEY, fields.standing, message, remedy)

    def always_required(self, directive: Directive[Any]) -> bool:
        """Whether a directive must be written in every such mapping."""
        return directive.is_required and not directive.only_with and directive not in self.one_of

    def _is_called_for(self, directive: Directive[Any], present: set[str]) -> bool:
        return self.always_required(directive) or any(each.key in present for each in directive.called_for_by)

    def _check_company(self, directive: Directive[Any], fields: Fields) -> None:
        if directive.only_with and not any(map(fields.has, directive.only_with)):
            others = " or ".join(f"`{other.key}`" for other in directive.only_with)
            message = f"`{directive.key}` has no meaning here: there is no {others}"
            at = self._key_of(directive, fields) or fields.at(directive)
            fields.reader.report(Code.MISPLACED_KEY, at, message, f"write it beside {others}, or delete it")

    def _check_alternatives(self, fields: Fields, meant: set[str | None]) -> list[Directive[Any]]:
        """Report where none of the alternatives is written, or several; give those beyond the first."""
        written = [directive for directive in self.one_of if fields.has(directive)]
        if self.one_of and not written and not any(directive.key in meant for directive in self.one_of):
            message = f"{self._subject(fields)} does not say what it is"
            fields.reader.report(Code.MISSING_KEY, fields.standing, message, self._one_of_these())
        for extra in written[1:]:
            message = f"`{extra.key}` can't stand beside `{written[0].key}`"
            at = self._key_of(extra, fields) or fields.at(extra)
            fields.reader.report(Code.CONFLICTING_KEYS, at, message, self._one_of_these())
        return written[1:]

    def _one_of_these(self) -> str:
        return f"write one of {', '.join(f'`{directive.key}`' for directive in self.one_of)}"

    def _subject(self, fields: Fields) -> str:
        key = fields.within.key
        return f"the {self.name}" if key is None else f"{self.name} `{shortened(key.text)}`"

    @staticmethod
    def _key_of(directive: Directive[Any], fields: Fields) -> ScalarNode | None:
        """The key as it is written; there is none in a short form."""
        return next((key for key in _keys_of(fields.node) if key.text == directive.key), None)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return {"$ref": f"#/$defs/{self.name.replace(' ', '_')}"}

    def words(self) -> str:
        """Describe it to a person."""
        short = f"{self.short.kind.words()}, or " if self.short is not None else ""
        return f"{short}a mapping ({self.name})"

    def parts(self) -> tuple[Kind[Any], ...]:
        """Give the kinds it holds."""
        return tuple(directive.kind for directive in self.directives)

    def declared(self, node: Node) -> Iterator[tuple[str, ScalarNode]]:
        """Give the names it declares."""
        rows = _outline(self).rows
        for key, value in node.entries if isinstance(node, MapNode) else ():
            if key.text in rows:
                yield from rows[key.text].kind.declared(value)


class _Outline(Struct, frozen=True):
    """What reading asks of a record again and again."""

    rows: Mapping[str, Directive[Any]]
    called_for: tuple[Directive[Any], ...]
    """Those that must be written, in every mapping or in some company."""
    open: tuple[Directive[Any], ...]
    """Those without a safe default."""


@cache
def _outline(record: Record[Any]) -> _Outline:
    rows = record.directives
    return _Outline(
        rows={row.key: row for row in rows},
        called_for=tuple(row for row in rows if record.always_required(row) or row.called_for_by),
        open=tuple(row for row in rows if isinstance(row.default, Open)),
    )


def _keys_of(node: Node) -> list[ScalarNode]:
    """The keys of a mapping, as they are written; none in a short form."""
    return [key for key, _ in node.entries] if isinstance(node, MapNode) else []
