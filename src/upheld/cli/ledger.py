"""`upheld ledger`: the chain of everything that can change a verdict."""

from __future__ import annotations

import sys

import click

from upheld.chrono.instant import format_instant
from upheld.cli.exits import TROUBLE
from upheld.runtime.opened import open_service


@click.group(name="ledger", short_help="Hold the service's ledger against itself.")
def command() -> None:
    """Look at the ledger of the service whose data folder or database the environment names."""


@command.command(name="check", short_help="Find everything that is not as it was recorded.")
def check() -> None:
    """Go through the whole chain, and all that stands beside it; exit with 1 where anything was changed.

    Write the last line down somewhere else: whoever holds it can show later that nothing before it was
    changed.
    """
    opened = open_service()
    from upheld.operations.verifying import verify_all  # records can be imported once the service is open

    verified = verify_all(opened.environment.data)
    for fault in verified.faults:
        click.echo(f"entry {fault.sequence}: {fault.says}", err=True)
    entries = f"{verified.entries} {'entry' if verified.entries == 1 else 'entries'}"
    erased = f", {verified.erased} of them erased" if verified.erased else ""
    stands = "stands as it was recorded" if not verified.faults else f"{len(verified.faults)} faults"
    click.echo(f"ledger of {entries} with {verified.exhibits} contents{erased}: {stands}")
    click.echo(f"{format_instant(opened.now)} {verified.entries} {verified.chain.hex()}")
    if verified.faults:
        sys.exit(TROUBLE)
