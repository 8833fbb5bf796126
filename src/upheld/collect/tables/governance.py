"""Tables of changes, notices, contract reviews and attestations."""

from __future__ import annotations

from upheld.agreement.party import Party
from upheld.chrono.instant import format_instant
from upheld.collect.column import SERVICES, SOURCE, Column, Kind
from upheld.collect.records import Entry
from upheld.collect.register import RecordTable
from upheld.evidence.governance import Attestation, AttestationKind, Change, ContractReview, Notice

CHANGES = (
    SOURCE,
    Column(name="change", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the change"),
    SERVICES,
    Column(
        name="by",
        kind=Kind.WORD,
        words=tuple(party.value for party in Party),
        meaning="the side that made it",
    ),
    Column(name="what", kind=Kind.TEXT, meaning="what was changed, in the words of the change flow"),
    Column(
        name="flow",
        kind=Kind.TEXT,
        meaning="the flow it went through, in the agreement's words; none where empty",
    ),
    Column(name="tickets", kind=Kind.NAMES, meaning="numbers of the tickets it was made for"),
    Column(name="via", kind=Kind.TEXT, meaning="the channel it was asked for by"),
    Column(name="announced_at", kind=Kind.TIME, meaning="when it was announced"),
    Column(name="approved_by", kind=Kind.NAMES, meaning="the sides that agreed: provider, customer"),
    Column(name="approved_at", kind=Kind.TIME, meaning="when the last of them agreed"),
    Column(name="started_at", kind=Kind.TIME, required=True, meaning="when it was begun"),
    Column(name="ended_at", kind=Kind.TIME, meaning="when it was done; empty while it lasts"),
)

NOTICES = (
    SOURCE,
    Column(name="notice", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the notice"),
    Column(
        name="kind",
        kind=Kind.TEXT,
        required=True,
        meaning="what it is, in the agreement's words: the kind of event it tells of, or the report",
    ),
    Column(name="about", kind=Kind.TEXT, meaning="number of the incident, or name of what it is about"),
    Column(name="customer", kind=Kind.TEXT, meaning="the customer told; all of them where empty"),
    Column(
        name="audience", kind=Kind.TEXT, meaning="who was told, where not the customer, such as an authority"
    ),
    Column(name="channel", kind=Kind.TEXT, meaning="by which channel, in the agreement's words"),
    Column(name="requested_at", kind=Kind.TIME, meaning="when it was asked for, where it was"),
    Column(name="sent_at", kind=Kind.TIME, meaning="when it was sent; empty if it never was"),
    Column(name="delivered_at", kind=Kind.TIME, meaning="when it arrived, where that is known"),
    Column(name="contains", kind=Kind.NAMES, meaning="what it told, in the agreement's words"),
    Column(
        name="resources",
        kind=Kind.NAMES,
        meaning="the circuits, machines or the like it is about, where a credit for it goes by their fees",
    ),
)

REVIEWS = (
    SOURCE,
    Column(name="of", kind=Kind.TEXT, required=True, meaning="what was reviewed, in the agreement's words"),
    Column(name="held_at", kind=Kind.TIME, required=True, meaning="when"),
)

ATTESTATIONS = (
    SOURCE,
    Column(
        name="attestation", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the attestation"
    ),
    Column(
        name="control",
        kind=Kind.TEXT,
        required=True,
        meaning="the objective whose fact it is, by its name in the agreement",
    ),
    Column(
        name="kind",
        kind=Kind.WORD,
        words=tuple(kind.value for kind in AttestationKind),
        meaning="how it was shown: somebody stated it, it was tried, or a check found it so; "
        "`attestation` where empty",
    ),
    Column(
        name="point",
        kind=Kind.TEXT,
        meaning="the measurement point or the channel that was checked, where it was one of several",
    ),
    Column(name="holds", kind=Kind.YES_NO, meaning="whether the fact holds; yes where empty"),
    Column(name="by", kind=Kind.TEXT, meaning="who says so"),
    Column(name="document", kind=Kind.TEXT, meaning="where it is written"),
    Column(name="given_at", kind=Kind.TIME, required=True, meaning="from when on it is shown"),
    Column(name="expires_at", kind=Kind.TIME, meaning="until when it is good; no end where empty"),
)


def _change(entry: Entry) -> Change:
    entry.lasts("started_at", "ended_at", "change")
    return Change(
        source=entry.known("source"),
        number=entry.known("change"),
        services=entry.names("services"),
        by=entry.text("by"),
        what=entry.text("what"),
        flow=entry.text("flow"),
        tickets=entry.names("tickets"),
        via=entry.text("via"),
        announced_at=entry.time("announced_at"),
        approved_by=entry.names("approved_by"),
        approved_at=entry.time("approved_at"),
        started_at=entry.at("started_at"),
        ended_at=entry.time("ended_at"),
    )


def _notice(entry: Entry) -> Notice:
    if entry.time("requested_at") is None and entry.time("sent_at") is None:
        entry.refuse(
            "the notice was neither asked for nor sent", "fill in `sent_at`, or `requested_at`", "sent_at"
        )
    if entry.time("sent_at") is None and entry.time("delivered_at") is not None:
        entry.refuse("the cell is empty", "what was delivered was sent before", "sent_at")
    entry.follows("delivered_at", "sent_at")
    return Notice(
        source=entry.known("source"),
        number=entry.known("notice"),
        kind=entry.known("kind"),
        about=entry.text("about"),
        customer=entry.text("customer"),
        audience=entry.text("audience"),
        channel=entry.text("channel"),
        requested_at=entry.time("requested_at"),
        sent_at=entry.time("sent_at"),
        delivered_at=entry.time("delivered_at"),
        contains=entry.names("contains"),
        resources=entry.names("resources"),
    )


def _review(entry: Entry) -> ContractReview:
    return ContractReview(source=entry.known("source"), of=entry.known("of"), held_at=entry.at("held_at"))


def _attestation(entry: Entry) -> Attestation:
    entry.lasts("given_at", "expires_at", "attestation")
    return Attestation(
        source=entry.known("source"),
        number=entry.known("attestation"),
        control=entry.known("control"),
        kind=AttestationKind(entry.text("kind") or AttestationKind.ATTESTATION.value),
        point=entry.text("point"),
        holds=entry.truth("holds") is not False,
        by=entry.text("by"),
        document=entry.text("document"),
        given_at=entry.at("given_at"),
        expires_at=entry.time("expires_at"),
    )


CHANGE_ROWS: RecordTable[Change] = RecordTable(read=_change, spoken=lambda each: f"change {each.number}")
NOTICE_ROWS: RecordTable[Notice] = RecordTable(read=_notice, spoken=lambda each: f"notice {each.number}")
REVIEW_ROWS: RecordTable[ContractReview] = RecordTable(
    read=_review, spoken=lambda each: f"the review of {each.of} at {format_instant(each.held_at)}"
)
ATTESTATION_ROWS: RecordTable[Attestation] = RecordTable(
    read=_attestation, spoken=lambda each: f"attestation {each.number}"
)
