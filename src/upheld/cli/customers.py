"""`upheld customers`: customers, subscriptions and fees taken into the service from CSV files."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from upheld.cli.exits import TROUBLE
from upheld.errors import UnreadableFile
from upheld.runtime.opened import open_service


@click.command(name="customers", short_help="Take customers, subscriptions and fees into the service.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--into", "slug", required=True, metavar="DOSSIER", help="The dossier they belong to.")
@click.option(
    "--source", default="customers", show_default=True, help="Whose list it is, where it has no column."
)
@click.option(
    "--apply", "is_applied", is_flag=True, help="Record what changes; without it, it is only shown."
)
def command(files: tuple[Path, ...], slug: str, source: str, is_applied: bool) -> None:
    """Show what CSV files of fees and accounts would change in the service, row by row, or apply it.

    Columns are those of the tables `fees` and `accounts`. A fee that begins anew under the same number ends
    where it begins and is kept as it was; the same files again change nothing. All is applied, or nothing.
    """
    gc.enable()
    read = [(str(path), _bytes(path)) for path in files]
    opened = open_service()
    from upheld.collect.parcel.lists import ListFile  # records can be imported once the service is open
    from upheld.collect.parcel.parcel import ParcelProblems
    from upheld.operations.accounts.note import COMMAND_LINE, note_command
    from upheld.operations.customer_lists import UNCHANGED, Applied, Lists, apply, look_at
    from upheld.store.dossiers import dossier_named

    dossier = dossier_named(slug)
    lists = Lists(files=[ListFile(name=name, data=data) for name, data in read], source=source)
    outcome = apply(dossier, lists, COMMAND_LINE, opened.now) if is_applied else look_at(dossier, lists)
    if isinstance(outcome, ParcelProblems):
        for each in outcome.problems:
            column = f"column `{each.field}`: " if each.field else ""
            click.echo(f"{each.place}: {column}{each.reason}; {each.remedy}", err=True)
        more = f", and {outcome.unlisted} more" if outcome.unlisted else ""
        click.echo(f"{len(outcome.problems)} problems{more}: nothing was recorded", err=True)
        sys.exit(TROUBLE)
    prospect = outcome.prospect if isinstance(outcome, Applied) else outcome
    for change in prospect.changes:
        if change.kind != UNCHANGED:
            said = ", ".join(
                f"{each.column} {each.before or '-'} > {each.after or '-'}" for each in change.says
            )
            click.echo(f"{change.place}: {change.kind} {change.table} {change.number}: {said}")
    counted = ", ".join(f"{number} {kind}" for kind, number in prospect.counts.items())
    if not isinstance(outcome, Applied):
        click.echo(f"{counted}; nothing is recorded without --apply")
    elif outcome.sequence is None:
        click.echo(f"{counted}; nothing had to be recorded")
    else:
        note_command("customer_lists", f"dossier {slug}", opened.now)
        click.echo(f"{counted}; recorded as batch {outcome.sequence}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"can't read {path}: {error.strerror}; a CSV file is wanted here") from error
