"""Trying probes out: one attempt each, from here, recorded nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from upheld.collect.probes.attempt import attempt_once
from upheld.collect.probes.outcome import Outcome
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.errors import UnreadableFile, UsageError
from upheld.quantity import did_you_mean


def try_probes(probes: Sequence[Probe], secrets: Secrets) -> Iterator[tuple[Probe, Outcome]]:
    """Ask each probe once, one after the other."""
    for probe in probes:
        yield probe, attempt_once(probe, secrets)


def chosen(probes: Sequence[Probe], names: Sequence[str]) -> tuple[Probe, ...]:
    """The probes of some names; all where none is named. Raises UsageError for a name that is none."""
    known = {probe.name: probe for probe in probes}
    for name in names:
        if name not in known:
            raise UsageError(f"there is no probe `{name}`: {did_you_mean(name, known, 'see the file')}")
    return tuple(known[name] for name in names) or tuple(probes)


def read_secrets(path: Path) -> Secrets:
    """Read secrets to be handed over; UnreadableFile."""
    return Secrets(secrets_in(path))


def secrets_in(path: Path) -> dict[str, str]:
    """Read secrets from lines `NAME=VALUE`; empty lines and those that begin with `#` are passed over.

    Raises UnreadableFile.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path} can't be read: check it and its permissions") from error
    values = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, sign, value = line.partition("=")
        if not sign or not name.strip():
            raise UnreadableFile(f"{path}:{number} is no secret: write `NAME=VALUE`")
        values[name.strip()] = value
    return values
