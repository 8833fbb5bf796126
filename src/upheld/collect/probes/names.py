"""Names of hosts, looked up within a time."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading

from upheld.collect.probes import trouble
from upheld.collect.probes.address_rule import refusal
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, own
from upheld.collect.probes.targets.http import Family
from upheld.evidence.observation import State

_MOST_HANGING = 64
"""Lookups that nobody waits for any more; the system's lookup can't be called off."""

_hanging = threading.BoundedSemaphore(_MOST_HANGING)

_Found = list[str] | socket.gaierror


def allowed_addresses(
    host: str, may_be_private: bool, clockwork: Clockwork, family: Family = Family.ANY
) -> tuple[str, ...]:
    """Give the addresses of a host that may be asked; raises `Failure` where there are none."""
    addresses = tuple(each for each in addresses_of(host, clockwork) if _is_of(each, family))
    if not addresses:
        raise Failure(trouble.NO_NAME, f"{host} has no address of version {family.value}")
    refusals = [refusal(address, may_be_private, host) for address in addresses]
    allowed = tuple(address for address, reason in zip(addresses, refusals, strict=True) if not reason)
    if not allowed:
        raise Failure(trouble.PRIVATE, refusals[0], State.UNKNOWN)
    return allowed


def _is_of(address: str, family: Family) -> bool:
    return family is Family.ANY or (":" in address) == (family is Family.SIX)


def addresses_of(host: str, clockwork: Clockwork) -> tuple[str, ...]:
    """Give the addresses of a host in the order the system prefers; a literal address is its own.

    Raises `Failure`: `DOWN` where the name does not exist or has no address, `UNKNOWN` where nobody could be
    asked.
    """
    literal = host.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(literal)
    except ValueError:
        return _looked_up(host, clockwork)
    return (literal,)


def _looked_up(host: str, clockwork: Clockwork) -> tuple[str, ...]:
    if not _hanging.acquire(blocking=False):
        raise own(f"{_MOST_HANGING} lookups of names hang: no more are begun")
    answer: queue.SimpleQueue[_Found] = queue.SimpleQueue()
    try:
        threading.Thread(target=_look_up, args=(host, answer), daemon=True).start()
    except RuntimeError:
        _hanging.release()
        raise own("no thread could be started to look a name up") from None
    try:
        found = answer.get(timeout=clockwork.remaining())
    except (queue.Empty, TimeoutError):
        raise own(f"looking up {host} took too long") from None
    if isinstance(found, list):
        return tuple(found)
    if found.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
        raise Failure(trouble.NO_NAME, f"{host} has no address")
    raise own(f"{host} could not be looked up: {found.strerror}")


def _look_up(host: str, answer: queue.SimpleQueue[_Found]) -> None:
    try:
        rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        answer.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
    except socket.gaierror as error:
        answer.put(error)
    except (UnicodeError, OSError) as error:
        answer.put(socket.gaierror(socket.EAI_NONAME, str(error)))
    finally:
        _hanging.release()
