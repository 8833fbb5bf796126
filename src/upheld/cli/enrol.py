"""`upheld enrol`: an agreement on files, with its evidence, taken into the service."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from upheld.cli import options
from upheld.cli.unusable import usable
from upheld.runtime.opened import open_service


@click.command(name="enrol", short_help="Take an agreement and its evidence into the service.")
@click.argument("agreement", type=click.Path(path_type=Path))
@options.evidence("Folder of tables of evidence to record with it.", required=False)
@click.option("--slug", required=True, metavar="NAME", help="What it is called in addresses: `hosting`.")
def command(agreement: Path, evidence: Path | None, slug: str) -> None:
    """Seal AGREEMENT with its calendars in the service, and record evidence for it: all of it, or nothing.

    The same again changes nothing; rows that say otherwise than before are corrections.
    """
    gc.enable()
    opened = open_service()
    from upheld.operations.accounts.note import COMMAND_LINE, note_command  # records can be imported now
    from upheld.operations.enrolling import Enrolment, enrol

    enrolment = Enrolment(
        agreement=agreement, evidence=evidence, slug=slug, actor=COMMAND_LINE, now=opened.now
    )
    enrolled = usable(enrol(enrolment), agreement, str(evidence))
    version = enrolled.version
    note_command("enrol", f"agreement {slug}, version {version.version}", opened.now)
    click.echo(f"{version.agreement.name}, version {version.version}, is enrolled as {slug}")
    click.echo(f"{enrolled.rows} rows of evidence recorded")
