"""Databases: how Django reaches SQLite in the data folder, or PostgreSQL by its address."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from upheld.runtime.environment import Environment

KEPT_SECONDS = 60
"""So long a thread keeps its connection: to open one, with all that the records are made of, costs more than
many requests do."""
WAIT_SECONDS = 20
"""So long a writer waits for another one in SQLite before it gives up."""
_SESSION = (
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 "
    "-c idle_in_transaction_session_timeout=45000"
)
"""The server lets go of what is locked by a machine that is no more, or by a process that stands still:
between two statements of a transaction there are never 45 seconds."""
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": WAIT_SECONDS,
    # FULL, not NORMAL: what was acknowledged must survive a power cut
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
    "PRAGMA cache_size=-8000;",
}


def database_of(environment: Environment) -> dict[str, object]:
    """Give Django's settings of the one database."""
    if environment.database is None:
        return {
            "ENGINE": "upheld.store.sqlite",
            "NAME": str(environment.data / "upheld.sqlite3"),
            "CONN_MAX_AGE": KEPT_SECONDS,
            "OPTIONS": _SQLITE,
        }
    url = urlsplit(environment.database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": _SESSION, **dict(parse_qsl(url.query))},
    }
