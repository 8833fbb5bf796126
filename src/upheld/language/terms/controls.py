"""Controls: objectives that something holds throughout, or is watched throughout."""

from __future__ import annotations

from upheld.agreement.control import Control, ControlProof, Coverage
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Kind, Otherwise, Schema, Within
from upheld.language.kind import ListOf, Reference, Text, choice
from upheld.language.node import Node
from upheld.language.record import Record
from upheld.language.terms.cadences import CADENCE
from upheld.language.terms.measures import MEASURES
from upheld.quantity import Duration


class MeasuredName(Kind[str], frozen=True):
    """The name of something that is measured: a service, or else a measure."""

    def read(self, node: Node, within: Within) -> str:
        """Give what it says, or note what keeps it from being read."""
        name = within.scalar(node, self.words()).text.strip()
        known = within.reader.names.get("service", {})
        is_service = name in known or "service" in within.reader.unsettled
        sort = "service" if is_service else "measure"
        return Reference(sort, self.words()).read(node, within)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return Reference("measure", self.words()).schema()

    def words(self) -> str:
        """Describe it to a person."""
        return "the name of a measure or a service"


_OF: Directive[tuple[str, ...]] = Directive(
    "of",
    ListOf(MeasuredName(), "the name of a measure or a service, or a list of them"),
    "What must be watched; the one that is watched least counts.",
    "[app, page_load]",
)


def _build_coverage(fields: Fields) -> Coverage:
    names = fields[_OF]
    for measure in (each.value for each in fields.outside(MEASURES)):
        if measure.name in names and measure.sampled_every is None:
            message = f"nothing says how often `{measure.name}` is measured, so no gap can be found in it"
            remedy = "write how often a record is expected, such as `sampled_every: 5 min`, at the measure"
            fields.reader.report(Code.SAMPLING_UNSTATED, fields.at(_OF), message, remedy)
    return Coverage(of=names)


COVERAGE: Directive[Coverage] = Directive(
    "coverage",
    Record(
        "coverage",
        "A promise that measures and services are watched. A list, or a single text, is `of`.",
        (_OF,),
        _build_coverage,
        short=_OF,
        listed=_OF,
    ),
    "The objective is the share of time for which there is evidence.",
    "[app, page_load]",
)

_STATES: Directive[str] = Directive(
    "states",
    Text("a fact"),
    "The fact that is promised to hold.",
    "data are encrypted at rest with AES-256",
)
_PROVED_BY: Directive[tuple[ControlProof, ...]] = Directive(
    "proved_by",
    ListOf(choice(ControlProof), "`attestation`, `probe`, `exercise` or a list of them"),
    "What must show it, each of them: a signed statement, checks of points, or a trial.",
    "[attestation, probe]",
    default=Otherwise((), "nothing; that is reported"),
)
_RENEWED_EVERY: Directive[Duration | None] = Directive(
    "renewed_every",
    CADENCE,
    "How long an attestation or an exercise lasts at most.",
    "12 months",
    default=Otherwise(None, "as long as it says itself"),
    only_with=(_PROVED_BY,),
)
_POINTS: Directive[tuple[str, ...]] = Directive(
    "points",
    ListOf(Text("a measurement point"), "a measurement point or a list of them"),
    "The measurement points whose checks prove it, where a `probe` does.",
    "[tls/web]",
    default=Otherwise((), "none"),
    only_with=(_PROVED_BY,),
)
_DOCUMENTS: Directive[tuple[str, ...]] = Directive(
    "documents",
    ListOf(Text("a document"), "a document or a list of them"),
    "Documents that the text makes part of the promise.",
    "[Information Security Policy]",
    default=Otherwise((), "none"),
)


def _build_control(fields: Fields) -> Control:
    proofs = fields[_PROVED_BY]
    _check_proofs(proofs, fields)
    return Control(
        states=fields[_STATES],
        proved_by=proofs,
        renewed_every=fields[_RENEWED_EVERY],
        points=fields[_POINTS],
        documents=fields[_DOCUMENTS],
    )


def _check_proofs(proofs: tuple[ControlProof, ...], fields: Fields) -> None:
    """Report a fact that nothing proves, and a probe without points or points without a probe."""
    if not proofs:
        message = "nothing is named that could show whether this holds"
        remedy = "write what proves it, such as `proved_by: attestation`"
        fields.reader.report(Code.EVIDENCE_UNSTATED, fields.at(_PROVED_BY), message, remedy)
    elif ControlProof.PROBE in proofs and not fields[_POINTS]:
        message = "a probe is to prove it, and no measurement point is named"
        remedy = "name the points whose checks count, such as `points: [tls/web]`"
        fields.reader.report(Code.MISSING_KEY, fields.at(_PROVED_BY), message, remedy)
    elif ControlProof.PROBE not in proofs and fields[_POINTS]:
        message = "points are named, and no probe proves it"
        fields.reader.report(
            Code.MISPLACED_KEY,
            fields.at(_POINTS),
            message,
            "add `probe` to `proved_by`, or delete the points",
        )


CONTROL: Directive[Control] = Directive(
    "control",
    Record(
        "control",
        "A fact that is promised to hold throughout, and what proves it. A single text is `states`.",
        (_STATES, _PROVED_BY, _RENEWED_EVERY, _POINTS, _DOCUMENTS),
        _build_control,
        short=_STATES,
    ),
    "The objective is that a fact holds throughout.",
    "{states: data are encrypted at rest, proved_by: attestation, renewed_every: 12 months}",
)
