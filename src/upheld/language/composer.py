"""The composer: events of the YAML reader in, nodes out; it refuses what makes one text stand for another."""

from __future__ import annotations

from unicodedata import normalize

from msgspec import Struct, field
from yaml.cyaml import CBaseLoader
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code, Diagnostic, shortened
from upheld.language.lines import Lines
from upheld.language.node import ListNode, MapNode, Node, RefusedNode, ScalarNode
from upheld.language.syntax import advice

_QUOTING = frozenset({"'", '"', "|", ">"})
"""Styles in which nothing is guessed from how a value looks."""
DEEPEST = 32
"""Levels of lists and mappings, one in another."""


def compose(lines: Lines, text: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Give the root of the first document, if it could be read to its end, and what is wrong with it."""
    composer = _Composer(lines)
    parser = CBaseLoader(text)
    try:
        while composer.going_on and (event := parser.get_event()) is not None:
            composer.take(event)
    except YAMLError as error:
        composer.fail(error)
    return composer.root, tuple(composer.diagnostics)


class _Open(Struct):
    """A list or mapping whose end has not come yet; `keys` is empty for a list."""

    place: Place
    is_mapping: bool
    values: list[Node] = field(default_factory=list)
    keys: list[ScalarNode | None] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    """Line of each different key."""
    known: int = 0

    @property
    def awaits_key(self) -> bool:
        return self.is_mapping and len(self.keys) == len(self.values)

    @property
    def drops_value(self) -> bool:
        """Whether the value that comes now stands under a refused key."""
        return self.is_mapping and not self.awaits_key and self.keys[-1] is None

    def close(self) -> Node:
        if not self.is_mapping:
            return ListNode(tuple(self.values), self.place)
        pairs = zip(self.keys, self.values, strict=True)
        return MapNode(tuple((key, value) for key, value in pairs if key is not None), self.place)


class _Composer:
    """Nodes as they grow; a stack instead of recursion, so that no nesting is too deep for it to refuse."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.diagnostics: list[Diagnostic] = []
        self.root: Node | None = None
        self.going_on = True
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Event) -> None:
        """Take the next event."""
        if isinstance(event, NodeEvent):
            self._begin(event)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._add(self._open.pop().close())
        elif isinstance(event, DocumentStartEvent):
            self._document(event)
        elif isinstance(event, StreamEndEvent):
            self._end()

    def fail(self, error: YAMLError) -> None:
        """Take the reader's complaint; what was read so far is not used, since its end is unknown."""
        line, column, message, remedy = advice(error)
        self._report(Code.YAML_SYNTAX, self._place(line, column), message, remedy)
        self.root = None

    def _document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            place, _ = self._span(event)
            message, remedy = "a second document begins here", "keep one agreement in a file"
            self._report(Code.SEVERAL_DOCUMENTS, place, message, remedy, width=3)
            self.going_on = False

    def _end(self) -> None:
        self.going_on = False
        empty = isinstance(self.root, ScalarNode) and not self.root.text and not self.root.quoted
        if self._documents == 0 or empty:
            self.root = None
            message, remedy = "the file says nothing", "write keys with their values"
            self._report(Code.EMPTY_FILE, Place(self.lines.file, 1, 1), message, remedy)

    def _begin(self, event: NodeEvent) -> None:
        place, width = self._span(event)
        is_plain = event.anchor is None and getattr(event, "tag", None) is None
        dropped = bool(self._open) and self._open[-1].drops_value
        refused = (dropped or not is_plain) and self._refused(event, place, width)
        if isinstance(event, SequenceStartEvent | MappingStartEvent):
            self._nest(place, is_mapping=isinstance(event, MappingStartEvent))
        elif isinstance(event, ScalarEvent) and not refused:
            text = event.value if event.value.isascii() else normalize("NFC", event.value)
            self._add(ScalarNode(text, place, width, quoted=event.style in _QUOTING))
        else:
            self._add(RefusedNode(place, width))

    def _nest(self, place: Place, *, is_mapping: bool) -> None:
        if len(self._open) < DEEPEST:
            self._open.append(_Open(place, is_mapping))
            return
        remedy = "write it flatter; a quotation mark or a bracket may be missing"
        self._report(Code.DEEP_NESTING, place, f"more than {DEEPEST} levels are nested here", remedy)
        self.going_on = False

    def _refused(self, event: NodeEvent, place: Place, width: int) -> bool:
        """Report anchors, aliases and tags; whether the value itself is to be dropped."""
        if self._open and self._open[-1].drops_value:
            return True
        name = event.anchor
        if name is not None:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            message = f"`{sign}{name}` makes one text stand in two places"
            self._report(Code.ALIAS, place, message, "write it out where it holds", width=width)
        tag = getattr(event, "tag", None)
        if tag is not None:
            message, remedy = "a tag tells how to read this value", "delete it; the key says how it is read"
            self._report(Code.TAG, place, message, remedy, width=width)
        return isinstance(event, AliasEvent)

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
        elif self._open[-1].awaits_key:
            self._open[-1].keys.append(self._key(node, self._open[-1]))
        else:
            self._open[-1].values.append(node)

    def _key(self, node: Node, within: _Open) -> ScalarNode | None:
        """The key, unless it is refused."""
        if isinstance(node, RefusedNode):
            return None
        if not isinstance(node, ScalarNode) or not node.text.strip():
            message, remedy = (
                "the key is not a word",
                "write a word before the colon; quote it where it has braces",
            )
            self._report(Code.UNUSABLE_KEY, node.place, message, remedy, width=node.width)
            return None
        if node.text == "<<" and not node.quoted:
            message, remedy = "a merge key brings in text from elsewhere", "write out the keys it stands for"
            self._report(Code.MERGE_KEY, node.place, message, remedy, width=node.width)
            return None
        first = within.seen.setdefault(node.text, node.place.line)
        if len(within.seen) == within.known:
            message = f"`{shortened(node.text)}` stands here twice; line {first} has it already"
            self._report(
                Code.DUPLICATE_KEY, node.place, message, "delete one, or rename it", width=node.width
            )
            return None
        within.known += 1
        return node

    def _span(self, event: Event) -> tuple[Place, int]:
        """Where an event stands, and how much of its first line it takes."""
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Place(self.lines.file, 1, 1), 1
        place = self._place(start.line, start.column)
        if not isinstance(event, ScalarEvent | AliasEvent):
            return place, 1
        stop = end.column if end.line == start.line else len(self.lines.line(place.line).rstrip())
        return place, max(stop - start.column, 1)

    def _place(self, line: int, column: int) -> Place:
        return Place(self.lines.file, line + 1, column + 1)

    def _report(self, code: Code, place: Place, message: str, remedy: str, *, width: int = 1) -> None:
        last = self.diagnostics[-1] if self.diagnostics else None
        if (
            code is Code.UNUSABLE_KEY
            and last is not None
            and (last.code, last.place.line) == (code, place.line)
        ):
            return
        self.diagnostics.append(self.lines.diagnose(code, place, message, remedy, width=width))
