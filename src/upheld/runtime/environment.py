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
KEYS = "UPHELD_KEYS"
PROXIES = "UPHELD_PROXIES"
SECURITY_CONTACT = "UPHELD_SECURITY_CONTACT"
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
    keys: str | None = None
    """Encrypt secrets at rest, the newest first; kept in the data folder where absent."""
    proxies: int = 0
    """So many proxies stand before the service, each of which says for whom it asks."""
    security_contact: str | None = None
    """Where weaknesses are reported, as an address `mailto:` or `https:`."""

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
        keys=variables.get(KEYS) or None,
        proxies=_proxies(variables.get(PROXIES) or "0"),
        security_contact=variables.get(SECURITY_CONTACT) or None,
    )


def _proxies(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > 9:
        raise SettingError(f"{PROXIES} is {text!r}: write how many proxies stand before the service, 0 to 9")
    return int(text)
