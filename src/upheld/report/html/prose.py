"""Prose on a page: figures stay with their units, dates in one piece, and quoted lines are set as code."""

from __future__ import annotations

import re
from html import escape

from upheld.report.markup import Markup, Part, element, together
from upheld.report.text.page import kept_together
from upheld.report.visible import shown

_PIECES = re.compile(r"((?:[A-Z][a-z]{2} )?\d{4}-(?:\d\d(?:-\d\d)?|Q\d)\b)|`([^`]+)`")


def prose(part: Part) -> Part:
    """Plain text as it should be set; what stands in backticks as code. Markup stays as it is."""
    if part is None or isinstance(part, Markup):
        return part
    words, pieces, after = shown(part), [], 0
    for found in _PIECES.finditer(words):
        date, code = found.groups()
        pieces += [_set(words[after : found.start()]), element("code", code) if code else _unbroken(date)]
        after = found.end()
    return together([*pieces, _set(words[after:])])


def _unbroken(date: str) -> Markup:
    return element("span", date, class_="at")


def _set(words: str) -> Markup:
    return Markup(escape(kept_together(words), quote=False))
