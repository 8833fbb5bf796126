"""The manuscript: the nodes of a file, laid over those of the files it is built on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from upheld.language.diagnostic import Code, Diagnostic, shortened
from upheld.language.lines import Lines
from upheld.language.merging import merge
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.order_form import compared
from upheld.language.source import Source, read_source

EXTENDS = "extends"
DEEPEST_CHAIN = 16
"""Files that may stand one on another."""
_DRIVE = re.compile(r"[A-Za-z]:")


class Withheld(Struct, frozen=True):
    """A file that is wanted and not handed out, and why."""

    why: str
    """In words that follow the name of the file, such as `is not there`."""
    leaves_folder: bool = False


Files = Mapping[str, bytes | Withheld]
"""Files by name: the path from the folder of the agreement, with slashes."""


class Manuscript(Struct, frozen=True):
    """What is read as an agreement: one tree, the lines of all its files, and what was wrong so far."""

    root: MapNode | None
    lines: Mapping[str, Lines]
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    """The names of the files it was put together from, its own first."""


def wanted(file: str, data: bytes) -> tuple[str, ...]:
    """The files that one is built on, as far as their names can be followed; to be handed out too."""
    if EXTENDS.encode() not in data:
        return ()
    root = read_source(file, data).root
    named = () if root is None else _named(root)
    return tuple(name for node in named if (name := _resolved(file, node.text)) is not None)


def assemble(files: Files, main: str) -> Manuscript:
    """Read a file and those it is built on, and lay it over them; nothing is raised for what is wrong."""
    gathering = _Gathering(files, {name: data for name, data in files.items() if isinstance(data, bytes)})
    root = gathering.gather(main, ())
    diagnostics = [each for source in gathering.sources.values() for each in source.diagnostics]
    return Manuscript(
        root=root if gathering.complete else None,
        lines={name: source.lines for name, source in gathering.sources.items()},
        diagnostics=(*diagnostics, *gathering.diagnostics),
        files=tuple(gathering.sources),
    )


class _Gathering(Struct):
    files: Files
    texts: Mapping[str, bytes]
    """Those that were handed out."""
    sources: dict[str, Source] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    complete: bool = True
    """Whether every file was there and could be read; what lacks a part is not read for its sense."""
    _done: dict[str, MapNode | None] = field(default_factory=dict)

    def gather(self, file: str, below: tuple[str, ...]) -> MapNode | None:
        """The tree of a file over those it is built on; `below` are the files that are built on it."""
        if file not in self._done:
            source = self.sources[file] = read_source(file, self.texts[file])
            self.complete &= source.root is not None
            self._done[file] = None if source.root is None else self._over_others(file, source.root, below)
        return self._done[file]

    def _over_others(self, file: str, root: MapNode, below: tuple[str, ...]) -> MapNode:
        under: MapNode | None = None
        for node in _named(root):
            other = self._follow(file, node, (*below, file))
            if other is not None:
                bare = _without(other, EXTENDS)
                under = bare if under is None else merge(under, bare)
        if under is None:
            return root
        for code, at, message, remedy in compared(root, under):
            self._report(code, at, message, remedy)
        return merge(under, root)

    def _follow(self, file: str, node: ScalarNode, chain: tuple[str, ...]) -> MapNode | None:
        """The tree of a file that is named, unless something is wrong with it."""
        name, shown = _resolved(file, node.text), f"`{shortened(node.text)}`"
        data = Withheld("is outside", leaves_folder=True) if name is None else self.files.get(name)
        match data:
            case Withheld(leaves_folder=True):
                message = f"{shown} does not lie in the folder of the agreement"
                self._report(Code.EXTENDS_OUTSIDE, node, message, "put the file there, or below it")
                self.complete = False
            case Withheld(why):
                self._miss(node, f"{shown} {why}")
            case None:
                self._miss(node, f"{shown} is not there")
            case _ if name in chain:
                self._report(Code.EXTENDS_CYCLE, node, *_cycle(chain, str(name)))
            case _ if len(chain) > DEEPEST_CHAIN:
                message = f"more than {DEEPEST_CHAIN} files stand one on another here"
                self._report(Code.DEEP_NESTING, node, message, "build on fewer files")
            case _:
                return self.gather(str(name), chain)
        return None

    def _miss(self, node: ScalarNode, message: str) -> None:
        remedy = "write the name of a file that stands beside this one, or below it"
        self._report(Code.EXTENDS_MISSING, node, message, remedy)
        self.complete = False

    def _report(self, code: Code, node: Node, message: str, remedy: str) -> None:
        lines = self.sources[node.place.file].lines
        self.diagnostics.append(lines.diagnose(code, node, message, remedy))


def _named(root: MapNode) -> Iterator[ScalarNode]:
    """The names a file gives after `extends`; other shapes are told by the table."""
    node = root.find(EXTENDS)
    several: Iterable[Node | None] = node.items if isinstance(node, ListNode) else (node,)
    return (each for each in several if isinstance(each, ScalarNode) and each.text.strip())


def _resolved(file: str, name: str) -> str | None:
    """The name of a file that another one names, seen from the agreement's folder; absent outside of it."""
    name = name.strip().replace("\\", "/")
    steps = name.split("/")
    if name.startswith(("/", "~")) or _DRIVE.match(name) or ".." in steps:
        return None
    return "/".join([*file.split("/")[:-1], *(step for step in steps if step not in {"", "."})])


def _cycle(chain: tuple[str, ...], name: str) -> tuple[str, str]:
    way = " → ".join((*chain[chain.index(name) :], name))
    return f"`{name}` is built on itself: {way}", "delete one of these `extends`"


def _without(root: MapNode, key: str) -> MapNode:
    entries = tuple((name, value) for name, value in root.entries if name.text != key)
    return MapNode(entries, root.place, root.width)
