"""Starting the service on one machine, from nothing or from what is there."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import django

from upheld.errors import SettingError
from upheld.runtime.apart import apart
from upheld.runtime.environment import LISTEN, Environment
from upheld.runtime.folder import occupy, prepare, sole_use
from upheld.runtime.keys import backup_key
from upheld.runtime.marking import is_wanted, mark
from upheld.runtime.opened import SETTINGS, Opened
from upheld.runtime.serving import APPLICATION, serve
from upheld.runtime.supervision import supervise

Tell = Callable[[str], None]
UP = "up.lock"


def start(environment: Environment, tell: Tell, examples: Path | None = None) -> None:
    """Make what is missing, bring the rest up to date, and keep web and worker running until told to stop.

    With a folder of examples, those that are not there yet are taken in first.
    """
    prepare(environment.data)
    occupy(environment.data)
    with sole_use(environment.data, "started there", UP):
        _require_free(environment)
        opened = Opened(environment)
        _load()
        # in a process that ends: all that are forked from this one would have its memory for good
        link = apart(lambda: _make_ready(opened, tell, examples))
        if is_wanted(environment):
            import_module("upheld.runtime.own_probing")
        supervise(
            {
                "web": lambda: serve(environment),
                "worker": lambda: _labour(opened),
                "prober": lambda: _probe(opened),
            },
            lambda: _announce(environment, link, tell),
            {"prober": lambda: is_wanted(environment)},
        )


def _make_ready(opened: Opened, tell: Tell, examples: Path | None) -> str | None:
    """Bring records up to date, and fill them where that is asked; give the link of the first owner."""
    steps = set_up(opened.environment)
    if steps:
        tell(f"Database brought up to date: {len(steps)} steps")
    if examples is not None:
        _take_in(examples, opened, tell)
    _mark(opened.environment)
    return first_link(opened)


def set_up(environment: Environment) -> Sequence[str]:
    """Open the records of an environment, made or brought up to date; name the steps that this took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    from django.db import connections

    from upheld.runtime.upgrade import bring_up_to_date  # Django must be set up

    steps = bring_up_to_date(lambda: _keep(environment))
    # a connection must not be shared with processes that are forked
    connections.close_all()
    return steps


def _take_in(examples: Path, opened: Opened, tell: Tell) -> None:
    from django.db import connections

    from upheld.operations.examples import enrol_examples

    enrol_examples(
        examples,
        opened.now,
        opened.environment.address,
        lambda name, number, of: tell(f"Taking in the examples: {number} of {of}, {name}"),
    )
    connections.close_all()


def _keep(environment: Environment) -> None:
    """Make a backup of the records before they are brought to another form."""
    from upheld.operations.backup.making import make_backup  # Django must be set up
    from upheld.operations.backup.nightly import name_of
    from upheld.store.form import newest

    now = Opened(environment).now
    path = environment.backups / name_of(now).replace("upheld-", f"before-upgrade-from-{newest()}-")
    make_backup(path, environment.data, backup_key(environment), lambda: now)


def first_link(opened: Opened, *, anyway: bool = False) -> str | None:
    """Give the link by which the first owner signs in; absent where there is one."""
    from django.db import connections

    from upheld.operations.accounts.invite import first_sign_in  # Django must be set up

    link = first_sign_in(opened.now, anyway=anyway)
    connections.close_all()
    return link


def _load() -> None:
    """Load what the processes need before they are forked, so that they share it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import_module(APPLICATION.split(":")[0])
    import_module("upheld.runtime.labour")
    import_module("django.db.models.sql.compiler")
    from django.template.loader import get_template
    from django.urls import reverse

    # with the first of each all addresses are read, and all that templates may use
    reverse("livez")
    get_template("frame.html")


def _labour(opened: Opened) -> None:
    from upheld.runtime.labour import kinds_of, rounds_of
    from upheld.runtime.labouring import labour, terms_of

    labour(kinds_of(opened), rounds_of(opened), lambda: opened.now, terms_of(opened.environment))


def _probe(opened: Opened) -> None:
    from upheld.runtime.own_probing import probe

    probe(opened)


def _mark(environment: Environment) -> None:
    """Find out whether there is something to probe from here."""
    from django.db import connections

    from upheld.operations.probing.own import Roll

    mark(environment, is_wanted=bool(Roll(environment.location).dossiers()))
    connections.close_all()


def _require_free(environment: Environment) -> None:
    """SettingError where somebody listens at our place: each of two would get half the requests."""
    if _answers(environment):
        host, port = environment.listen
        raise SettingError(f"another process listens at {host}:{port}: stop it, or set {LISTEN}")


def _answers(environment: Environment) -> bool:
    try:
        socket.create_connection(environment.listen, timeout=1).close()
    except OSError:
        return False
    return True


def _announce(environment: Environment, link: str | None, tell: Tell) -> bool:
    if not _answers(environment):
        return False
    tell(f"Upheld is at {environment.address}")
    if link is not None:
        tell(f"Open this first, once, within a day: {link}")
    tell(f"Everything is kept in {environment.data}; stop with Ctrl-C")
    return True
