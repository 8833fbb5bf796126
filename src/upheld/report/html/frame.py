"""The frame of a page: head, style, patterns and symbols, the skip link. Nothing is loaded from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from upheld.report.markup import Markup, Part, element, together
from upheld.report.picture.definitions import STYLE, definitions
from upheld.report.picture.palette import DARK, LIGHT, properties

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may do with the page: show it, and nothing else."""

SYMBOLS = {
    "met": ("M8 .5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15z", "M4.2 8.3l2.6 2.6 5-5.6"),
    "missed": ("M1 1h14v14H1z", "M4.5 4.5l7 7M11.5 4.5l-7 7"),
    "indeterminate": (
        "M8 .3L15.7 8 8 15.7.3 8z",
        "M6.2 6.2a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.7.5-.7 1.1M8 10.9v.8",
    ),
    "ambiguous": ("M8 .3L15.7 8 8 15.7.3 8z", "M8 11.8V8.6L5.6 5.4M8 8.6l2.4-3.2"),
    "not-applicable": ("M.5 4h15v8H.5z", "M4 8h8"),
    "tracked": ("M8 .5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15z", "M8 4v4.2l2.8 1.9"),
}
"""A ground and a sign for each verdict: no two have the same outline."""


def page(title: str, *body: Part) -> str:
    """A whole document, well-formed as HTML and as XML."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        Markup(f"<style>{style()}</style>"),
    )
    skip = element("a", "Skip to the contents", href="#main", class_="skip")
    whole = element("html", head, element("body", skip, _shared(), *body), lang="en-GB")
    return f"<!DOCTYPE html>\n{whole}\n"


def symbol(verdict: str) -> Markup:
    """The sign of a verdict; it only repeats the word beside it."""
    return element(
        "svg",
        element("use", href=f"#sign-{sign_of(verdict)}"),
        class_="sign",
        width=16,
        height=16,
        viewBox="0 0 16 16",
        aria_hidden="true",
        focusable="false",
    )


def sign_of(verdict: str) -> str:
    """The name of a verdict in classes and ids."""
    return verdict.lower().replace(" ", "-")


@cache
def style() -> str:
    """The style sheet: the palette on light and on dark paper, the rules of pages, and those of pictures."""
    rules = files(__package__).joinpath("sheet.css").read_text(encoding="utf-8")
    return (
        f":root{{{properties(LIGHT)}}}\n"
        f"@media screen and (prefers-color-scheme: dark){{:root{{{properties(DARK)}}}}}\n{STYLE}{rules}"
    )


def _shared() -> Markup:
    """Patterns, marks and signs, once for all pictures of the page."""
    signs = (
        element(
            "g",
            element("path", d=ground, class_="ground"),
            element("path", d=sign, class_="stroke"),
            id=f"sign-{name}",
        )
        for name, (ground, sign) in SYMBOLS.items()
    )
    return element(
        "svg",
        definitions(),
        element("defs", together(signs)),
        class_="shared",
        width=0,
        height=0,
        aria_hidden="true",
        focusable="false",
    )
