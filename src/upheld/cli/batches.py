"""`upheld evidence batches`, `undo` and `calendar`: evidence in the service, listed, taken back, expanded."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from upheld.chrono.instant import Instant, format_instant
from upheld.cli.exits import TROUBLE
from upheld.errors import UnreadableFile, UsageError
from upheld.runtime.opened import open_service

SHOWN = 50


@click.command(name="batches", short_help="List what was recorded in the service.")
@click.option("--before", type=int, metavar="BATCH", help="Only those from before this one.")
def batches(before: int | None) -> None:
    """List batches of evidence in the service, the latest first."""
    open_service()
    from upheld.store.records import Batch  # records can be imported once the service is open

    found = Batch.objects.select_related("entry", "dossier", "reversed_by").order_by("-entry")
    if before is not None:
        found = found.filter(pk__lt=before)
    for each in found[:SHOWN]:
        state = "  taken back" if hasattr(each, "reversed_by") else ""
        state += f"  takes back {each.reverses_id}" if each.reverses_id else ""
        at = format_instant(Instant(each.entry.recorded_at))
        click.echo(f"{each.pk}  {at}  {each.dossier.slug}  {each.rows} rows  {each.actor}  {each.key}{state}")


@click.command(name="undo", short_help="Take a wrong batch back.")
@click.argument("number", type=int, metavar="BATCH")
@click.option(
    "--leave-corrected", is_flag=True, help="Leave rows that were corrected since as they were corrected."
)
def undo(number: int, leave_corrected: bool) -> None:
    """Take the evidence of a BATCH in the service back, as a batch of its own; nothing is deleted.

    What its rows replaced holds again, the others hold no more. Refused, with the reasons, where rows were
    corrected since or where what would remain contradicts itself. Samples are in no batch.
    """
    opened = open_service()
    from upheld.operations.accounts.note import COMMAND_LINE, note_command  # records can be imported now
    from upheld.operations.undoing import Refused
    from upheld.operations.undoing import undo as take_back
    from upheld.store.records import Batch

    batch = Batch.objects.select_related("dossier", "entry").filter(pk=number).first()
    if batch is None:
        raise UsageError(f"there is no batch {number}: `upheld evidence batches` lists them")
    outcome = take_back(batch, COMMAND_LINE, opened.now, leave_corrected=leave_corrected)
    if isinstance(outcome, Refused):
        for why in outcome.why:
            click.echo(f"upheld: batch {number} is not taken back: {why}", err=True)
        if outcome.is_for_want_of_a_word:
            click.echo("upheld: --leave-corrected says so", err=True)
        sys.exit(TROUBLE)
    note_command("undo_batch", f"batch {number}", opened.now)
    click.echo(
        f"batch {number} is taken back by batch {outcome.sequence}: {outcome.restored} rows hold again as "
        f"before, {outcome.withdrawn} hold no more, {outcome.left} stay as they were corrected"
    )


@click.command(name="calendar", short_help="Take recurring works into the service.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--into", "slug", required=True, metavar="DOSSIER", help="The dossier they belong to.")
@click.option(
    "--source", default="maintenance", show_default=True, help="What the evidence calls the calendar."
)
def calendar(file: Path, slug: str, source: str) -> None:
    """Keep the rules of works in FILE, an iCalendar file, in the service, and record their occurrences.

    The same file again changes nothing. What a later one cancels or moves is corrected: the old time is
    cancelled from now on, the new one is planned. All of it is taken, or nothing.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"can't read {file}: {error.strerror}; an iCalendar file is wanted here"
        ) from error
    opened = open_service()
    from upheld.collect.parcel.parcel import ParcelProblems  # records can be imported once it is open
    from upheld.operations.accounts.note import COMMAND_LINE, note_command
    from upheld.operations.recurring_works import Calendar, take_calendar
    from upheld.store.dossiers import dossier_named

    dossier = dossier_named(slug)
    handed = Calendar(name=file.name, data=data, source=source)
    outcome = take_calendar(dossier, handed, COMMAND_LINE, opened.now)
    if isinstance(outcome, ParcelProblems):
        for each in outcome.problems:
            click.echo(f"{each.place}: {each.reason}; {each.remedy}", err=True)
        click.echo(f"{file}: nothing was recorded", err=True)
        sys.exit(TROUBLE)
    note_command("works", f"dossier {slug}", opened.now)
    entry = "" if outcome.ledger is None else f" in batch {outcome.ledger}"
    click.echo(
        f"{outcome.rules} rules are new or differ: {outcome.added} occurrences added, "
        f"{outcome.corrected} corrected{entry}"
    )
