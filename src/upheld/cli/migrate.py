"""`upheld migrate`: brings records up to date."""

from __future__ import annotations

import os

import click

from upheld.cli.findings import counted
from upheld.runtime.environment import read_environment
from upheld.runtime.folder import prepare
from upheld.runtime.starting import set_up


@click.command(name="migrate", short_help="Make the database, or bring an older one up to date.")
def command() -> None:
    """Bring the records to the form that this version of the program needs, after a backup of what there is.

    `upheld up` does so by itself. Where web and worker processes are started one by one, stop them, run this
    once, and start them anew.
    """
    environment = read_environment(os.environ)
    prepare(environment.data)
    steps = set_up(environment)
    for step in steps:
        click.echo(step)
    click.echo(f"{counted(len(steps), 'step')} applied" if steps else "the records are up to date")
