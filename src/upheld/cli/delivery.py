"""Delivery: documents printed, or written to files in the style that each file's ending says."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from upheld.operations.placing import place
from upheld.report.figure import Json

Styles = Mapping[str, Callable[[Json], bytes]]
"""How a document can be printed, by the name of the format; `text` is among them."""

_ENDINGS = {".json": "json", ".html": "html", ".htm": "html"}


def deliver(document: Json, styles: Styles, outputs: Sequence[Path], style: str | None = None) -> None:
    """Write a document to files, or print it where there are none.

    A style that is asked for holds for all of them; text where neither it nor a file's ending says another.
    """
    if not outputs:
        sys.stdout.buffer.write(styles[style or "text"](document))
    for output in outputs:
        by_ending = _ENDINGS.get(output.suffix, "text")
        place(output, styles[style or (by_ending if by_ending in styles else "text")](document))
        click.echo(f"written to {output}", err=True)
