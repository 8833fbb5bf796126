"""The document: a statement and its settlement in one canonical form that both parties can recompute.

`statement` is what is hashed: its canonical JSON (RFC 8785: sorted keys, no white space) gives `digest`.
`summary` says again what of it a person wants to know first. The versions of program, libraries and lock
stand beside it in `envelope`, so that the same judgement has the same digest whoever made it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from msgspec import Struct

from upheld.agreement.objective import Objective
from upheld.chrono.instant import Instant, format_instant
from upheld.chrono.zone import Zone
from upheld.errors import TimeError, UnreadableFile
from upheld.evaluation.sharing import same_for_all
from upheld.evaluation.statement import Finding, JudgedPart, Statement
from upheld.report.figure import Json, interval_data, present
from upheld.report.finding import finding_data, promise_data
from upheld.report.form import DOCUMENT
from upheld.report.local_time import instants_of, read_zone, span_around, zone_data
from upheld.report.settlement import settlement_data
from upheld.report.shape import ShapeError
from upheld.report.subscription import subscription_data
from upheld.report.summary import summary_of
from upheld.report.undeclared import undeclared_data
from upheld.settlement.settlement import Settlement

FORMAT = 1
"""The version of the document's form; it grows when an older reader would misread a newer document."""

MOST_SET = 2000
"""So many findings are kept in their form at a time: those on resources of one customer come once."""


class Envelope(Struct, frozen=True, kw_only=True):
    """What a statement was made with; none of it is part of the judgement."""

    version: str
    """Of this program."""
    libraries: Mapping[str, str] = field(default_factory=dict)
    lock: str | None = None
    """The digest of the lock, where there is one."""


def make_document(statement: Statement, settlement: Settlement, zone: Zone, envelope: Envelope) -> Json:
    """Put a statement and its settlement into the form both parties keep; `zone` is that of its period."""
    return Press(zone, envelope).document(statement, settlement)


@dataclass(frozen=True, slots=True)
class Press:
    """Puts many statements into their form; a finding that several of them share is put into it once."""

    zone: Zone
    envelope: Envelope
    _set: dict[int, tuple[Finding, Json]] = field(default_factory=dict, init=False, repr=False)
    """By identity, with the finding itself, which so keeps its identity; and so with what was promised."""
    _zones: dict[tuple[Instant, Instant], Json] = field(default_factory=dict, init=False, repr=False)
    _promises: dict[int, tuple[Objective, Json]] = field(default_factory=dict, init=False, repr=False)

    def document(self, statement: Statement, settlement: Settlement) -> Json:
        """Put a statement and its settlement into the form both parties keep."""
        body = self.body(statement, settlement)
        return {
            "upheld": FORMAT,
            "statement": body,
            "summary": summary_of(body),
            "digest": digest_of(body),
            "envelope": {
                "version": self.envelope.version,
                "libraries": dict(self.envelope.libraries),
                **present(lock=self.envelope.lock),
            },
        }

    def body(self, statement: Statement, settlement: Settlement) -> Json:
        """The hashed part."""
        subscription, period = statement.subscription, statement.period
        return {
            "agreement": {
                "name": statement.agreement_name,
                "provider": statement.provider,
                "version": statement.version,
            },
            "subscription": subscription_data(subscription),
            "period": {"label": period.label, "rule": str(period.rule), **interval_data(period.interval)},
            "zone": self._zone_over(instants_of(statement, settlement)),
            "as_of": format_instant(statement.as_of),
            "is_final": statement.as_of >= period.interval.end,
            "findings": [self._finding(finding) for finding in statement.findings],
            "flags": [
                {"code": flag.code, "source": flag.source, "says": flag.says} for flag in statement.flags
            ],
            "settlement": settlement_data(settlement),
            **present(
                illustration=statement.illustration,
                in_force_overridden=statement.in_force_overridden,
                parts=[_part(part) for part in statement.parts],
                undeclared=[undeclared_data(each) for each in statement.undeclared],
            ),
        }

    def _finding(self, finding: Finding) -> Json:
        if not same_for_all(finding.objective):
            return finding_data(finding, self._promise(finding))
        if id(finding) not in self._set:
            if len(self._set) >= MOST_SET:
                self._set.clear()
            self._set[id(finding)] = finding, finding_data(finding)
        return self._set[id(finding)][1]

    def _zone_over(self, named: Sequence[Instant]) -> Json:
        """The zone for every instant of some; statements of one period mostly speak of the same time."""
        span = span_around(self.zone, named)
        key = span.start, span.end
        if key not in self._zones:
            if len(self._zones) >= MOST_SET:
                self._zones.clear()
            self._zones[key] = zone_data(self.zone, span)
        return self._zones[key]

    def _promise(self, finding: Finding) -> Json:
        """What was promised; conventions belong to an objective."""
        objective = finding.objective
        if id(objective) not in self._promises:
            self._promises[id(objective)] = objective, promise_data(finding)
        return self._promises[id(objective)][1]


def _part(part: JudgedPart) -> Json:
    """By which plan and version a part of the period was judged."""
    return {
        **interval_data(part.interval),
        "version": part.version,
        **present(plan=part.plan, says=part.says or None),
    }


def statement_data(statement: Statement, settlement: Settlement, zone: Zone) -> Json:
    """The hashed part of a document."""
    return Press(zone, Envelope(version="")).body(statement, settlement)


def digest_of(body: Json) -> str:
    """The digest of a statement: `sha256:` and the hash of its canonical JSON."""
    return f"sha256:{hashlib.sha256(canonical(body)).hexdigest()}"


def canonical(data: Json) -> bytes:
    """Canonical JSON (RFC 8785; documents hold no fractional numbers): the same data, the same bytes."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def document_bytes(document: Json) -> bytes:
    """The document as a file: JSON with sorted keys, indented; the same document, the same bytes."""
    option = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(document, option=option)


def read_document(data: bytes, name: str = "the statement") -> Json:
    """Read a document back, and make sure that it is whole and that nobody changed it.

    Raises UnreadableFile, which names the place, for what is no JSON or no statement, and for a statement
    that does not match its digest.
    """
    document = _parse(data, name)
    try:
        DOCUMENT(document, "")
        read_zone(document["statement"]["zone"])
    except (ShapeError, TimeError) as error:
        raise UnreadableFile(
            f"{name} is not a statement this version reads: {error}; make it anew with `upheld evaluate`"
        ) from error
    found = digest_of(document["statement"])
    if found != document["digest"]:
        raise UnreadableFile(
            f"{name} was changed after it was made: its digest is {document['digest']}, and what it says has "
            f"{found}; ask for the original, or make it anew with `upheld evaluate`"
        )
    # the digest does not cover it, so what it says is never taken from a file
    return document | {"summary": summary_of(document["statement"])}


def _parse(data: bytes, name: str) -> Json:
    """The JSON of a file, as far as it is a document of this form at all."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(
            f"{name} is not JSON ({error}): give a file written by `upheld evaluate --format json`"
        ) from error
    if not isinstance(document, dict) or not isinstance(document.get("upheld"), int):
        raise UnreadableFile(
            f"{name} is JSON, but no statement: give a file written by `upheld evaluate --format json`"
        )
    if document["upheld"] > FORMAT:
        raise UnreadableFile(
            f"{name} has form {document['upheld']}, and this version reads {FORMAT}: "
            "use a newer version of upheld"
        )
    return document
