"""`upheld audit`: live state as it is kept, held against what raw evidence comes to."""

from __future__ import annotations

import sys
import time

import click

from upheld.cli.exits import TROUBLE
from upheld.runtime.opened import open_service

SECONDS_BETWEEN_TRIES = 3.0


@click.command(name="audit", short_help="Hold live state against a recomputation.")
@click.argument("agreement", required=False)
@click.option(
    "--as-of",
    "as_of",
    metavar="INSTANT",
    help="Follow the evidence up to this instant as the service does, and compare that; what is kept for "
    "pages is left aside.",
)
def command(agreement: str | None, as_of: str | None) -> None:
    """Recompute the live state of AGREEMENT, or of all agreements, from raw evidence, and compare.

    By the same entry of the ledger and as of the same instants; the slightest difference is told, and ends in
    exit code 1. The service may run meanwhile.
    """
    opened = open_service()
    from upheld.operations.live.audit import audit, audit_at  # records can be imported once it is open

    if as_of is None:
        data, now = opened.environment.data, opened.now
        audited = audit(data, agreement, now, lambda: time.sleep(SECONDS_BETWEEN_TRIES))
    else:
        audited = audit_at(opened.environment.data, agreement, as_of)
    for each in audited.differences:
        click.echo(f"{each.agreement}: {each.row}: {each.says}", err=True)
    for slug, why in audited.unsettled:
        click.echo(f"{slug}: not compared: {why}", err=True)
    what = f"{audited.findings} findings and {audited.clocks} clocks of {audited.agreements} agreements"
    if audited.differences or audited.unsettled:
        click.echo(f"{what}: {len(audited.differences)} differences, {len(audited.unsettled)} not compared")
        sys.exit(TROUBLE)
    click.echo(f"{what}: as raw evidence has it")
