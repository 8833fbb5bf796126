"""`upheld first-sign-in`: the link by which the first owner signs in."""

from __future__ import annotations

import click

from upheld.runtime.opened import open_service


@click.command(name="first-sign-in", short_help="Print the link by which the first owner signs in.")
@click.option("--anyway", is_flag=True, help="Although there is an owner: none of them can sign in any more.")
def command(anyway: bool) -> None:
    """Print a link that makes its first user an owner. It works once, for a day; an earlier one is ended."""
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # records can be imported now
    from upheld.runtime.starting import first_link

    link = first_link(opened, anyway=anyway)
    if link is None:
        raise click.ClickException("there is an owner, who can invite others: see People in the service")
    note_command("first_sign_in", "", opened.now)
    click.echo(link)
