"""What probes of TLS saw, held against a promise that old versions are refused."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from asking import asked
from certificates import Authority, serving
from listening import listening, openssl_server, silence

from upheld.chrono.instant import HOUR, Instant, format_instant, parse_instant
from upheld.collect.probes.targets.tls import About, Tls
from upheld.evidence.observation import State
from upheld.operations.evaluate import Judged, Request, evaluate

EXAMPLE = Path(__file__).parents[3] / "examples" / "upheld" / "agreement.yaml"
MARCH, APRIL = parse_instant("2026-03-01T00:00:00Z"), parse_instant("2026-04-01T00:00:00Z")
BINDINGS = """bindings: 1
points:
  tls sign-in page: {source: probe, site: tls sign-in page}
  tls api: {source: probe, site: tls api}
"""


def verdict(folder: Path, of_api: dict[int, State]) -> tuple[str, str]:
    """Judge a March in which both points were probed each hour, and one found otherwise in some of them.

    A check holds until the next: the last hour is shown by the first check of April.
    """
    rows = ["source,site,location,at,state"]
    for site, otherwise in (("tls sign-in page", {}), ("tls api", of_api)):
        for number, at in enumerate(range(MARCH, APRIL + 1, HOUR)):
            state = otherwise.get(number, State.UP)
            rows.append(f"probe,{site},here,{format_instant(Instant(at))},{state.name.lower()}")
    folder.mkdir()
    (folder / "bindings.yaml").write_text(BINDINGS)
    (folder / "samples.csv").write_text("\n".join(rows) + "\n")
    judged = evaluate(
        Request(agreement=EXAMPLE, evidence=folder, period="2026-03", objectives=("encryption_in_transit",)),
        APRIL,
    )
    assert isinstance(judged, Judged), judged
    (finding,) = judged.document["statement"]["findings"]
    return finding["verdict"], str(finding["reason"])


@pytest.fixture
def seen(tmp_path: Path) -> dict[str, State]:
    """What a probe sees of a server of today, of one that takes TLS 1.1, and of one that is gone."""
    authority = Authority()
    file = authority.server(tmp_path)
    context = serving(file)

    def today(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            silence(secured)

    found = {}
    with listening(today) as port:
        found["today"] = asked(Tls(host="localhost", port=port, about=About.VERSIONS)).state
    found["gone"] = asked(Tls(host="localhost", port=port, about=About.VERSIONS)).state
    with openssl_server(file, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0") as port:
        found["old"] = asked(Tls(host="localhost", port=port, about=About.VERSIONS)).state
    return found


def test_a_control_is_kept_broken_or_left_open_by_what_probes_saw(
    seen: dict[str, State], tmp_path: Path
) -> None:
    everyday = dict.fromkeys(range(744), seen["today"])
    assert verdict(tmp_path / "kept", everyday)[0] == "MET"
    # Of 744 hours the 250th and 251st: one stretch from 11 March, 10:00, to 12:00.
    broken, why = verdict(tmp_path / "broken", everyday | {250: seen["old"], 251: seen["old"]})
    assert broken == "MISSED"
    assert "shown by probe of tls api not to hold" in why
    assert verdict(tmp_path / "open", everyday | {250: seen["gone"]})[0] == "INDETERMINATE"
