"""Names of hosts, looked up within a time."""

from __future__ import annotations

import ipaddress
import queue
import threading

from upheld.collect.probes import trouble
from upheld.collect.probes.address_rule import refusal
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, own
from upheld.collect.probes.resolver import Lookup, look_up
from upheld.collect.probes.targets.http import Family
from upheld.evidence.observation import State

_MOST_HANGING = 64
"""Lookups that nobody waits for any more; the system's lookup can't be called off."""

_hanging = threading.BoundedSemaphore(_MOST_HANGING)


def allowed_addresses(
    host: str,
    may_be_private: bool,
    clockwork: Clockwork,
    family: Family = Family.ANY,
    asked: str | None = None,
) -> tuple[str, ...]:
    """Give the addresses of a host that may be asked; raises `Failure` where there are none.

    `asked` is the host as the definition has it, where something else led to this one.
    """
    addresses = addresses_of(host, clockwork, family)
    refusals = [refusal(address, may_be_private, host if asked is None else asked) for address in addresses]
    allowed = tuple(address for address, reason in zip(addresses, refusals, strict=True) if not reason)
    if not allowed:
        raise Failure(trouble.PRIVATE, refusals[0], State.UNKNOWN)
    return allowed


def addresses_of(host: str, clockwork: Clockwork, family: Family = Family.ANY) -> tuple[str, ...]:
    """Give the addresses of a host in the order the system prefers; a literal address is its own.

    Raises `Failure`: `DOWN` where the name leads nowhere, `UNKNOWN` where nobody could be asked.
    """
    literal = host.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(literal)
    except ValueError:
        return _looked_up(host, family, clockwork)
    if family is not Family.ANY and (":" in literal) != (family is Family.SIX):
        raise Failure(trouble.NO_NAME, f"{host} is no address of version {family.value}")
    return (literal,)


def _looked_up(host: str, family: Family, clockwork: Clockwork) -> tuple[str, ...]:
    if not _hanging.acquire(blocking=False):
        raise own(f"{_MOST_HANGING} lookups of names hang: no more are begun")
    answer: queue.SimpleQueue[Lookup] = queue.SimpleQueue()

    def work() -> None:
        try:
            answer.put(look_up(host, family))
        finally:
            _hanging.release()

    try:
        threading.Thread(target=work, daemon=True).start()
    except RuntimeError:
        _hanging.release()
        raise own("no thread could be started to look a name up") from None
    try:
        found = answer.get(timeout=clockwork.remaining())
    except (queue.Empty, TimeoutError):
        raise Failure(trouble.TIMEOUT, f"the lookup of {host} took too long") from None
    if found.trouble:
        code, _, words = found.trouble.partition(": ")
        raise Failure(code, words, State.UNKNOWN if found.is_own else State.DOWN)
    return found.addresses
