"""What a reader of evidence found wrong, printed for people."""

from __future__ import annotations

from collections.abc import Sequence

import click

from upheld.cli.findings import counted, print_diagnostics
from upheld.collect.folder import FolderReading
from upheld.collect.problem import Problem
from upheld.language.diagnostic import Level


def print_reading(name: str, reading: FolderReading, *, err: bool = False) -> None:
    """Print why a folder of evidence could not be used."""
    if reading.diagnostics:
        print_diagnostics(name, reading.diagnostics, least=Level.NOTE, err=err)
    if reading.problems:
        print_problems(name, reading.problems, reading.unlisted, err=err)
    click.echo(f"{name}: the evidence was not used, and no statement was made", err=err)


def print_problems(name: str, problems: Sequence[Problem], unlisted: int, *, err: bool = False) -> None:
    """Print problems, a line each, then how many there are."""
    for problem in problems:
        click.echo(f"{name}/{problem}" if problem.file else str(problem), err=err)
    more = f"; {unlisted} of them not listed" if unlisted else ""
    click.echo(f"{name}: {counted(len(problems) + unlisted, 'problem')}{more}", err=err)
