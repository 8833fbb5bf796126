"""`upheld explain`: why an objective of a statement came out as it did."""

from __future__ import annotations

from pathlib import Path

import click

from upheld.operations.gathering import read_bytes
from upheld.report.document import read_document
from upheld.report.text import render_explanation


@click.command(name="explain", short_help="Say why an objective came out as it did, down to the evidence.")
@click.argument("statement", type=click.Path(path_type=Path))
@click.argument("objective")
def command(statement: Path, objective: str) -> None:
    """Print the reasons of one OBJECTIVE of a STATEMENT written by `upheld evaluate --format json`."""
    document = read_document(read_bytes(statement, "a statement"), str(statement))
    click.echo(render_explanation(document, objective), nl=False)
