"""`upheld retention`: how long samples are kept, and what must stay."""

from __future__ import annotations

import click

from upheld.chrono.instant import DAY, Instant, format_instant
from upheld.errors import UsageError
from upheld.runtime.opened import open_service


@click.group(name="retention", short_help="How long samples are kept, and what must stay.")
def command() -> None:
    """Say how long samples are kept in the service, hold what must stay, and see what would go."""


@command.command(name="keep", short_help="Keep samples for so many days.")
@click.argument("agreement")
@click.argument("days")
def keep(agreement: str, days: str) -> None:
    """Keep the samples that AGREEMENT is judged by for DAYS, or `for-ever`; its dossier keeps the longest."""
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # records can be imported now
    from upheld.operations.holds import keep_for, read_days
    from upheld.operations.retaining import what_would_go
    from upheld.store.agreements import Agreement

    kept = read_days(days)
    found = Agreement.objects.select_related("dossier").filter(slug=agreement).first()
    if found is None:
        raise UsageError(f"there is no agreement {agreement!r} in the service")
    words = "for ever" if kept is None else f"for {kept} days"
    keep_for(found, kept)
    note_command("retention_of", f"agreement {agreement}: {words}", opened.now)
    going = what_would_go(found.dossier, opened.environment.data, opened.now)
    click.echo(f"samples of {agreement} are kept {words}")
    if going.files:
        count = f"{going.rows} samples in {len(going.files)} files"
        click.echo(f"{count} go at the next 03:00 UTC; `upheld retention show` says what stays and why")


@command.command(name="show", short_help="Show what would be removed now, and what stays and why.")
def show() -> None:
    """Show for each dossier what would be removed now, what stays although it is old, and all holds."""
    opened = open_service()
    from upheld.operations.retaining import limit_of, what_would_go  # records can be imported now
    from upheld.store.dossiers import Dossier
    from upheld.store.retention import holds_of

    for dossier in Dossier.objects.order_by("slug"):
        before = limit_of(dossier, opened.now)
        going = what_would_go(dossier, opened.environment.data, opened.now)
        kept = "for ever" if before is None else f"from {format_instant(before)} on"
        click.echo(
            f"{dossier.slug}: samples are kept {kept}; {len(going.files)} files of {going.rows} rows would go"
        )
        for each in going.stays:
            day = format_instant(Instant(each.day * DAY))[:10]
            click.echo(f"  {day} stays: {', '.join(each.why)}")
        for held in holds_of(dossier):
            during = f"{format_instant(Instant(held.since))} to {format_instant(Instant(held.until))}"
            click.echo(f"  hold {held.pk}: {held.customer or 'everybody'}, {during}")
    if not Dossier.objects.exists():
        click.echo("there is no evidence yet: `upheld enrol` takes some in")


@command.command(name="hold", short_help="Hold evidence until somebody lifts it.")
@click.argument("dossier")
@click.option("--from", "since", required=True, metavar="DAY", help="The first day it tells of.")
@click.option("--until", required=True, metavar="DAY", help="The day after the last.")
@click.option("--customer", default="", help="Whose evidence it is; everybody's where left out.")
@click.option("--why", required=True, help="Why; it stands in the ledger.")
def hold(dossier: str, since: str, until: str, customer: str, why: str) -> None:
    """Hold the evidence of a DOSSIER of a time: no sample of it is removed, and nobody of it is erased."""
    opened = open_service()
    from upheld.operations.accounts.note import COMMAND_LINE, note_command  # records can be imported now
    from upheld.operations.holds import set_hold
    from upheld.store.dossiers import dossier_named

    found = dossier_named(dossier)
    held = set_hold(found, customer, (since, until), why, COMMAND_LINE, opened.now)
    note_command("hold", f"hold {held.pk} on {dossier}", opened.now)
    click.echo(f"hold {held.pk} is set; `upheld retention lift {held.pk}` lifts it")


@command.command(name="lift", short_help="Lift a hold.")
@click.argument("number", type=int)
def lift(number: int) -> None:
    """Lift the hold NUMBER that `upheld retention show` lists."""
    opened = open_service()
    from upheld.operations.accounts.note import COMMAND_LINE, note_command  # records can be imported now
    from upheld.store.retention import LegalHold
    from upheld.store.retention import lift as lift_hold

    held = LegalHold.objects.select_related("dossier").filter(pk=number).first()
    if held is None or not lift_hold(held, COMMAND_LINE, opened.now):
        raise UsageError(f"there is no hold {number}, or it was lifted: `upheld retention show` lists them")
    note_command("lift_hold", f"hold {number} on {held.dossier.slug}", opened.now)
    click.echo(f"hold {number} is lifted")
