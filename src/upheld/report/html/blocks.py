"""Blocks of a page: sections with headings, definition lists, tables, notes, pictures with legends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upheld.report.html.frame import sign_of, symbol
from upheld.report.html.prose import prose
from upheld.report.markup import Markup, Part, element, together
from upheld.report.picture.drawing import Key, Picture

Blocks = list[Markup | None]
"""Blocks one after another; what is nothing is left out."""

NARROW = 5
"""A table of more columns needs a wide page."""


def section(name: str, heading: str, *parts: Part) -> Markup:
    """A part of the page under a heading of the second level."""
    title = f"{name}-heading"
    return element(
        "section", element("h2", heading, id=title), *parts, id=name, aria_labelledby=title, class_=name
    )


def fields(pairs: Iterable[tuple[str, Iterable[Part]]]) -> Markup | None:
    """Labels and what is said under each; those under which nothing is said are left out."""
    rows = []
    for label, parts in pairs:
        said = [element("dd", prose(part)) for part in parts if part]
        if said:
            rows.append(element("div", element("dt", label), *said))
    return element("dl", *rows, class_="fields") if rows else None


def table(
    caption: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[Part]],
    *,
    numbers: Sequence[str] = (),
) -> Markup | None:
    """A table whose first column names its rows; `numbers` are the headers of columns set to the right.

    Where there is no room for it each row becomes a list, and roles say that it still is a table. Columns
    that hold nothing are left out, and so is a table without rows.
    """
    held = [at for at in range(len(headers)) if any(row[at] for row in rows)]
    if not held:
        return None
    titles = [headers[at] for at in held]
    classes = ["number" if title in numbers else None for title in titles]
    named = zip(titles, classes, strict=True)
    head = (element("th", title, scope="col", role="columnheader", class_=shape) for title, shape in named)
    lines = (_row([row[at] for at in held], titles, classes) for row in rows)
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *head, role="row"), role="rowgroup"),
        element("tbody", together(lines, "\n"), role="rowgroup"),
        role="table",
        class_="wide" if len(held) > NARROW else None,
    )


def _row(cells: Sequence[Part], headers: Sequence[str], classes: Sequence[str | None]) -> Markup:
    first, *others = cells
    return element(
        "tr",
        element("th", prose(first), scope="row", role="rowheader", class_=classes[0]),
        *(
            element("td", prose(cell), role="cell", class_=shape, data_label=header)
            for cell, header, shape in zip(others, headers[1:], classes[1:], strict=True)
        ),
        role="row",
    )


def note(*parts: Part) -> Markup:
    """A paragraph that says what was left out, or the like."""
    return element("p", *parts, class_="note")


def more(count: int, what: str = "more") -> Markup | None:
    """How much a list was cut by, and where all of it is."""
    return (
        note(f"… and {count} {what}; the JSON document of this statement lists all of them")
        if count > 0
        else None
    )


def badge(verdict: str, words: str | None = None) -> Markup:
    """A verdict by word and sign, and by colour too."""
    said = words or verdict
    rest = said.removeprefix(verdict)
    return element(
        "span",
        element("span", symbol(verdict), " ", verdict, class_="word"),
        element("span", rest, class_="rest") if rest else None,
        class_=f"badge {sign_of(verdict)}",
    )


def figure(picture: Picture, name: str) -> Markup:
    """A picture with its title and legend."""
    return element(
        "figure",
        element("figcaption", picture.title),
        picture.svg(name),
        element("ul", *map(_key, picture.legend), class_="legend") if picture.legend else None,
    )


def _key(key: Key) -> Markup:
    """One entry of a legend."""
    drawn = (
        element("use", href="#mark-copy", x=7, y=7)
        if key.shape == "copy"
        else element("rect", x=1, y=1, width=12, height=12, class_=key.shape)
    )
    swatch = element("svg", drawn, width=14, height=14, aria_hidden="true", focusable="false")
    return element("li", swatch, " ", key.means)
