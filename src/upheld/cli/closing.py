"""`upheld closing`: months closed in the service."""

from __future__ import annotations

import click

from upheld.errors import UsageError
from upheld.runtime.opened import open_service


@click.group(name="closing", short_help="Close months in the service, and let their statements out.")
def command() -> None:
    """Close months in the service whose data folder or database the environment names.

    Its workers make the statements. A month is also closed by itself once it is over and has waited for late
    evidence.
    """


@command.command(name="begin", short_help="Close a month now.")
@click.argument("agreement")
@click.argument("period")
def begin(agreement: str, period: str) -> None:
    """Close PERIOD, such as 2026-03, of the AGREEMENT of that name in the service.

    It is judged by what is known now; closed before, this is a revision.
    """
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # records can be imported now
    from upheld.operations.month_end.beginning import begin_closing
    from upheld.store.agreements import AgreementVersion

    version = AgreementVersion.objects.filter(agreement__slug=agreement).order_by("-entry").first()
    if version is None:
        raise UsageError(f"there is no agreement {agreement!r} in the service: `upheld enrol` takes one in")
    closing = begin_closing(version, period, opened.now)
    note_command("closings", f"closing {closing.pk}", opened.now)
    click.echo(f"closing {closing.pk} of {period} begun; `upheld closing list` tells how far it is")


@command.command(name="list", short_help="List closings, and how far they are.")
def show() -> None:
    """List closings, the latest first."""
    open_service()
    from upheld.store.closings import Closing  # records can be imported now

    closings = Closing.objects.select_related("version__agreement").order_by("-pk")
    for each in closings.iterator(chunk_size=1000):
        revision = f" revision {each.revision}" if each.revision else ""
        made = f"{each.judged} of {each.subscriptions} statements" if each.subscriptions else ""
        about = f"{each.pk}  {each.version.agreement.slug} {each.period}{revision}"
        click.echo("  ".join(part for part in (about, each.stage, made, each.trouble) if part))


@command.command(name="release", short_help="Let the statements of a closing out.")
@click.argument("number", type=int)
def let_out(number: int) -> None:
    """Number the statements of the closing NUMBER, and show them to those whose they are."""
    opened = open_service()
    from upheld.operations.accounts.note import COMMAND_LINE, note_command  # records can be imported now
    from upheld.operations.month_end.release import release
    from upheld.store.closings import Closing

    closing = Closing.objects.filter(pk=number).first()
    if closing is None:
        raise UsageError(f"there is no closing {number}: `upheld closing list` names them")
    release(closing, COMMAND_LINE, opened.now)
    note_command("release_closing", f"closing {number}", opened.now)
    numbers = closing.statements.order_by("number").values_list("number", flat=True)
    first, last = numbers.first(), numbers.last()
    click.echo("no statement differs" if first is None else f"statements {first} to {last} are out")
