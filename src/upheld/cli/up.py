"""`upheld up`: the whole service on one machine."""

from __future__ import annotations

import os

import click

from upheld.runtime.environment import read_environment
from upheld.runtime.process import enter
from upheld.runtime.starting import start


@click.command(name="up", short_help="Start the service on this machine.")
def command() -> None:
    """Start everything on this machine: folder, keys and database are made or brought up to date as needed.

    One web process and one worker are kept running until Ctrl-C, and started anew when they die.
    """
    enter()
    environment = read_environment(os.environ)
    start(environment, lambda line: click.echo(line))
