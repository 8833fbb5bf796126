"""The command line: `upheld COMMAND`; each command is a module of its own, loaded when it is asked for."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module

import click

from upheld import __version__
from upheld.cli.exits import exit_of
from upheld.errors import UpheldError

COMMANDS = {
    "agent": "upheld.cli.agent",
    "alarms": "upheld.cli.alarms",
    "audit": "upheld.cli.audit",
    "backup": "upheld.cli.backup",
    "check": "upheld.cli.check",
    "close": "upheld.cli.close",
    "closing": "upheld.cli.closing",
    "customers": "upheld.cli.customers",
    "demo": "upheld.cli.demo",
    "enrol": "upheld.cli.enrol",
    "erase": "upheld.cli.erase",
    "evaluate": "upheld.cli.evaluate",
    "evidence": "upheld.cli.evidence",
    "explain": "upheld.cli.explain",
    "first-sign-in": "upheld.cli.first_sign_in",
    "fmt": "upheld.cli.fmt",
    "import": "upheld.cli.importing",
    "ledger": "upheld.cli.ledger",
    "lock": "upheld.cli.lock",
    "migrate": "upheld.cli.migrate",
    "probes": "upheld.cli.probes",
    "prober": "upheld.cli.prober",
    "pull": "upheld.cli.pull",
    "restore": "upheld.cli.restore",
    "retention": "upheld.cli.retention",
    "rotate-keys": "upheld.cli.rotate_keys",
    "schema": "upheld.cli.schema",
    "settle": "upheld.cli.settle",
    "up": "upheld.cli.up",
    "web": "upheld.cli.web",
    "what-if": "upheld.cli.what_if",
    "work": "upheld.cli.work",
    "worker": "upheld.cli.worker",
}


class Commands(click.Group):
    """A group that loads a command's module only when it is run or listed: a cold `check` must stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; absent where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command


def print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        click.echo(f"upheld {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_version,
    help="Show the version.",
)
def program() -> None:
    """Hold a service-level agreement against what happened.

    An agreement is a file; evidence is a folder of tables. `upheld check` reads the agreement,
    `upheld evaluate` judges it, `upheld explain` says why.
    """


def main() -> None:
    """Run the program; failures Upheld knows become one line and an exit code.

    Looking for cycles of garbage takes a fifth of a short command's time; commands that live long enable it.
    An interpreter that ends looks once more, through all there is, and takes it apart; what is frozen it
    leaves alone, and the system takes it back with the process. Threads for linear algebra, of which there is
    none here, would be started as numpy is loaded.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.disable()
    atexit.register(gc.freeze)
    try:
        program(standalone_mode=True)
    except UpheldError as error:
        click.echo(f"upheld: {error}", err=True)
        sys.exit(exit_of(error))
