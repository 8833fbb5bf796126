"""Exit codes, and the one table that maps failures to them."""

from __future__ import annotations

from upheld.errors import (
    LockError,
    PhraseError,
    SettingError,
    TimeError,
    UnreadableFile,
    UpheldError,
    UsageError,
)

CLEAN = 0
TROUBLE = 1
"""The agreement, the evidence or a file is not as it must be."""
USAGE = 2
"""The request itself makes no sense."""

EXIT_OF: dict[type[UpheldError], int] = {
    UsageError: USAGE,
    PhraseError: USAGE,
    TimeError: USAGE,
    SettingError: USAGE,
    LockError: TROUBLE,
    UnreadableFile: TROUBLE,
    UpheldError: TROUBLE,
}


def exit_of(error: UpheldError) -> int:
    """Say which code an exception ends the program with: that of its nearest class in the table."""
    return next(EXIT_OF[kind] for kind in type(error).__mro__ if kind in EXIT_OF)
