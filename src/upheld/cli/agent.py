"""`upheld agent`: probes from elsewhere."""

from __future__ import annotations

import logging.config
import signal
import threading
from pathlib import Path

import click

from upheld.collect.probes.location import LOCATION_NAME
from upheld.errors import UsageError

MEBIBYTE = 1 << 20


@click.command(name="agent", short_help="Probe from elsewhere, and deliver what was seen.")
@click.option("--server", required=True, metavar="URL", help="Where the service is: https://sla.example.net")
@click.option("--token", metavar="TOKEN", help="The token itself; others on this machine can see it there.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A file with the token in it.",
)
@click.option("--location", required=True, metavar="NAME", help="From where it probes, as the token says.")
@click.option(
    "--spool",
    type=click.Path(file_okay=False, path_type=Path),
    default="upheld-spool",
    show_default=True,
    metavar="DIR",
    help="Where results are kept until they are delivered.",
)
@click.option(
    "--spool-limit",
    type=click.IntRange(1, 1 << 20),
    default=1024,
    show_default=True,
    metavar="MB",
    help="So many mebibytes the spool may hold.",
)
@click.option(
    "--authorities",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Certificates of authorities that are trusted instead of the machine's.",
)
@click.option("--plain-http", is_flag=True, help="Send the token without TLS to another machine.")
def command(
    server: str,
    token: str | None,
    token_file: Path | None,
    location: str,
    spool: Path,
    spool_limit: int,
    authorities: Path | None,
    plain_http: bool,
) -> None:
    """Probe from a location what the service says, until SIGTERM.

    What was seen is kept on disk until the service has it, so that nothing is lost while it can't be reached.
    Of several agents of one location one is on duty; another takes over within a minute.
    """
    from upheld.collect.probes.prober import Prober
    from upheld.runtime.agent.clock import SteadyClock
    from upheld.runtime.agent.line import Place
    from upheld.runtime.agent.service import Agent, Wish
    from upheld.runtime.logs import LOGGING
    from upheld.runtime.process import enter

    enter()
    logging.config.dictConfig(LOGGING | {"loggers": {"upheld": {"level": "INFO"}}})
    if not LOCATION_NAME.fullmatch(location):
        raise UsageError(f"the location is {location!r}: write a word of small letters, digits and hyphens")
    place = Place(
        server=server, token=_token(token, token_file), authorities=authorities, may_be_plain=plain_http
    )
    wish = Wish(place=place, location=location, spool=spool, most=spool_limit * MEBIBYTE)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Agent(wish, Prober, SteadyClock()).run(stop)


def _token(token: str | None, file: Path | None) -> str:
    if (token is None) == (file is None):
        raise UsageError("give the token by `--token-file FILE`, or by `--token TOKEN`, and not by both")
    found = (token or "") if file is None else file.read_text(encoding="utf-8")
    if not found.strip() or not found.strip().isascii():
        raise UsageError("there is no token: copy it from the page of agents, where it is shown once")
    return found.strip()
