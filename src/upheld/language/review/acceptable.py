"""Acceptable facts: what a text says that can't be answered, only changed or knowingly left as it is."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.language.diagnostic import Code


def or_accept(code: Code, path: Iterable[str | int]) -> str:
    """The end of a remedy: the entry under `accepted` that leaves the text as it is."""
    at = ".".join(map(str, path))
    return f"or accept it under `accepted`: `{{code: {code.label}, at: {at}, because: ...}}`"
