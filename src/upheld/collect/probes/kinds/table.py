"""The table of kinds: which module asks which kind; a module is loaded when its kind is first asked."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets

Ask = Callable[[Probe, Secrets, Clockwork], Seen]
"""One attempt of a kind that blocks, in a thread of its own, until the clockwork's deadline at the latest.

What the target does wrong is a state; OSError, TimeoutError and UsageError that it raises are the probe's own
failure, and its state unknown.
"""

EVENT_DRIVEN = frozenset({"http"})
"""Kinds that the prober's own loop asks, without a thread."""

BLOCKING = {
    "tcp": "upheld.collect.probes.kinds.tcp",
    "icmp": "upheld.collect.probes.kinds.icmp",
    "dns": "upheld.collect.probes.kinds.dns",
    "tls": "upheld.collect.probes.kinds.tls",
    "download": "upheld.collect.probes.kinds.download",
    "page": "upheld.collect.probes.kinds.page",
    "smtp": "upheld.collect.probes.kinds.smtp",
    "imap": "upheld.collect.probes.kinds.imap",
    "heartbeat": "upheld.collect.probes.kinds.heartbeat",
}
"""Kinds with a function `ask`, by the module that has it."""


def asking(kind: str) -> Ask:
    """The function that asks a kind. Raises ImportError where a library that it needs is not installed."""
    found: Ask = import_module(BLOCKING[kind]).ask
    return found
