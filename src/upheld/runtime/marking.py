"""Marking: a file in the data folder says that there is something to probe from here.

Whoever looks after the processes of a machine looks at it, and at no records.
"""

from __future__ import annotations

from pathlib import Path

from upheld.runtime.environment import Environment

MARK = "probing-here"


def is_wanted(environment: Environment) -> bool:
    """Tell whether there is something to probe from here."""
    return (environment.data / MARK).exists()


def mark(environment: Environment, *, is_wanted: bool) -> None:
    """Write down whether there is something to probe from here, after what is probed was changed."""
    path: Path = environment.data / MARK
    if is_wanted:
        path.touch(mode=0o600)
    else:
        path.unlink(missing_ok=True)
