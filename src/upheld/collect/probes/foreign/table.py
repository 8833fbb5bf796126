"""The table of lists: what each is called, and by what it is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from upheld.collect.probes.foreign.blackbox import carry_blackbox
from upheld.collect.probes.foreign.carried import Carried
from upheld.collect.probes.foreign.csv_list import carry_csv
from upheld.collect.probes.foreign.gatus import carry_gatus
from upheld.collect.probes.foreign.uptime_kuma import carry_uptime_kuma
from upheld.errors import UnreadableFile

_Carry = Callable[[str, bytes, bool], Carried]

_LISTS: dict[str, _Carry] = {"csv": carry_csv, "uptime-kuma": carry_uptime_kuma, "gatus": carry_gatus}
BLACKBOX = "blackbox"

FORMS = (*_LISTS, BLACKBOX)
"""The kinds of lists, as they are called."""

_SIGNS = {b"monitorList": "uptime-kuma", b"endpoints:": "gatus", b"modules:": BLACKBOX}


def carry(
    file: str,
    data: bytes,
    *,
    form: str | None = None,
    targets: Sequence[tuple[str, bytes]] = (),
    may_be_private: bool = False,
) -> Carried:
    """Carry a list over; its form is told by its content where it is not given.

    `targets` are files of Prometheus with targets, for a configuration of blackbox_exporter. Raises
    UnreadableFile.
    """
    form = form or _form_of(file, data)
    if form == BLACKBOX:
        return carry_blackbox(file, data, targets, may_be_private)
    if targets:
        raise UnreadableFile(f"{file} has its targets in it: leave the other files out")
    return _LISTS[form](file, data, may_be_private)


def _form_of(file: str, data: bytes) -> str:
    if PurePath(file).suffix.lower() in (".csv", ".tsv", ".txt"):
        return "csv"
    for sign, form in _SIGNS.items():
        if sign in data:
            return form
    raise UnreadableFile(f"{file} is no list that is known: say which, one of {', '.join(FORMS)}")
