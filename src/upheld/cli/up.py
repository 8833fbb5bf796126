"""`upheld up`: the whole service on one machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from upheld.runtime.environment import read_environment
from upheld.runtime.process import enter
from upheld.runtime.starting import start


@click.command(name="up", short_help="Start the service on this machine.")
@click.option(
    "--examples",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Take in the examples of this folder that are not there yet.",
)
def command(examples: Path | None) -> None:
    """Start everything on this machine: folder, keys and database are made or brought up to date as needed.

    One web process and one worker are kept running until Ctrl-C, and started anew when they die.
    """
    enter()
    environment = read_environment(os.environ)
    start(environment, lambda line: click.echo(line), examples)
