"""The reference of keys: the tables of `docs/probes.md`, written from what drives the reading itself."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import NODEFAULT, Struct

from upheld.collect.probes.probe import Probe
from upheld.collect.probes.probe_file import default_of
from upheld.collect.probes.written.form import Key
from upheld.collect.probes.written.keys import KIND_KEYS, PROBE_KEYS


def probe_reference() -> str:
    """Write the keys of every probe as a table of Markdown."""
    return _table(Probe, PROBE_KEYS)


def kind_reference(kind: str) -> str:
    """Write the keys of a kind as a table of Markdown."""
    return _table(*KIND_KEYS[kind])


def _table(kind: type[Struct], keys: Sequence[Key]) -> str:
    rows = ["| key | meaning | written as | where it is not written | example |", "|---|---|---|---|---|"]
    rows += [
        f"| `{key.name}` | {key.meaning} | {key.form.words} | {_absent(kind, key)} | `{key.example}` |"
        for key in keys
    ]
    return "\n".join(rows)


def _absent(kind: type[Struct], key: Key) -> str:
    default = default_of(kind, key.attribute)
    if key.absent:
        return key.absent
    if default is NODEFAULT:
        return "it must be"
    written = key.form.write(default)
    return f"`{'yes' if written is True else 'no' if written is False else written}`"
