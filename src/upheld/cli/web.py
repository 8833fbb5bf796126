"""`upheld web`: answers requests."""

from __future__ import annotations

import os

import click

from upheld.runtime.environment import read_environment
from upheld.runtime.folder import occupy
from upheld.runtime.opened import require_service
from upheld.runtime.process import enter


@click.command(name="web", short_help="Answer requests: pages and the API.")
def command() -> None:
    """Answer requests until SIGTERM, which lets those that were begun be finished.

    On SIGHUP the program is loaded anew beside the one that runs, and takes over from it; no request fails.
    Several may share one database and data folder.
    """
    enter()
    environment = read_environment(os.environ)
    require_service(environment)
    occupy(environment.data)
    # not the records: whatever this process loads, SIGHUP would not load anew
    from upheld.runtime.serving import serve

    serve(environment)
