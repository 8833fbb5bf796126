"""Markup: elements of HTML and SVG, escaped where they are made, and well-formed as XML too."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from upheld.report.visible import shown

_VOID = frozenset({"br", "hr", "meta"})
"""Elements of HTML that never hold anything."""

_SHAPES = frozenset({"circle", "line", "path", "rect", "use"})
"""Elements of SVG that hold a title at most."""


class Markup(str):
    """Text that is markup already; any other text is escaped when an element takes it in."""

    __slots__ = ()


Part = Markup | str | None
"""What an element may hold: markup, text to be escaped, or nothing at all."""


def element(tag: str, *parts: Part, **attributes: str | int | None) -> Markup:
    """An element; `class_` and `aria_label` are written as `class` and `aria-label`, absent ones left out."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(shown(str(value)))}"'
        for name, value in attributes.items()
        if value is not None
    )
    held = together(parts)
    if tag in _VOID or (tag in _SHAPES and not held):
        return Markup(f"<{tag}{given}/>")
    return Markup(f"<{tag}{given}>{held}</{tag}>")


def together(parts: Iterable[Part], between: str = "") -> Markup:
    """Parts one after another."""
    return Markup(between.join(_written(part) for part in parts if part is not None))


def _written(part: Markup | str) -> str:
    return part if isinstance(part, Markup) else escape(shown(part), quote=False)
