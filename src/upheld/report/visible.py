"""Visible text: what can't be seen in names and ticket numbers is made visible wherever it is shown."""

from __future__ import annotations


def shown(text: str) -> str:
    """The text with what can't be seen made visible, such as control characters and reversed writing."""
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character in "\n\t ":
        return " "
    return character if character.isprintable() else f"<U+{ord(character):04X}>"
