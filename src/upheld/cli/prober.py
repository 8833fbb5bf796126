"""`upheld prober`: probes from where the service is."""

from __future__ import annotations

import click

from upheld.runtime.folder import occupy
from upheld.runtime.opened import open_service
from upheld.runtime.process import enter


@click.command(name="prober", short_help="Probe from where the service is.")
def command() -> None:
    """Probe until SIGTERM what is defined for the location of the service; `upheld up` starts one by itself.

    Several may share one database and data folder: one is on duty, and another takes over within a minute.
    """
    enter()
    opened = open_service()
    occupy(opened.environment.data)
    from upheld.runtime.own_probing import probe  # records can be imported once the service is open
    from upheld.runtime.upgrade import require_current

    require_current()
    probe(opened)
