"""Words of records held against words of the agreement, whatever their case and spacing."""

from __future__ import annotations


def plain(words: str) -> str:
    """Words as they are compared; not to be shown."""
    return " ".join(words.split()).casefold()
