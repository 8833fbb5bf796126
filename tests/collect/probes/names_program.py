"""Names that hang, flap and lie, in a network of its own where this program serves them: run by a test."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from itertools import count

from server import answering, served

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.attempt import attempt_once
from upheld.collect.probes.outcome import Outcome
from upheld.collect.probes.probe import Probe, Secrets
from upheld.collect.probes.prober import Prober
from upheld.collect.probes.targets.http import Family, Http
from upheld.collect.probes.trouble import code_of
from upheld.evidence.observation import State

NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
A, AAAA = 1, 28
ADDRESSES = {
    "up.example": (("127.0.0.1",), ("::1",)),
    "four.example": (("127.0.0.1",), ()),
    "six.example": ((), ("::1",)),
    "both.example": (("127.0.0.2",), ("::1",)),
    "inside.example": (("127.0.0.1",), ()),
    "metadata.example": (("169.254.169.254",), ()),
}


class Names:
    """Serves names by UDP on port 53."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self._turns = count()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self._serve, daemon=True).start()

    is_silent = False

    def _serve(self) -> None:
        while True:
            data, peer = self._socket.recvfrom(512)
            answer = self._answer(data)
            if answer is not None and not self.is_silent:
                self._socket.sendto(answer, peer)

    def _answer(self, data: bytes) -> bytes | None:
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += 1 + data[at]
        (kind,) = struct.unpack_from(">H", data, at + 1)
        question, name = data[12 : at + 5], ".".join(labels)
        self.asked[name] += kind == A
        if name.startswith("hang"):
            return None
        records: Sequence[str] = ()
        code = NXDOMAIN
        if not name:
            code = REFUSED
        elif name == "broken.example":
            code = SERVFAIL
        elif name == "flap.example":
            code = NOERROR
            if kind == A and next(self._turns) % 2 == 0:
                records = ("127.0.0.1",)
        elif name in ADDRESSES:
            code = NOERROR
            records = ADDRESSES[name][kind == AAAA]
        body = b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(packed)) + packed
            for packed in (
                socket.inet_pton(socket.AF_INET6 if kind == AAAA else socket.AF_INET, each)
                for each in records
            )
        )
        return data[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(records), 0, 0) + question + body


def ask(
    host: str, port: int, *, private: bool = True, seconds: float = 20, family: Family = Family.ANY
) -> Outcome:
    what = Http(url=f"http://{host}:{port}/", family=family)
    probe = Probe(name="a", site="a", what=what, timeout=Micros(int(seconds * 1e6)), may_be_private=private)
    return attempt_once(probe, Secrets())


def said(outcome: Outcome) -> str:
    return f"{outcome.state.name} {code_of(outcome.trouble)}".strip()


class Kept:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []

    def take(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes += outcomes


def beside_names_that_hang(port: int) -> dict[str, object]:
    """Two hundred names hang, each for two seconds and all the time, while another is asked each second."""
    probes = [
        Probe(
            name=f"hang-{number}",
            site=f"hang-{number}",
            every=Micros(2 * SECOND),
            timeout=SECOND,
            what=Http(url=f"http://hang-{number}.example/"),
            may_be_private=True,
        )
        for number in range(200)
    ]
    good = Http(url=f"http://up.example:{port}/", family=Family.FOUR)
    probes.append(Probe(name="up", site="up", every=SECOND, timeout=SECOND, what=good, may_be_private=True))
    kept = Kept()
    prober = Prober(probes, Secrets(), "here", kept)
    thread = threading.Thread(target=prober.run)
    thread.start()
    end = time.monotonic() + 60
    hung, up = list[Outcome](), list[Outcome]()
    while time.monotonic() < end and (len(hung) < 200 or len(up) < 3):
        time.sleep(0.05)
        hung = [each for each in kept.outcomes if each.probe != "up"]
        up = [each for each in kept.outcomes if each.probe == "up" and each.state is State.UP]
    prober.stop()
    thread.join()
    return {"hung": sorted({said(each) for each in hung}), "hung times": len(hung), "up times": len(up)}


def main() -> None:
    names = Names()
    found: dict[str, object] = {}
    with served(answering()) as port, served(answering(), "::1") as port6:
        found["four"] = said(ask("up.example", port, family=Family.FOUR))
        found["six"] = said(ask("six.example", port6))
        found["six by four"] = said(ask("six.example", port6, family=Family.FOUR))
        # Nobody listens on 127.0.0.2 or on ::1 at this port of the other family: the next address is asked.
        found["second address"] = said(ask("both.example", port6))
        found["none"] = said(ask("none.example", port))
        found["broken"] = said(ask("broken.example", port))
        flaps = [ask("flap.example", port, family=Family.FOUR) for _ in range(4)]
        found["flap"] = sorted({said(each) for each in flaps})
        found["inside"] = said(ask("inside.example", port, private=False))
        found["metadata"] = said(ask("metadata.example", port))
        before = names.asked["four.example"]
        ask("four.example", port, family=Family.FOUR)
        found["lookups of one attempt"] = names.asked["four.example"] - before
        found["hang"] = said(ask("hang.example", port, seconds=1))
        found |= beside_names_that_hang(port)
        names.is_silent = True
        found["silent resolver"] = said(ask("up.example", port, seconds=1))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
