"""Shapes of JSON: which keys there are and what stands under them, as checks that name the place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType


class ShapeError(ValueError):
    """Something that is not what should stand there; the message names the place."""


Check = Callable[[object, str], None]
"""Looks at a value and where it stands; raises ShapeError where it is not of the shape."""


def text(value: object, at: str) -> None:
    """Any text."""
    expect(isinstance(value, str), value, at, "text")


def whole(value: object, at: str) -> None:
    """A whole number; JSON's true and false are none."""
    expect(isinstance(value, int) and not isinstance(value, bool), value, at, "a whole number")


def truth(value: object, at: str) -> None:
    """True or false."""
    expect(isinstance(value, bool), value, at, "true or false")


def matching(pattern: str, what: str) -> Check:
    """Text of one form."""
    form = re.compile(pattern)

    def check(value: object, at: str) -> None:
        expect(isinstance(value, str) and form.fullmatch(value) is not None, value, at, what)

    return check


def one_of(*words: str) -> Check:
    """One of these words."""

    def check(value: object, at: str) -> None:
        expect(value in words, value, at, f"one of {', '.join(words)}")

    return check


def listed(item: Check) -> Check:
    """A list of values of one shape."""

    def check(value: object, at: str) -> None:
        if not isinstance(value, list):
            raise ShapeError(_message(value, at, "a list"))
        for index, each in enumerate(value):
            item(each, f"{at}[{index}]")

    return check


def mapping(item: Check) -> Check:
    """An object with any keys."""

    def check(value: object, at: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError(_message(value, at, "an object"))
        for key, each in value.items():
            item(each, f"{at}.{key}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys and no others."""
    known = {**required, **(optional or {})}

    def check(value: object, at: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError(_message(value, at, "an object"))
        for key in required:
            if key not in value:
                raise ShapeError(f"{_place(at)} has no `{key}`")
        for key, each in value.items():
            if key not in known:
                raise ShapeError(f"{_place(at)} has a key `{key}` that this version doesn't know")
            known[key](each, f"{at}.{key}" if at else key)

    return check


def kinds(
    optional: Mapping[str, Mapping[str, Check]] = MappingProxyType({}), **of: Mapping[str, Check]
) -> Check:
    """An object whose `kind` says which keys it has; spaces of a kind are underscores here.

    `optional` has the keys that an object of a kind may have besides.
    """
    checks = {
        kind.replace("_", " "): record({"kind": text, **keys}, optional.get(kind, {}))
        for kind, keys in of.items()
    }

    def check(value: object, at: str) -> None:
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in checks:
            raise ShapeError(_message(value, at, f"an object whose kind is one of {', '.join(checks)}"))
        checks[kind](value, at)

    return check


def expect(holds: bool, value: object, at: str, what: str) -> None:
    """Raise ShapeError unless it holds."""
    if not holds:
        raise ShapeError(_message(value, at, what))


def _message(value: object, at: str, what: str) -> str:
    shown = repr(value)[:60]
    if isinstance(value, dict | list):
        shown = "an object" if isinstance(value, dict) else "a list"
    return f"{_place(at)} should be {what}, and is {shown}"


def _place(at: str) -> str:
    return at or "the file"
