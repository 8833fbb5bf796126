"""Paging: long lists of pages, part by part, and what is looked for in them."""

from __future__ import annotations

from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from msgspec import Struct

T = TypeVar("T")
ROWS = 50
"""On a page, of a list that may be long."""
LONGEST = 100
"""Characters of what is looked for."""


class Part(Struct, Generic[T], frozen=True):
    """What is shown of a list."""

    rows: list[T]
    further: str
    """The query of the address of the next part; empty at the end."""


def start_of(request: HttpRequest, name: str = "from") -> int:
    """So many rows come before the part that is asked for."""
    return _number(request.GET.get(name, "")) or 0


def before_of(request: HttpRequest, name: str = "before") -> int | None:
    """The number that the part that is asked for comes before; absent for the first."""
    return _number(request.GET.get(name, ""))


def looked_for(request: HttpRequest) -> str:
    """What somebody looks for in a list; empty for all of it."""
    return request.GET.get("find", "").replace("\0", "").strip()[:LONGEST]


def part_of(request: HttpRequest, rows: list[T], name: str, last: int, at_most: int = ROWS) -> Part[T]:
    """A part of a list of which one row too many was fetched where it goes on.

    The address of the next part says `last` under a name, and all else as that of this one.
    """
    if len(rows) <= at_most:
        return Part(rows, "")
    query = {key: value for key, value in request.GET.items() if key != name}
    return Part(rows[:at_most], urlencode({**query, name: last}))


def counted(request: HttpRequest, rows: list[T], name: str = "from", at_most: int = ROWS) -> Part[T]:
    """A part of a list whose parts begin after so many rows."""
    return part_of(request, rows, name, start_of(request, name) + at_most, at_most)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
