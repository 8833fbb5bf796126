"""How mail servers are spoken to: SMTP (RFC 5321) and IMAP (RFC 9051), up to what they can do."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from upheld.collect.probes import trouble
from upheld.collect.probes.failure import Failure
from upheld.collect.probes.outcome import MOST_BYTES_KEPT
from upheld.collect.probes.wire import Wire

MOST_BYTES = 65_536
"""Of all that a server says, under TLS not counted."""

_LONGEST_LINE = 4096
_MOST_LINES = 200


class Reply(Struct, frozen=True):
    """What an SMTP server answers: its code, and its lines without it."""

    code: int
    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        """All of it on one line."""
        return f"{self.code} {' '.join(self.lines)}".strip()


def smtp_reply(wire: Wire, expected: int, to: str) -> Reply:
    """Read an answer; raises `Failure` where its code is another than expected."""
    lines: list[str] = []
    while True:
        line = _text(wire.line(_LONGEST_LINE))
        if not (len(line) >= 3 and line[:3].isascii() and line[:3].isdigit() and line[3:4] in ("", " ", "-")):
            raise Failure(trouble.PROTOCOL, f"{to}: `{short(line)}` is no answer of SMTP")
        lines.append(line[4:])
        if line[3:4] != "-":
            break
        if len(lines) >= _MOST_LINES:
            raise Failure(trouble.PROTOCOL, f"{to}: the answer has more than {_MOST_LINES} lines")
    reply = Reply(int(line[:3]), tuple(lines))
    if reply.code != expected:
        raise Failure(trouble.STATUS, f"{to}: `{short(reply.words)}`, expected {expected}")
    return reply


def smtp_abilities(wire: Wire, says_it_is: str) -> tuple[str, ...]:
    """Say EHLO, and give what the server names, in capitals."""
    wire.send(f"EHLO {says_it_is}\r\n".encode("ascii", "replace"))
    return tuple(line.upper() for line in smtp_reply(wire, 250, "EHLO").lines[1:])


def smtp_starts_tls(wire: Wire, abilities: Sequence[str]) -> None:
    """Ask for TLS; raises `Failure` where the server does not have it."""
    if "STARTTLS" not in abilities:
        raise Failure(trouble.TLS, "the server does not offer STARTTLS")
    wire.send(b"STARTTLS\r\n")
    smtp_reply(wire, 220, "STARTTLS")


def imap_greeting(wire: Wire) -> str:
    """Read the greeting; raises `Failure` where the server does not want to speak."""
    line = _text(wire.line(_LONGEST_LINE))
    if line.upper().startswith("* BYE"):
        raise Failure(trouble.GREETING, f"the server is not ready: `{short(line)}`")
    if not line.upper().startswith(("* OK", "* PREAUTH")):
        raise Failure(trouble.PROTOCOL, f"`{short(line)}` is no greeting of IMAP")
    return line


def imap_abilities(wire: Wire) -> tuple[str, ...]:
    """Ask what the server can do, and give it in capitals."""
    found: tuple[str, ...] = ()
    for line in _imap_answer(wire, "a1", "CAPABILITY"):
        words = line.upper().split()
        if words[:2] == ["*", "CAPABILITY"]:
            found = tuple(words[2:])
    return found


def imap_starts_tls(wire: Wire) -> None:
    """Ask for TLS; raises `Failure` where the server does not have it."""
    _imap_answer(wire, "a0", "STARTTLS")


def _imap_answer(wire: Wire, tag: str, command: str) -> list[str]:
    wire.send(f"{tag} {command}\r\n".encode())
    lines: list[str] = []
    while len(lines) < _MOST_LINES:
        line = _text(wire.line(_LONGEST_LINE))
        if line.startswith(f"{tag} "):
            if line[len(tag) + 1 :].upper().startswith("OK"):
                return lines
            raise Failure(trouble.STATUS, f"{command}: `{short(line)}`")
        if not line.startswith("* "):
            raise Failure(trouble.PROTOCOL, f"{command}: `{short(line)}` is no answer of IMAP")
        lines.append(line)
    raise Failure(trouble.PROTOCOL, f"{command}: the answer has more than {_MOST_LINES} lines")


def short(text: str) -> str:
    """Give the beginning of a text, for a message."""
    return text if len(text) <= 80 else text[:79] + "…"


def kept(lines: Sequence[str]) -> str:
    """Give what was received as it is kept with a failure."""
    return "\n".join(lines).encode()[:MOST_BYTES_KEPT].decode(errors="ignore")


def _text(line: bytes) -> str:
    text = line.decode("utf-8", "replace")
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
