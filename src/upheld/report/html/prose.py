"""Prose on a page: text in which figures stay with their units, and dates and times are kept in one piece."""

from __future__ import annotations

import re
from html import escape

from upheld.report.markup import Markup, Part, element, together
from upheld.report.text.page import kept_together
from upheld.report.visible import shown

_DATE = re.compile(r"((?:[A-Z][a-z]{2} )?\d{4}-\d\d-\d\d)")


def prose(part: Part) -> Part:
    """Plain text as it should be broken into lines; markup, and nothing at all, as they are."""
    if part is None or isinstance(part, Markup):
        return part
    pieces = (Markup(escape(kept_together(piece), quote=False)) for piece in _DATE.split(shown(part)))
    return together(
        element("span", piece, class_="at") if number % 2 else piece for number, piece in enumerate(pieces)
    )
