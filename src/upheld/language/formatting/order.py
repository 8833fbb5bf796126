"""Order: the entries of a sheet put in the order of the table."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from upheld.language.alternatives import ASKS, EITHER
from upheld.language.directive import Kind
from upheld.language.formatting.sheet import Group, Value
from upheld.language.kind import ListOf, Named, PairsOf
from upheld.language.record import Record
from upheld.language.terms.agreements import ROOT
from upheld.language.terms.plans import Overriding


def put_in_order(root: Group) -> None:
    """Put known keys in the order of the table, unknown ones after them; names and items stay as they are."""
    _arrange(root, ROOT)


def _arrange(value: Value, kind: Kind[Any] | None) -> None:
    if not isinstance(value, Group) or kind is None:
        return
    if not value.is_mapping:
        item = _of_item(kind)
        for entry in value.entries:
            _arrange(entry.value, item)
    elif _is_either(value):
        for entry in value.entries:
            _arrange_alternatives(entry.value, kind)
    else:
        _arrange_mapping(value, kind)


def _arrange_alternatives(value: Value, kind: Kind[Any]) -> None:
    for entry in value.entries if isinstance(value, Group) else ():
        _arrange(entry.value, kind)


def _arrange_mapping(group: Group, kind: Kind[Any]) -> None:
    fitting = _fitting(kind, {entry.key.text for entry in group.entries if entry.key is not None})
    if not isinstance(fitting, Record):
        for entry in group.entries:
            _arrange(entry.value, fitting.each)
        return
    kinds = {directive.key: directive.kind for directive in fitting.directives}
    ranks = {key: rank for rank, key in enumerate(kinds)}
    group.entries.sort(key=lambda entry: ranks.get(entry.key.text if entry.key else "", len(ranks)))
    for entry in group.entries:
        _arrange(entry.value, kinds.get(entry.key.text if entry.key else ""))


class _ByName(Struct, frozen=True):
    """That keys are names, and the kind of what each stands for."""

    each: Kind[Any] | None


def _fitting(kind: Kind[Any], keys: set[str]) -> Record[Any] | _ByName:
    """The record whose keys these are, or that they are names."""
    match kind:
        case Record():
            return kind
        case Overriding():
            return ROOT
        case Named(item=item) | PairsOf(item=item):
            return _ByName(item)
        case ListOf(item=item):
            return _fitting(item, keys)
    records = [part for part in kind.parts() if isinstance(part, Record)]
    whole = next((each for each in records if keys & {row.key for row in each.directives}), None)
    if whole is not None:
        return whole
    named = next((part for part in kind.parts() if isinstance(part, Named | PairsOf)), None)
    return _ByName(named.item if named is not None else next(iter(records), None))


def _of_item(kind: Kind[Any]) -> Kind[Any] | None:
    """The kind of the items, where a list stands for a kind."""
    match kind:
        case ListOf(item=item):
            return item
        case Record(listed=listed) if listed is not None:
            return _of_item(listed.kind)
        case Record():
            return kind
    return next((part.item for part in kind.parts() if isinstance(part, ListOf)), None)


def _is_either(group: Group) -> bool:
    keys = {entry.key.text for entry in group.entries if entry.key is not None}
    listed = next((each.value for each in group.entries if each.key and each.key.text == EITHER), None)
    return keys <= {EITHER, ASKS} and isinstance(listed, Group) and not listed.is_mapping
