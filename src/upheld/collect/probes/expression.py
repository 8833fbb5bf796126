"""Expressions: regular ones, searched in linear time.

What is searched was sent by somebody else, and an expression that backtracks can be made to run for hours by
it; so they are those of RE2, without look-around and back references.
"""

from __future__ import annotations

from functools import lru_cache

import re2

from upheld.errors import PhraseError


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> object:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 22
    return re2.compile(expression, options)


def is_found(expression: str, text: str) -> bool:
    """Whether an expression is found anywhere in a text."""
    return _compiled(expression).search(text) is not None  # type: ignore[attr-defined]


def check_expression(expression: str) -> None:
    """Raise PhraseError for what is no regular expression of RE2."""
    try:
        _compiled(expression)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise PhraseError(
            f"`{expression}` is no regular expression ({reason})",
            "write one of RE2: without look-around and back references",
        ) from error
