"""Patterns of words: regular expressions that are compiled when they are first used.

To compile all that an agreement may say takes longer than to read what most of them do say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Pattern:
    """A regular expression, with the methods of a compiled one.

    With `needs`, one of these words, in lower case, stands in whatever it matches: it is not even compiled
    for a text in which none does.
    """

    def __init__(self, text: str, flags: re.RegexFlag = re.NOFLAG, *, needs: tuple[str, ...] = ()) -> None:
        self._text = text
        self._flags = flags
        self._needs = needs

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._text, self._flags)

    def _may_match(self, text: str) -> bool:
        return not self._needs or any(word in text.casefold() for word in self._needs)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match all of a text."""
        return self._compiled.fullmatch(text) if self._may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Match the beginning of a text."""
        return self._compiled.match(text) if self._may_match(text) else None

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first match in a text."""
        return self._compiled.search(text) if self._may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find every match in a text."""
        return self._compiled.finditer(text)

    def sub(self, replacement: str, text: str) -> str:
        """Put something else in place of every match."""
        return self._compiled.sub(replacement, text)

    def split(self, text: str) -> list[str]:
        """Give what stands between the matches; what groups match, too."""
        return self._compiled.split(text)
