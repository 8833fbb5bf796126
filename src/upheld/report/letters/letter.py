"""A letter: a subject and a text."""

from __future__ import annotations

from msgspec import Struct


class Letter(Struct, frozen=True):
    """What somebody is told by mail."""

    subject: str
    text: str
