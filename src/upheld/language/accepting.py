"""Accepting: warnings of facts that the parties know of become notes; accepting in vain is reported."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from msgspec.structs import replace

from upheld.agreement.acceptance import Acceptance
from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code
from upheld.language.node import Node
from upheld.language.patch import walk_nodes, write_path
from upheld.language.reader import Reader


def accept(acceptances: Iterable[Acceptance], root: Node, reader: Reader) -> None:
    """Lower the warnings that are accepted; questions and holes are not, since accepting answers nothing."""
    several = tuple(acceptances)
    if not several:
        return
    found = _by_acceptance(several, root, reader)
    asked = {(each.code, each.place) for each in reader.questions}
    for acceptance in several:
        facts = [
            index
            for index in found[acceptance]
            if (each := reader.diagnostics[index]).code is not Code.HOLE
            and (each.code, each.place) not in asked
        ]
        for index in facts:
            reader.diagnostics[index] = replace(reader.diagnostics[index], accepted=acceptance.because)
        if not facts:
            _report_vain(acceptance, reader, is_open=bool(found[acceptance]))


def _by_acceptance(
    several: tuple[Acceptance, ...], root: Node, reader: Reader
) -> dict[Acceptance, list[int]]:
    """The numbers of the diagnostics that each acceptance covers."""
    map_of = _Map(root)
    found: dict[Acceptance, list[int]] = {each: [] for each in several}
    for index, each in enumerate(reader.diagnostics):
        path = map_of.path_at(each.place)
        for acceptance in several:
            if each.code.label == acceptance.code and path[: len(acceptance.at)] == acceptance.at:
                found[acceptance].append(index)
    return found


def _report_vain(acceptance: Acceptance, reader: Reader, *, is_open: bool) -> None:
    where = f" at `{write_path(acceptance.at)}`" if acceptance.at else ""
    message = f"`{acceptance.code}` is not reported{where}, so there is nothing to accept"
    remedy = "delete this, or correct `code` or `at`"
    if is_open:
        message = f"`{acceptance.code}`{where} is open, not a fact: accepting does not decide it"
        remedy = "write what holds there, and delete this"
    reader.report_place(Code.ACCEPTED_NOTHING, acceptance.place, message, remedy, width=len(acceptance.code))


class _Map:
    """Which keys lead to a place of a file."""

    def __init__(self, root: Node) -> None:
        paths = {node.place: tuple(map(str, path)) for path, node in walk_nodes(root)}
        self._places = sorted(paths)
        self._paths = paths

    def path_at(self, place: Place) -> tuple[str, ...]:
        """The path of what stands at a place, or begins before it in the same file."""
        at = bisect_right(self._places, place)
        before = self._places[at - 1] if at else place
        return self._paths.get(before, ()) if before.file == place.file else ()
