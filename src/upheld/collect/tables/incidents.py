"""Tables of incidents, what was said about them, and outages."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.collect.column import CUSTOMER, RESOURCES, SERVICES, SOURCE, Column, Kind
from upheld.collect.records import Entry
from upheld.collect.register import RecordTable
from upheld.evidence.incident import Incident, IncidentUpdate, Outage

_INCIDENT = Column(name="incident", kind=Kind.TEXT, required=True, meaning="number of the incident")

INCIDENTS = (
    SOURCE,
    replace(_INCIDENT, numbered=True),
    Column(
        name="kind",
        kind=Kind.TEXT,
        required=True,
        meaning="which sort of event, in the agreement's words, such as `service-impacting issue`",
    ),
    CUSTOMER,
    SERVICES,
    Column(
        name="resources",
        kind=Kind.NAMES,
        meaning="resources it affected, such as the circuit that failed, whose own fees a credit may be a "
        "share of; not recorded where empty",
    ),
    Column(name="priority", kind=Kind.TEXT, meaning="how grave it was, in the agreement's words"),
    Column(name="occurred_at", kind=Kind.TIME, meaning="when it happened, whether or not anybody knew"),
    Column(name="detected_at", kind=Kind.TIME, meaning="when monitoring saw it"),
    Column(name="aware_at", kind=Kind.TIME, meaning="when somebody of the provider knew"),
    Column(name="declared_at", kind=Kind.TIME, meaning="when the provider said that it was one"),
    Column(name="resolved_at", kind=Kind.TIME, meaning="when it was over; empty while it lasts"),
    Column(
        name="holds",
        kind=Kind.NAMES,
        meaning="conditions that somebody decided hold, such as `legally required`",
    ),
    Column(name="fails", kind=Kind.NAMES, meaning="conditions that somebody decided do not hold"),
)

INCIDENT_UPDATES = (
    SOURCE,
    _INCIDENT,
    Column(name="at", kind=Kind.TIME, required=True, meaning="when it was said"),
    Column(name="public", kind=Kind.YES_NO, meaning="whether customers were told; yes where empty"),
    Column(name="channel", kind=Kind.TEXT, meaning="by which channel, in the agreement's words"),
    Column(
        name="contains",
        kind=Kind.NAMES,
        meaning="what it told, in the agreement's words, such as `estimated resolution time`",
    ),
)

OUTAGES = (
    SOURCE,
    Column(name="outage", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the outage"),
    SERVICES,
    RESOURCES,
    Column(name="since", kind=Kind.TIME, required=True, meaning="when it began"),
    Column(name="until", kind=Kind.TIME, meaning="when it ended; empty while it lasts"),
    Column(name="foreseen", kind=Kind.YES_NO, meaning="whether it was expected, where somebody said so"),
    Column(name="incident", kind=Kind.TEXT, meaning="number of the incident it belongs to"),
    Column(
        name="detected_at",
        kind=Kind.TIME,
        meaning="when monitoring, or the provider, saw it; where that was before it began, it counts from "
        "its beginning",
    ),
    Column(
        name="reported_at",
        kind=Kind.TIME,
        meaning="when the customer reported it; where that was before it began, it counts from its beginning",
    ),
    Column(
        name="never_reported",
        kind=Kind.YES_NO,
        meaning="whether it is known that the customer never reported it; `reported: never` in a case",
    ),
    Column(
        name="affected",
        kind=Kind.NUMBER,
        unit="%",
        meaning="the percentage of users, visitors or whatever the agreement counts that it affected; or "
        "how many, of those in `affected_of`",
    ),
    Column(
        name="affected_of",
        kind=Kind.COUNT,
        meaning="out of how many, where `affected` is a number of them and no percentage; "
        "`affected: 100 of 300` or `1/3` in a case",
    ),
    Column(
        name="holds",
        kind=Kind.NAMES,
        meaning="conditions that somebody decided hold, such as `the customer retries with back-off`",
    ),
    Column(name="fails", kind=Kind.NAMES, meaning="conditions that somebody decided do not hold"),
)


class Told(Struct, frozen=True, kw_only=True):
    """A row of `incident_updates`: an update, and the incident it is about."""

    source: str
    incident: str
    update: IncidentUpdate

    @property
    def identity(self) -> str:
        """All that it says: two rows that differ are two updates."""
        update = self.update
        said = (int(update.at), not update.public, update.channel or "", update.contains)
        return f"update:{self.source}/{self.incident}/{said}"


def _incident(entry: Entry) -> Incident:
    entry.follows("resolved_at", "occurred_at", "detected_at", "declared_at")
    for later in ("detected_at", "aware_at", "declared_at"):
        entry.follows(later, "occurred_at")
    holds, fails = _decided(entry)
    return Incident(
        source=entry.known("source"),
        number=entry.known("incident"),
        kind=entry.known("kind"),
        customer=entry.text("customer"),
        services=entry.names("services"),
        resources=entry.names("resources"),
        priority=entry.text("priority"),
        occurred_at=entry.time("occurred_at"),
        detected_at=entry.time("detected_at"),
        aware_at=entry.time("aware_at"),
        declared_at=entry.time("declared_at"),
        resolved_at=entry.time("resolved_at"),
        holds=holds,
        fails=fails,
    )


def _decided(entry: Entry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The conditions that hold, and those that do not."""
    holds, fails = entry.names("holds"), entry.names("fails")
    if both := set(holds) & set(fails):
        entry.refuse(
            f"the condition `{min(both)}` both holds and does not", "name it in one of the two", "fails"
        )
    return holds, fails


def _told(entry: Entry) -> Told:
    update = IncidentUpdate(
        at=entry.at("at"),
        public=entry.truth("public") is not False,
        channel=entry.text("channel"),
        contains=entry.names("contains"),
    )
    return Told(source=entry.known("source"), incident=entry.known("incident"), update=update)


def _outage(entry: Entry) -> Outage:
    entry.lasts("since", "until", "outage")
    never_reported = entry.truth("never_reported") is True
    if never_reported and entry.time("reported_at") is not None:
        entry.refuse("the outage was reported and was not", "leave one of the two empty", "never_reported")
    affected = _affected(entry)
    holds, fails = _decided(entry)
    return Outage(
        source=entry.known("source"),
        number=entry.known("outage"),
        services=entry.names("services"),
        resources=entry.names("resources"),
        since=entry.at("since"),
        until=entry.time("until"),
        foreseen=entry.truth("foreseen"),
        incident=entry.text("incident"),
        detected_at=entry.time("detected_at"),
        reported_at=entry.time("reported_at"),
        never_reported=never_reported,
        affected=affected,
        holds=holds,
        fails=fails,
    )


def _affected(entry: Entry) -> Fraction | None:
    """The share that an outage affected: a percentage, or a number out of another."""
    affected, out_of = entry.decimal("affected"), entry.count("affected_of")
    if affected is None:
        if out_of is not None:
            entry.refuse("nothing says how many of them were affected", "fill in `affected`", "affected_of")
        return None
    if out_of is None:
        if not 0 <= affected <= 100:
            entry.refuse(f"{affected} % is no share of anybody", "write a number from 0 to 100", "affected")
        return Fraction(affected) / 100
    if not 0 <= affected <= out_of or not out_of:
        entry.refuse(
            f"{affected} of {out_of} is no share of anybody", f"write a number from 0 to {out_of}", "affected"
        )
    return Fraction(affected) / max(out_of, 1)


INCIDENT_ROWS: RecordTable[Incident] = RecordTable(
    read=_incident, spoken=lambda each: f"incident {each.number}"
)
UPDATE_ROWS: RecordTable[Told] = RecordTable(
    read=_told, spoken=lambda each: f"an update of incident {each.incident}"
)
OUTAGE_ROWS: RecordTable[Outage] = RecordTable(read=_outage, spoken=lambda each: f"outage {each.number}")
