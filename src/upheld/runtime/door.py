"""The door: whether the service's own web process answers, so that what is sent to it can come in."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from upheld.runtime.environment import Environment

_SECONDS = 3.0
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what listens everywhere is asked here
_PATH = "/livez"


def door_is_open(environment: Environment) -> bool:
    """Ask on this machine, and where nothing answers by the address that people use."""
    host, port = environment.listen
    if _answers(HTTPConnection(_ANYWHERE.get(host, host), port, timeout=_SECONDS), environment.host):
        return True
    parts = urlsplit(environment.address)
    kind = HTTPSConnection if environment.is_https else HTTPConnection
    return _answers(kind(parts.hostname or "", parts.port, timeout=_SECONDS), environment.host)


def _answers(connection: HTTPConnection, host: str) -> bool:
    try:
        connection.request("GET", _PATH, headers={"Host": host})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
