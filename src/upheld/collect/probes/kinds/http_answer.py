"""What an answer by HTTP is worth: the first expectation that it does not meet decides."""

from __future__ import annotations

import re

import msgspec

from upheld.collect.probes.expression import is_found
from upheld.collect.probes.json_path import is_same, parse_path, value_at
from upheld.collect.probes.outcome import MOST_BYTES_KEPT
from upheld.collect.probes.secret import STRUCK_OUT, Secrets
from upheld.collect.probes.targets.http import ExpectedHeader, ExpectedValue, Http
from upheld.collect.probes.trouble import BODY, HEADER, HEALTH, JSON, SLOW, STATUS, trouble
from upheld.evidence.observation import State

MOST_HEADERS = 50
_LONGEST_HEADER = 512
_HEALTH = {
    "pass": State.UP,
    "ok": State.UP,
    "up": State.UP,
    "warn": State.DEGRADED,
    "fail": State.DOWN,
    "error": State.DOWN,
    "down": State.DOWN,
}
"""The words of `application/health+json`, with the equivalents it names."""
_NEVER_SHOWN = frozenset(
    {"authorization", "cookie", "proxy-authenticate", "proxy-authorization", "set-cookie", "set-cookie2"}
)
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)

Verdict = tuple[State, str]
"""A state, and the trouble where it is not up."""
GOOD: Verdict = (State.UP, "")


class Answer(msgspec.Struct, kw_only=True):
    """An answer as it came."""

    status: int
    head: list[bytes]
    """Lines; those of interim answers and proxies before those of the last one."""
    body: bytes
    is_cut: bool
    took: int
    """Microseconds in all."""

    def headers(self) -> list[tuple[str, str]]:
        """Names and values of the last answer."""
        found: list[tuple[str, str]] = []
        for line in self.head:
            if line.startswith(b"HTTP/"):
                found.clear()
                continue
            name, colon, value = line.decode("latin-1").partition(":")
            if colon:
                found.append((name.strip(), value.strip()))
        return found

    def text(self) -> str:
        """The body as text, by its declared encoding or UTF-8; what is no text is replaced."""
        declared = next((v for name, v in self.headers() if name.lower() == "content-type"), "")
        named = _CHARSET.search(declared)
        try:
            return self.body.decode(named[1] if named else "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


def judged(what: Http, answer: Answer) -> Verdict:
    """Hold an answer against what is expected."""
    status = answer.status
    if not any(first <= status <= last for first, last in what.status):
        return State.DOWN, trouble(STATUS, f"{status} is not {_ranges(what.status)}")
    verdict = GOOD
    if what.expected_headers:
        verdict = _headers(what.expected_headers, answer)
    if verdict is GOOD and (what.has or what.lacks or what.matches):
        verdict = _body(what, answer)
    if verdict is GOOD and (what.json or what.is_health):
        verdict = _document(what, answer)
    if verdict is GOOD and what.degraded_above is not None and answer.took > what.degraded_above:
        words = f"{answer.took / 1000:.0f} ms is more than {what.degraded_above / 1000:.0f} ms"
        return State.DEGRADED, trouble(SLOW, words)
    return verdict


def _ranges(status: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in status)


def _headers(expected: tuple[ExpectedHeader, ...], answer: Answer) -> Verdict:
    there: dict[str, list[str]] = {}
    for name, value in answer.headers():
        there.setdefault(name.lower(), []).append(value)
    for each in expected:
        values = there.get(each.name.lower(), [])
        if each.is_absent:
            if values:
                return State.DOWN, trouble(HEADER, f"`{each.name}` is there, and must not be")
        elif not values:
            return State.DOWN, trouble(HEADER, f"`{each.name}` is not there")
        elif each.matches is not None and not any(is_found(each.matches, value) for value in values):
            return State.DOWN, trouble(HEADER, f"`{each.name}` does not match `{each.matches}`")
    return GOOD


def _body(what: Http, answer: Answer) -> Verdict:
    text = answer.text()
    within = f" in the first {len(answer.body):,} bytes" if answer.is_cut else ""
    for each in what.has:
        if each not in text:
            return State.DOWN, trouble(BODY, f"`{each}` does not stand in the body{within}")
    for each in what.lacks:
        if each in text:
            return State.DOWN, trouble(BODY, f"`{each}` stands in the body, and must not")
    for each in what.matches:
        if not is_found(each, text):
            return State.DOWN, trouble(BODY, f"`{each}` does not match the body{within}")
    return GOOD


def _document(what: Http, answer: Answer) -> Verdict:
    if answer.is_cut:
        return State.DOWN, trouble(JSON, f"the body is longer than {what.body_limit:,} bytes")
    try:
        document: object = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError) as error:
        return State.DOWN, trouble(JSON, f"the body is no JSON ({error})")
    for each in what.json:
        wrong = _wrong_value(each, document)
        if wrong:
            return State.DOWN, trouble(JSON, wrong)
    return _health(document) if what.is_health else GOOD


def _wrong_value(expected: ExpectedValue, document: object) -> str:
    try:
        value = value_at(document, parse_path(expected.path))
    except LookupError:
        return f"there is nothing at `{expected.path}`"
    if expected.is_ is None or is_same(value, msgspec.json.decode(expected.is_)):
        return ""
    return f"`{expected.path}` is not {expected.is_}"


def _health(document: object) -> Verdict:
    word = document.get("status") if isinstance(document, dict) else None
    state = _HEALTH.get(word.lower()) if isinstance(word, str) else None
    if state is None:
        return State.DOWN, trouble(HEALTH, "there is no `status` of pass, warn or fail")
    return (state, "") if state is State.UP else (state, trouble(HEALTH, f"the service says `{word}`"))


def shown_headers(answer: Answer, secrets: Secrets) -> tuple[tuple[str, str], ...]:
    """The headers of an answer that may be shown."""
    return tuple(
        (
            name[:100],
            STRUCK_OUT if name.lower() in _NEVER_SHOWN else secrets.struck_out(value)[:_LONGEST_HEADER],
        )
        for name, value in answer.headers()[:MOST_HEADERS]
    )


def shown_start(answer: Answer, secrets: Secrets) -> str:
    """The first bytes of a body that may be shown; a secret that is cut at their end is not."""
    start = secrets.struck_out(answer.body[: 4 * MOST_BYTES_KEPT].decode("utf-8", "replace"))
    return start[:MOST_BYTES_KEPT].replace("\0", "\ufffd")
