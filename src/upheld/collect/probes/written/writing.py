"""Probes written down as a file that reads back the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml
from msgspec import NODEFAULT, Struct

from upheld.collect.probes.probe import Probe, kind_of
from upheld.collect.probes.probe_file import FORM, default_of
from upheld.collect.probes.written.form import Key, Plain
from upheld.collect.probes.written.keys import KIND_KEYS, PROBE_KEYS

_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


class _Dumper(yaml.SafeDumper):
    """Writes yes and no as such."""


_Dumper.add_representer(
    bool,
    lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:bool", "yes" if value else "no"),
)


_Dumper.add_representer(
    str,
    lambda dumper, value: (
        dumper.represent_scalar("tag:yaml.org,2002:int", value)
        if _NUMBER.fullmatch(value)
        else dumper.represent_str(value)
    ),
)


def write_probes(probes: Iterable[Probe]) -> str:
    """Write probes as `probes.yaml`; what is as it would be anyway is left out.

    Certificates of authorities are named as a file `authorities.pem`, which is not written.
    """
    points = {probe.name: _probe(probe) for probe in probes}
    return _dumped({"probes": int(FORM)}) + "\n" + _dumped({"points": points})


def _probe(probe: Probe) -> dict[str, Plain]:
    kind = kind_of(probe.what)
    target, table = KIND_KEYS[kind]
    asked = _said(probe.what, target, table)
    needed = [key for key in table if default_of(target, key.attribute) is NODEFAULT]
    is_short = len(asked) == len(needed) == 1 and isinstance(asked[table[0].name], str)
    said = _said(probe, Probe, PROBE_KEYS)
    if probe.site == probe.name:
        said.pop("site", None)
    return {kind: asked[table[0].name] if is_short else asked} | said


def _said(value: Struct, kind: type[Struct], table: Sequence[Key]) -> dict[str, Plain]:
    found = {}
    for key in table:
        said: Any = getattr(value, key.attribute)
        if said != default_of(kind, key.attribute):
            found[key.name] = key.form.write(said)
    return found


def _dumped(value: object) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1 << 20)
    return text
