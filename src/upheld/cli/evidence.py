"""`upheld evidence`: look a folder of evidence over, or lay out an empty one for an agreement."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from upheld.cli.batches import batches, calendar, undo
from upheld.cli.evidence_page import print_checked
from upheld.cli.exits import CLEAN, TROUBLE
from upheld.cli.findings import counted, print_unusable
from upheld.cli.problems import print_reading
from upheld.cli.progress import tell
from upheld.collect.discovery import TELEMETRY
from upheld.operations.evidence import UnusableAgreement, check_evidence, lay_out
from upheld.operations.sorting import sort_samples
from upheld.telemetry.sorting import Sorted


@click.group(name="evidence", short_help="Check a folder of evidence, or lay out an empty one.")
def command() -> None:
    """Evidence is a folder of tables; `docs/evidence.md` describes them."""


@command.command(name="check", short_help="Read a folder of evidence and say what is in it.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--agreement",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Hold it beside this agreement: names that do not match, tables that are missing.",
)
def check(folder: Path, agreement: Path | None) -> None:
    """Read the evidence in DIR whole, and say what is in it and all that is wrong with it.

    Exits with 0 when it can be used, 1 when it can't, or when a binding names what the agreement does not
    have.
    """
    checked = check_evidence(folder, agreement)
    if isinstance(checked, UnusableAgreement):
        print_unusable(agreement or folder, checked.read.diagnostics, checked.read.holes)
        sys.exit(TROUBLE)
    print_checked(folder, agreement, checked)
    is_amiss = checked.reading.evidence is None or (checked.fit is not None and bool(checked.fit.unknown))
    sys.exit(TROUBLE if is_amiss else CLEAN)


@command.command(name="template", short_help="Write the empty tables an agreement is judged by.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder; nothing in it is overwritten.",
)
def template(agreement: Path, folder: Path) -> None:
    """Write the tables AGREEMENT is judged by, with their headers, and bindings to fill in."""
    files = lay_out(agreement, folder)
    if isinstance(files, UnusableAgreement):
        print_unusable(agreement, files.read.diagnostics, files.read.holes)
        sys.exit(TROUBLE)
    click.echo(f"{folder}: {len(files)} files written for {agreement}\n")
    width = max(len(file.name) for file in files)
    for file in files:
        click.echo(f"  {file.name:{width}}  {file.holds}")
        margin = " " * (width + 4)
        click.echo(click.wrap_text(file.purpose, 100, initial_indent=margin, subsequent_indent=margin))
    click.echo(
        "\nAn empty table says that nothing happened: no ticket came, but no copy was made either. Take out\n"
        "a table of which nobody keeps records; then what it would tell is unknown.\n\n"
        f"How far you are: upheld evidence check {folder} --agreement {agreement}"
    )


@command.command(name="sort", short_help="Sort samples by day and time, for months of millions.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder of evidence that gets the sorted samples, as `telemetry`.",
)
def sort(folder: Path, output: Path) -> None:
    """Sort the tables of samples in DIR into the folder `telemetry` of another folder of evidence.

    Every command reads it in place of the tables, which are to be kept elsewhere, much faster and in
    little memory. Nothing is left behind where something is wrong.
    """
    try:
        done = sort_samples(folder, output, _progress)
    finally:
        tell("")
    if not isinstance(done, Sorted):
        print_reading(str(folder), done, err=True)
        sys.exit(TROUBLE)
    repeated = f", {counted(done.repeated, 'repeated sample')} left out" if done.repeated else ""
    click.echo(
        f"{counted(done.rows, 'sample')} of {counted(done.series, 'site')} on {counted(done.days, 'day')} "
        f"sorted into {output / TELEMETRY}{repeated}"
    )


def _progress(what: str, done: int, of: int) -> None:
    tell(f"{done:,} samples read" if what == "read" else f"{done:,} of {of:,} parts sorted")


command.add_command(batches)
command.add_command(undo)
command.add_command(calendar)
