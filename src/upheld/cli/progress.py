"""Progress: how far a long command has come, in one line of a terminal that is written over."""

from __future__ import annotations

import sys

import click


def tell(words: str) -> None:
    """Write over the line that tells how far it has come, on a terminal alone; nothing clears it."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{words}", nl=False, err=True)
