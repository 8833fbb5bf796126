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

    It is judged by what is known now; where statements of it are out, this is a revision.
    """
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # records can be imported now
    from upheld.operations.month_end.beginning import begin_closing, version_for
    from upheld.store.agreements import AgreementVersion

    version = version_for(AgreementVersion.objects.filter(agreement__slug=agreement), period)
    if version is None:
        raise UsageError(f"there is no agreement {agreement!r} in the service: `upheld enrol` takes one in")
    closing = begin_closing(version, period, opened.now)
    note_command("closings", f"closing {closing.pk}", opened.now)
    click.echo(f"closing {closing.pk} of {period} begun; `upheld closing list` tells how far it is")


@command.command(name="list", short_help="List closings, and how far they are.")
def show() -> None:
    """List closings, the latest first."""
    open_service()
    from django.db.models import Count  # records can be imported now

    from upheld.store.closings import Closing

    closings = Closing.objects.select_related("version__agreement").order_by("-pk")
    closings = closings.annotate(troubled=Count("unjudged"))
    for each in closings.iterator(chunk_size=1000):
        revision = f" revision {each.revision}" if each.revision else ""
        made = f"{each.judged} of {each.subscriptions} statements" if each.subscriptions else ""
        troubled = f"{each.troubled} not judged: see its page" if each.troubled else ""
        about = f"{each.pk}  {each.version.agreement.slug} {each.period}{revision}"
        click.echo("  ".join(part for part in (about, each.stage, made, troubled, each.trouble) if part))


@command.command(name="set", short_help="Say how months of an agreement are closed.")
@click.argument("agreement")
@click.option(
    "--after", "days", metavar="DAYS", help="So long after its end a month waits for late evidence."
)
@click.option(
    "--release",
    "out",
    type=click.Choice(["at-once", "by-somebody"]),
    help="Whether statements go out as soon as they are made, or somebody lets them out.",
)
def ruled(agreement: str, days: str | None, out: str | None) -> None:
    """Say how long months of AGREEMENT wait, and whether somebody looks before statements go out.

    What is not named stays as it is; without options nothing is changed, and it is shown how things are.
    """
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # records can be imported now
    from upheld.operations.month_end.ruling import Closure, closure_of, read_wait, rule
    from upheld.store.agreements import Agreement

    found = Agreement.objects.filter(slug=agreement).first()
    if found is None:
        raise UsageError(f"there is no agreement {agreement!r} in the service: `upheld enrol` takes one in")
    closure = closure_of(found)
    if days is not None or out is not None:
        closure = Closure(
            days=closure.days if days is None else read_wait(days),
            at_once=closure.at_once if out is None else out == "at-once",
        )
        rule(found, closure)
        note_command("closing_rule", f"agreement {agreement}: {closure}", opened.now)
    click.echo(f"months of {agreement} are {closure}")


@command.command(name="decline", short_help="Let none of the statements of a closing out.")
@click.argument("number", type=int)
@click.option("--why", required=True, help="Why; staff see it on the page of the closing.")
def turn_down(number: int, why: str) -> None:
    """Keep the statements of the closing NUMBER from going out; the month can be closed anew."""
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # records can be imported now
    from upheld.operations.month_end.declining import decline
    from upheld.store.closings import Closing

    closing = Closing.objects.filter(pk=number).first()
    if closing is None:
        raise UsageError(f"there is no closing {number}: `upheld closing list` names them")
    decline(closing, why)
    note_command("decline_closing", f"closing {number}", opened.now)
    click.echo(f"none of the statements of closing {number} goes out; `upheld closing begin` closes it anew")


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
