"""`upheld worker`: does the work that changes have caused."""

from __future__ import annotations

import click

from upheld.runtime.folder import occupy
from upheld.runtime.opened import open_service
from upheld.runtime.process import enter


@click.command(name="worker", short_help="Do work: deliveries, closings, backups.")
def command() -> None:
    """Do work until SIGTERM; what was begun is then finished or handed back.

    Several may share one database and data folder: each piece of work takes effect once, and work of one that
    dies is taken over by the others.
    """
    enter()
    opened = open_service()
    occupy(opened.environment.data)
    from upheld.runtime.labour import kinds_of, rounds_of  # records can be imported once the service is open
    from upheld.runtime.labouring import labour, terms_of
    from upheld.runtime.upgrade import require_current

    require_current()
    labour(kinds_of(opened), rounds_of(opened), lambda: opened.now, terms_of(opened.environment))
