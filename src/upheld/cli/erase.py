"""`upheld erase`: the personal data of a customer taken out of the service."""

from __future__ import annotations

import click

from upheld.errors import UsageError
from upheld.runtime.opened import open_service


@click.command(name="erase", short_help="Take the data of a customer out of the service.")
@click.argument("customer")
@click.option("--from", "slug", required=True, metavar="DOSSIER", help="The dossier it is in.")
@click.option("--why", required=True, help="Why; it stands in the ledger, so name nobody.")
@click.option("--statements", is_flag=True, help="Take the documents of their statements away, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(customer: str, slug: str, why: str, statements: bool, yes: bool) -> None:
    """Take away every row about CUSTOMER, as it stands and as it stood, and the name; it can't be undone.

    Digests stay, so that the ledger stays whole; what was judged stays judged. Backups keep it a while.
    """
    opened = open_service()
    from upheld.operations.accounts.note import COMMAND_LINE, note_command  # records can be imported now
    from upheld.operations.erasing import erase, look_at
    from upheld.store.customers import Customer

    found = Customer.objects.select_related("dossier").filter(dossier__slug=slug, name=customer).first()
    if found is None:
        raise UsageError(f"there is no customer {customer!r} in {slug}")
    if not yes:
        there = look_at(found)
        documents = f" and the documents of {there.statements} statements" if statements else ""
        click.confirm(
            f"Take {there.rows} rows of {customer}{documents} out of {slug}? It can't be undone", abort=True
        )
    erased = erase(found, COMMAND_LINE, why, opened.now, statements=statements)
    note_command("erasure", f"customer {found.pk}", opened.now)
    said = f"{erased.rows} rows and {erased.statements} statements erased"
    click.echo(f"{said}, in entry {erased.sequence} of the ledger")
