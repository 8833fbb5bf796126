"""Mail: how the service sends electronic mail, from one address that names a server."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from upheld.errors import SettingError
from upheld.runtime.environment import MAIL, Environment

_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_WAIT_SECONDS = 15


def mail_of(environment: Environment) -> Mapping[str, object]:
    """Give Django's settings of mail; without a server it is written into the data folder, to be read."""
    sender = environment.mail_from or f"Upheld <upheld@{environment.host}>"
    shared = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender, "EMAIL_TIMEOUT": _WAIT_SECONDS}
    if environment.mail is None:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {**shared, "EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(environment.data / "mail")}
    url = urlsplit(environment.mail)
    try:
        port = url.port
    except ValueError:
        port = 0
    if url.scheme not in _PORTS or not url.hostname or url.path.strip("/") or port == 0:
        # never the address itself: it may hold a password
        raise SettingError(
            f"{MAIL} names no server: write smtp://user:password@mail.example.net, with smtps:// for TLS "
            "from the start and smtp+plain:// for none"
        )
    return {
        **shared,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port or _PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp",
        "EMAIL_USE_SSL": url.scheme == "smtps",
    }
