"""The environment of the service: every setting a process reads, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from upheld.collect.probes.location import LOCATION_NAME
from upheld.errors import SettingError
from upheld.operations.work.addresses import Network, networks_of

DATA = "UPHELD_DATA"
DATABASE = "DATABASE_URL"
ADDRESS = "UPHELD_ADDRESS"
SECRET = "UPHELD_SECRET_KEY"  # noqa: S105 the name of a setting, not a secret
KEYS = "UPHELD_KEYS"
PROXIES = "UPHELD_PROXIES"
SECURITY_CONTACT = "UPHELD_SECURITY_CONTACT"
LISTEN = "UPHELD_LISTEN"
WEB_PROCESSES = "UPHELD_WEB_PROCESSES"
WEB_THREADS = "UPHELD_WEB_THREADS"
HANDS = "UPHELD_HANDS"
LEASE = "UPHELD_LEASE"
DISK_FLOOR = "UPHELD_DISK_FLOOR"
SAMPLES_MOST = "UPHELD_SAMPLES_MOST"
BACKUPS = "UPHELD_BACKUPS"
BACKUP_KEY = "UPHELD_BACKUP_KEY"
AGENT_BEAT = "UPHELD_AGENT_BEAT"
LOCATION = "UPHELD_LOCATION"
METRICS_TOKEN = "UPHELD_METRICS_TOKEN"  # noqa: S105 the name of a setting, not a secret
MAIL = "UPHELD_MAIL"
MAIL_FROM = "UPHELD_MAIL_FROM"
WEBHOOK_NETWORKS = "UPHELD_WEBHOOK_NETWORKS"
LIMITS = "UPHELD_LIMITS"
DEFAULT_ADDRESS = "http://127.0.0.1:8080"


class Limits(Struct, frozen=True, kw_only=True):
    """How many requests of each kind somebody may send within a minute: see `upheld.web.access.Limit`."""

    reads: int = 1_200
    sent: int = 60_000
    strangers: int = 120
    heartbeats: int = 120
    beacons: int = 120
    pages: int = 1_200

    def of(self, name: str) -> int:
        """The number of one."""
        return int(getattr(self, name))


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
    listen: tuple[str, int] = ("127.0.0.1", 8080)
    """On which address and port the web process listens."""
    web_processes: int = 1
    web_threads: int = 4
    """Requests that one web process answers at a time."""
    hands: int = 3
    """Pieces of work that one worker does at a time."""
    lease: int = 20
    """Seconds after which a worker that shows no sign of life is taken for dead."""
    disk_floor: int = 500
    """Megabytes (10^6 bytes) that must be free for the service to be ready."""
    samples_most: int | None = None
    """Megabytes that the samples of one dossier may take; any where absent."""
    backups: Path
    """The folder of nightly backups."""
    backup_key: str | None = None
    """Encrypts backups; kept in the data folder where absent."""
    agent_beat: int = 10
    """Seconds between two signs of life of an agent; what changes reaches it that soon."""
    location: str = "here"
    """What the service's own prober calls the place it probes from."""
    metrics_token: str | None = None
    """Who shows it is given the figures of `/metrics`; nobody where absent."""
    limits: Limits = Limits()
    mail: str | None = None
    """URL of the server that takes mail; it is written into the data folder where absent."""
    mail_from: str | None = None
    """From whom mail comes."""
    webhook_networks: tuple[Network, ...] = ()
    """Networks that webhooks may go to besides the open internet; without TLS, too."""

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
    data = Path(variables.get(DATA) or "upheld-data").absolute()
    return Environment(
        data=data,
        database=database,
        address=address,
        secret=variables.get(SECRET) or None,
        keys=variables.get(KEYS) or None,
        proxies=_number(variables, PROXIES, 0, range(0, 10)),
        security_contact=variables.get(SECURITY_CONTACT) or None,
        listen=_listening(variables.get(LISTEN), address),
        web_processes=_number(variables, WEB_PROCESSES, 1, range(1, 65)),
        web_threads=_number(variables, WEB_THREADS, 4, range(1, 257)),
        hands=_number(variables, HANDS, 3, range(1, 65)),
        lease=_number(variables, LEASE, 20, range(1, 46)),
        disk_floor=_number(variables, DISK_FLOOR, 500, range(0, 10**9)),
        samples_most=_number(variables, SAMPLES_MOST, 1, range(1, 10**9))
        if variables.get(SAMPLES_MOST)
        else None,
        backups=Path(variables.get(BACKUPS) or data / "backups").absolute(),
        backup_key=variables.get(BACKUP_KEY) or None,
        agent_beat=_number(variables, AGENT_BEAT, 10, range(1, 16)),
        location=_location(variables),
        metrics_token=variables.get(METRICS_TOKEN) or None,
        limits=_limits(variables.get(LIMITS) or ""),
        mail=variables.get(MAIL) or None,
        mail_from=variables.get(MAIL_FROM) or None,
        webhook_networks=_networks(variables.get(WEBHOOK_NETWORKS) or ""),
    )


def _limits(text: str) -> Limits:
    """Read limits that differ from the usual ones, such as `reads=6000 beacons=30`."""
    found: dict[str, int] = {}
    for each in text.split():
        name, _, number = each.partition("=")
        is_number = number.isascii() and number.isdecimal() and 0 < int(number) < 10**9
        if name not in Limits.__struct_fields__ or not is_number:
            names = ", ".join(Limits.__struct_fields__)
            raise SettingError(f"{LIMITS} has {each!r}: write name=number, with a name of {names}")
        found[name] = int(number)
    return Limits(**found)


def _number(variables: Mapping[str, str], name: str, default: int, within: range) -> int:
    text = variables.get(name) or str(default)
    if not (text.isascii() and text.isdecimal()) or int(text) not in within:
        raise SettingError(f"{name} is {text!r}: write a number from {within[0]} to {within[-1]}")
    return int(text)


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return networks_of(text)
    except ValueError:
        raise SettingError(
            f"{WEBHOOK_NETWORKS} is {text!r}: write networks as 10.1.0.0/16, fd00::/8"
        ) from None


def _location(variables: Mapping[str, str]) -> str:
    name = variables.get(LOCATION) or "here"
    if not LOCATION_NAME.fullmatch(name):
        raise SettingError(f"{LOCATION} is {name!r}: write a word of small letters, digits and hyphens")
    return name


def _listening(text: str | None, address: str) -> tuple[str, int]:
    """Where to listen; an address without TLS is taken to be this machine's own, one with TLS a proxy's."""
    parts = urlsplit(address)
    if text is None and parts.scheme == "https":
        text = "127.0.0.1:8080"
    try:
        asked = parts if text is None else urlsplit(f"//{text}")
        port = asked.port
    except ValueError:
        port = None
    if text is not None and (port is None or not asked.hostname or asked.path):
        raise SettingError(
            f"{LISTEN} is {text!r}: write it as 127.0.0.1:8080, or [::]:8080 for all addresses"
        )
    return asked.hostname or "127.0.0.1", 80 if port is None else port
