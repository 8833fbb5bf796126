"""What readers of files found wrong, printed for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code, Diagnostic, Level, render
from upheld.operations.check import seen_from_here

_ALIKE_SHOWN = 5
"""So many times the same message is printed; the others, such as of a column in every row, are counted."""
_GRAVITY = {Level.NOTE: 0, Level.WARNING: 1, Level.ERROR: 2}


class Findings(Struct, frozen=True):
    """What was found wrong with one agreement."""

    name: str
    diagnostics: tuple[Diagnostic, ...]
    trouble: str | None = None
    """Why it could not be read at all."""

    @property
    def are_grave(self) -> bool:
        """Whether an error is among them."""
        return self.trouble is not None or any(each.level is Level.ERROR for each in self.diagnostics)


def print_findings(several: Iterable[Findings], *, least: Level) -> None:
    """Print what was found wrong with some agreements; what lies in a file they share is printed once."""
    printed: set[Diagnostic] = set()
    for findings in several:
        if findings.trouble is not None:
            click.echo(f"upheld: {findings.trouble}", err=True)
            continue
        new = [each for each in findings.diagnostics if each not in printed]
        printed |= set(new)
        _print(new, least, err=False)
        click.echo(f"{findings.name}: {_tally(findings.diagnostics)}")


def print_diagnostics(
    name: str, diagnostics: Iterable[Diagnostic], *, least: Level, err: bool = False
) -> None:
    """Print diagnostics of at least a level, then one line that counts all of them."""
    found = tuple(diagnostics)
    _print(found, least, err=err)
    click.echo(f"{name}: {_tally(found)}", err=err)


def print_unusable(agreement: Path, diagnostics: Iterable[Diagnostic], holes: Sequence[Place]) -> None:
    """Print why an agreement can't be judged by: what is wrong with it, or what is still to be agreed."""
    found = [seen_from_here(each, agreement) for each in diagnostics]
    print_diagnostics(str(agreement), found, least=Level.WARNING, err=True)
    if holes and not any(each.level is Level.ERROR for each in found):
        missing = f"{counted(len(holes), 'value')} {'is' if len(holes) == 1 else 'are'} still to be agreed"
        click.echo(f"{agreement}: {missing}, so nothing can be judged by it", err=True)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 row`, `3 rows`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print(diagnostics: Iterable[Diagnostic], least: Level, *, err: bool) -> None:
    alike: Counter[tuple[Code, str]] = Counter()
    for each in diagnostics:
        if _GRAVITY[each.level] >= _GRAVITY[least]:
            alike[each.code, each.message] += 1
            if alike[each.code, each.message] <= _ALIKE_SHOWN:
                click.echo(render(each) + "\n", err=err)
    for (code, message), number in alike.items():
        if number > _ALIKE_SHOWN:
            click.echo(f"{code.label}, {number - _ALIKE_SHOWN} more times: {message}\n", err=err)


def _tally(diagnostics: tuple[Diagnostic, ...]) -> str:
    by_level = Counter(each.level for each in diagnostics)
    parts = [counted(by_level[level], level.value) for level in (Level.ERROR, Level.WARNING, Level.NOTE)]
    return "nothing to report" if not diagnostics else ", ".join(parts)
