"""What a reader of files found wrong, printed for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import click

from upheld.language.diagnostic import Diagnostic, Level, render

_GRAVITY = {Level.NOTE: 0, Level.WARNING: 1, Level.ERROR: 2}


def print_diagnostics(
    name: str, diagnostics: Iterable[Diagnostic], *, least: Level, err: bool = False
) -> None:
    """Print diagnostics of at least a level, then one line that counts all of them."""
    found = tuple(diagnostics)
    for each in found:
        if _GRAVITY[each.level] >= _GRAVITY[least]:
            click.echo(render(each) + "\n", err=err)
    click.echo(f"{name}: {_tally(found)}", err=err)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 row`, `3 rows`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _tally(diagnostics: tuple[Diagnostic, ...]) -> str:
    by_level = Counter(each.level for each in diagnostics)
    parts = [counted(by_level[level], level.value) for level in (Level.ERROR, Level.WARNING, Level.NOTE)]
    return "nothing to report" if not diagnostics else ", ".join(parts)
