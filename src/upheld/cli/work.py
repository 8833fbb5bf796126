"""`upheld work`: what is waiting to be done, what failed, and letting it be tried again."""

from __future__ import annotations

import sys

import click

from upheld.chrono.instant import Instant, format_instant
from upheld.cli.exits import TROUBLE
from upheld.runtime.opened import open_service


@click.group(name="work", short_help="See work that waits or failed, and try it again.")
def command() -> None:
    """Look at the work of the service whose data folder or database the environment names."""


@command.command(name="list", short_help="List work that is not done.")
def show() -> None:
    """List work that was set aside, waits, or is being done; exit with 1 where anything was set aside.

    Work of a kind that this version of the program does not know waits for one that does.
    """
    opened = open_service()
    from upheld.runtime.labour import kinds_of  # records can be imported once the service is open
    from upheld.store.work import State, Work

    known = {kind.name: kind.version for kind in kinds_of(opened)}
    shown = Work.objects.exclude(state=State.DONE).order_by("state", "due_at", "pk")
    for work in shown.iterator(chunk_size=1000):
        about = f"{work.pk}  {work.state}  {work.kind} {work.key}".rstrip()
        due = format_instant(Instant(work.due_at))
        trouble = f": {work.trouble}" if work.trouble else ""
        if work.version > known.get(work.kind, 0) and work.state == State.WAITING:
            trouble = ": this version of the program does not know it"
        click.echo(f"{about}  due {due}  {work.attempts} attempts{trouble}")
    aside = shown.filter(state=State.SET_ASIDE).count()
    click.echo(f"{shown.count()} pieces of work, {aside} set aside")
    if aside:
        sys.exit(TROUBLE)


@command.command(name="retry", short_help="Let work that was set aside be tried again.")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--kind", help="All of a kind.")
def again(numbers: tuple[int, ...], kind: str | None) -> None:
    """Let work be tried again from its first attempt: pieces by their numbers, or all of a kind."""
    if not numbers and kind is None:
        raise click.UsageError("name the numbers of work that `upheld work list` shows, or give --kind")
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # records can be imported now
    from upheld.store.leases import retry
    from upheld.store.work import Work

    chosen = Work.objects.all()
    if numbers:
        chosen = chosen.filter(pk__in=numbers)
    if kind is not None:
        chosen = chosen.filter(kind=kind)
    waiting = retry(chosen, opened.now)
    named = " ".join([*(str(each) for each in numbers), *([] if kind is None else [f"of the kind {kind}"])])
    note_command("retry_work", f"work {named}", opened.now)
    click.echo(f"{waiting} pieces of work wait again")
