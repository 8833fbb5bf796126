"""`upheld pull`: what other systems have measured, asked for by the service's own machine."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from upheld.chrono.instant import MINUTE, Instant, Micros, format_instant, parse_instant
from upheld.cli.exits import TROUBLE
from upheld.errors import UnreadableFile
from upheld.quantity.duration import parse_duration
from upheld.runtime.opened import open_service

SETTLED = MINUTE
"""What is younger may still become otherwise where it is measured."""


@click.group(name="pull", short_help="Ask another system for what it has measured.")
def command() -> None:
    """Ask another system for what it has measured, and take it in as evidence."""


@command.command(name="prometheus", short_help="Ask a Prometheus for a range of time.")
@click.argument("address")
@click.option("--query", required=True, help="What is asked, in its language (PromQL).")
@click.option("--into", "slug", required=True, metavar="DOSSIER", help="The dossier it goes into.")
@click.option("--source", required=True, help="What bindings.yaml calls the Prometheus.")
@click.option("--step", default="1 min", show_default=True, help="How far apart the instants are.")
@click.option("--metric", default="", help="What series are called that have no name, as of functions.")
@click.option("--from", "since", metavar="TIME", help="From when on; later on, it goes on where it was.")
@click.option("--until", metavar="TIME", help="Until before when; a minute ago where left out.")
@click.option("--again", is_flag=True, help="Begin at --from again, whatever was pulled before.")
@click.option("--token-file", type=click.Path(path_type=Path), help="A file with a token to show (Bearer).")
def prometheus(
    address: str,
    query: str,
    slug: str,
    source: str,
    step: str,
    metric: str,
    since: str | None,
    until: str | None,
    again: bool,
    token_file: Path | None,
) -> None:
    """Ask the Prometheus at ADDRESS what a query came to, step by step, and record it.

    Which metrics are wanted, and as what, `bindings.yaml` of the dossier says. Run it by the minute or by the
    day: it goes on where it was, also after it was broken off, and the same again changes nothing.
    """
    gc.enable()
    opened = open_service()
    from upheld.collect.parcel.parcel import ParcelProblems  # records can be imported once it is open
    from upheld.collect.range_query import RangeQuery, ask
    from upheld.operations.accounts.note import COMMAND_LINE
    from upheld.operations.pulling import Pull, pull, pulled_until, remember, span_of
    from upheld.operations.taking_in import Place
    from upheld.runtime.intakes import Intakes
    from upheld.store.dossiers import dossier_named

    dossier = dossier_named(slug)
    asked = RangeQuery(
        address=address, query=query, step=Micros(parse_duration(step).micros), token=_token(token_file)
    )
    wish = Pull(asked=asked, source=source, metric=metric, actor=COMMAND_LINE)
    data, now = opened.environment.data, opened.now
    known = None if again else pulled_until(data, slug, wish)
    start, end = span_of(
        known,
        None if since is None else parse_instant(since),
        Instant(now - SETTLED) if until is None else parse_instant(until),
    )
    intakes = Intakes.of_environment(opened.environment)
    try:
        place = Place(dossier, intakes.of(slug))
        pieces = added = 0
        for piece in pull(place, wish, start, end, now, lambda one, other: ask(asked, one, other)):
            span = f"{format_instant(piece.first)} to {format_instant(piece.last)}"
            if isinstance(piece.outcome, ParcelProblems):
                for each in piece.outcome.problems[:10]:
                    click.echo(f"{each.place}: {each.reason}; {each.remedy}", err=True)
                click.echo(f"{span}: nothing of it was recorded, and it ends here", err=True)
                sys.exit(TROUBLE)
            remember(data, slug, wish, Instant(piece.last + asked.step))
            taken, left = piece.outcome.taken, piece.outcome.left_out
            pieces, added = pieces + 1, added + taken.added
            said = "".join(f", {count} left out ({why})" for why, count in left.items())
            click.echo(
                f"{span}: {taken.added} added, {taken.corrected} corrected, {taken.repeated} repeated{said}"
            )
    finally:
        intakes.close()
    click.echo(f"{added} added in {pieces} pieces, until {format_instant(end)}")


def _token(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"can't read {file}: a file with a token is wanted here") from error
