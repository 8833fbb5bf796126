"""`upheld restore`: a service made from a backup."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from upheld.cli.exits import TROUBLE
from upheld.runtime.environment import read_environment
from upheld.runtime.restoration import restore


@click.command(name="restore", short_help="Make a service from a backup.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The backup.key of the service that made it.",
)
def command(file: Path, key_file: Path | None) -> None:
    """Make a service from the backup FILE, in the data folder and database of the environment.

    Both must be fresh. Messages that were not known to be delivered are set aside, since they may have gone
    out after the backup was made: look at them with `upheld work list`, and let them go with `upheld work
    retry`.
    """
    environment = read_environment(os.environ)
    restored = restore(file, environment, key_file)
    for fault in restored.faults:
        click.echo(fault, err=True)
    click.echo(f"restored as of {restored.made_at} into {environment.data}")
    click.echo(f"ledger of {restored.entries} entries, which ends with {restored.chain}")
    if restored.held:
        click.echo(f"{restored.held} deliveries wait until somebody has looked: upheld work list")
    if restored.faults:
        sys.exit(TROUBLE)
