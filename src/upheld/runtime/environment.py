"""The environment of the service: every setting a process reads, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from upheld.errors import SettingError

DATA = "UPHELD_DATA"
DATABASE = "DATABASE_URL"
ADDRESS = "UPHELD_ADDRESS"
SECRET = "UPHELD_SECRET_KEY"  # noqa: S105 the name of a setting, not a secret
DEFAULT_ADDRESS = "http://127.0.0.1:8080"


class Environment(Struct, frozen=True, kw_only=True):
    """What the environment says; what it leaves open is found in the data folder."""

    data: Path
    """The folder that everything is kept in: the embedded database, telemetry, keys."""
    database: str | None = None
    """URL of a PostgreSQL database; SQLite in the data folder where absent."""
    address: str = DEFAULT_ADDRESS
    """Under which address people reach the service, without a path."""
    secret: str | None = None
    """Signs sessions and links; kept in the data folder where absent."""

    @property
    def host(self) -> str:
        """The name in the address."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_https(self) -> bool:
        """Whether people reach the service by TLS only."""
        return urlsplit(self.address).scheme == "https"


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read the settings of a process. SettingError for one that can't be meant."""
    address = (variables.get(ADDRESS) or DEFAULT_ADDRESS).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise SettingError(f"{ADDRESS} is {address!r}: write it as https://sla.example.net")
    database = variables.get(DATABASE) or None
    if database is not None and urlsplit(database).scheme not in ("postgresql", "postgres"):
        scheme = urlsplit(database).scheme or "no scheme"
        raise SettingError(
            f"{DATABASE} has {scheme}: write postgresql://user:password@host/name, or leave it out for "
            "SQLite in the data folder"
        )
    return Environment(
        data=Path(variables.get(DATA) or "upheld-data").absolute(),
        database=database,
        address=address,
        secret=variables.get(SECRET) or None,
    )
