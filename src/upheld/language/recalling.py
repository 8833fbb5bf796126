"""Recalling: a part of a file that says what it said before, and goes by the same, is not read anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from upheld.language.directive import Directive, Fields, Kind, Within
from upheld.language.node import ListNode, MapNode, Node
from upheld.language.reader import UnreadError
from upheld.language.recollection import UNREAD, Recalled, Recollection

T = TypeVar("T")


def read_part(kind: Kind[T], node: Node, within: Within) -> T:
    """Give what a node says, as its kind reads it; a part of the file may be recalled."""
    recollection, file = within.reader.recollection, within.outer
    is_part = file is not None and file.within.outer is None and isinstance(node, MapNode | ListNode)
    if recollection is None or file is None or not is_part:
        return kind.read(node, within)
    reader = within.reader
    key = (id(kind), id(node), within.key, reader.declared)
    several = recollection.parts.setdefault(key, [])
    found = next((each for each in several if _holds(each.went_by, file)), None)
    if found is None:
        found = _read(kind, node, within, recollection)
        several.append(found)
    for directive, value in found.went_by.items():
        recollection.went_by(directive, value)
    reader.diagnostics += found.diagnostics
    reader.questions += found.questions
    reader.used |= found.used
    if found.value is UNREAD:
        raise UnreadError("what could not be read before")
    return cast(T, found.value)


def _holds(went_by: Mapping[Any, object], file: Fields) -> bool:
    """Whether all that a part went by says the same."""
    return all(_is_same(file.said(directive), value) for directive, value in went_by.items())


def _is_same(one: object, other: object) -> bool:
    return one is other or (isinstance(one, str) and one == other)


def _read(kind: Kind[Any], node: Node, within: Within, recollection: Recollection) -> Recalled:
    """Read a part, with all that is found on the way by itself."""
    reader = within.reader
    before = reader.diagnostics, reader.questions, reader.used
    reader.diagnostics, reader.questions, reader.used = [], [], set()
    went_by: dict[Directive[Any], object] = {}
    recollection.being_read.append(went_by)
    try:
        value = kind.read(node, within)
    except UnreadError:
        value = UNREAD
    finally:
        recollection.being_read.pop()
        diagnostics, questions, used = reader.diagnostics, reader.questions, reader.used
        reader.diagnostics, reader.questions, reader.used = before
    return Recalled(
        value=value,
        went_by=went_by,
        diagnostics=tuple(diagnostics),
        questions=tuple(questions),
        used=frozenset(used),
    )
