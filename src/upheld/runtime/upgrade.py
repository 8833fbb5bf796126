"""Records of an older version of the program brought to the form that this one needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from upheld.errors import SettingError
from upheld.store.form import is_new, pending, unknown

_LOCK = 0x75706865  # "uphe": any number that is ours


def require_current() -> None:
    """SettingError where the form of the records is not that of this version of the program."""
    if unknown():
        raise SettingError(f"the records are of a newer version of Upheld ({unknown()[-1]}): start that one")
    if pending():
        raise SettingError("the records are of an older version of Upheld: run `upheld migrate` first")


def bring_up_to_date(before: Callable[[], None]) -> tuple[str, ...]:
    """Apply every step that is missing, having called `before` where there are records; name the steps."""
    if unknown():
        raise SettingError(f"the records are of a newer version of Upheld ({unknown()[-1]}): start that one")
    with _alone():
        steps = pending()
        if steps:
            if not is_new():
                before()
            call_command("migrate", interactive=False, verbosity=0)
    return steps


@contextmanager
def _alone() -> Iterator[None]:
    """Of several processes that start at once, one brings the records up to date; the others wait for it."""
    if connection.vendor != "postgresql":
        yield  # the one that starts a service on SQLite holds its folder
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
