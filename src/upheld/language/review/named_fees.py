"""Fees that are called after a service, and are read as what is paid for everything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.quantity.phrase import tidy

_AMOUNTS = ("per_breach", "amount", "lost_time", "cap", "most", "minimum")
"""Keys of credits whose words name fees."""


def review_named_fees(draft: Draft, reader: Reader) -> None:
    """Warn of `15 % of quarterly support fee`, where `support` is one of several services."""
    if reader.found_errors or len(draft.services) < 2:
        return
    root = draft.fields.node
    credits = root.find("credits") if isinstance(root, MapNode) else None
    for at in () if credits is None else _amounts(credits, is_amount=False):
        text = tidy(at.text)
        for name in (each.value.name for each in draft.services):
            found = re.search(
                rf"\b({re.escape(name)} )(?:fees?|charges?|costs?|price)\b", text, re.IGNORECASE
            )
            if found is None or "affected" in text:
                continue
            right = f"{text[: found.start(1)]}{text[found.end(1) : found.end()]} of the affected service"
            message = (
                f"`{text}` is read as a share of all that is paid, and `{name}` is one of several services"
            )
            remedy = (
                f"write `{right}{text[found.end() :]}` if its own fee is meant, with `services: [{name}]` at "
                "the promise where that names none, " + or_accept(Code.FEE_OF_ALL, reader.path_of(at))
            )
            reader.report(Code.FEE_OF_ALL, at, message, remedy)


def _amounts(node: Node, *, is_amount: bool) -> Iterator[ScalarNode]:
    """The texts under a node that are amounts."""
    match node:
        case ScalarNode() if is_amount:
            yield node
        case ListNode(items=items):
            for item in items:
                yield from _amounts(item, is_amount=is_amount)
        case MapNode(entries=entries):
            for key, value in entries:
                yield from _amounts(value, is_amount=key.text in _AMOUNTS)
        case _:
            return
