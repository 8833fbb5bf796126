"""`upheld retention`: how long samples are kept, and what must stay."""

from __future__ import annotations

import click

from upheld.chrono.instant import DAY, Instant, format_instant, parse_instant
from upheld.errors import TimeError, UsageError
from upheld.runtime.opened import open_service

_BY = "command line"


@click.group(name="retention", short_help="How long samples are kept, and what must stay.")
def command() -> None:
    """Say how long samples are kept in the service, hold what must stay, and see what would go."""


@command.command(name="keep", short_help="Keep samples for so many days.")
@click.argument("agreement")
@click.argument("days")
def keep(agreement: str, days: str) -> None:
    """Keep the samples that AGREEMENT is judged by for DAYS, or `for-ever`; its dossier keeps the longest."""
    if days != "for-ever" and not (days.isascii() and days.isdecimal() and 0 < int(days) <= 36_525):
        raise UsageError(f"{days!r} is no number of days: write 1 to 36525, or for-ever")
    open_service()
    from upheld.store.agreements import Agreement  # records can be imported once the service is open

    kept = None if days == "for-ever" else int(days)
    if not Agreement.objects.filter(slug=agreement).update(retention_days=kept):
        raise UsageError(f"there is no agreement {agreement!r} in the service")
    click.echo(f"samples of {agreement} are kept {'for ever' if kept is None else f'for {kept} days'}")


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


@command.command(name="hold", short_help="Hold evidence until somebody lifts it.")
@click.argument("dossier")
@click.option("--from", "since", required=True, metavar="DAY", help="The first day it tells of.")
@click.option("--until", required=True, metavar="DAY", help="The day after the last.")
@click.option("--customer", default="", help="Whose evidence it is; everybody's where left out.")
@click.option("--why", required=True, help="Why; it stands in the ledger.")
def hold(dossier: str, since: str, until: str, customer: str, why: str) -> None:
    """Hold the evidence of a DOSSIER of a time: no sample of it is removed, and nobody of it is erased."""
    opened = open_service()
    from upheld.store.dossiers import Dossier  # records can be imported once the service is open
    from upheld.store.retention import LegalHold
    from upheld.store.retention import hold as set_hold

    found = Dossier.objects.filter(slug=dossier).first()
    if found is None:
        raise UsageError(f"there is no dossier {dossier!r} in the service")
    first, last = _day(since), _day(until)
    if last <= first:
        raise UsageError("a hold begins before it ends: --from is a day before --until")
    held = set_hold(
        LegalHold(dossier=found, customer=customer, since=int(first), until=int(last)), _BY, why, opened.now
    )
    click.echo(f"hold {held.pk} is set; `upheld retention lift {held.pk}` lifts it")


@command.command(name="lift", short_help="Lift a hold.")
@click.argument("number", type=int)
def lift(number: int) -> None:
    """Lift the hold NUMBER that `upheld retention show` lists."""
    opened = open_service()
    from upheld.store.retention import LegalHold  # records can be imported once the service is open
    from upheld.store.retention import lift as lift_hold

    held = LegalHold.objects.select_related("dossier").filter(pk=number).first()
    if held is None or not lift_hold(held, _BY, opened.now):
        raise UsageError(f"there is no hold {number}, or it was lifted: `upheld retention show` lists them")
    click.echo(f"hold {number} is lifted")


def _day(text: str) -> Instant:
    try:
        return parse_instant(f"{text}T00:00:00Z")
    except TimeError as error:
        raise UsageError(f"{text!r} is no day: write it like 2026-03-01") from error
