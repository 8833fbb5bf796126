"""Tables of snapshots and recoveries."""

from __future__ import annotations

from msgspec.structs import replace

from upheld.collect.column import SOURCE, Column, Kind
from upheld.collect.records import Entry
from upheld.collect.register import RecordTable
from upheld.evidence.backup import RecoveryCase, Snapshot

SNAPSHOTS = (
    SOURCE,
    Column(name="snapshot", kind=Kind.TEXT, required=True, numbered=True, meaning="name of the snapshot"),
    Column(name="of", kind=Kind.TEXT, required=True, meaning="what was copied, in the agreement's words"),
    Column(name="taken_at", kind=Kind.TIME, required=True, meaning="when it was made"),
    Column(name="first_seen", kind=Kind.TIME, required=True, meaning="the first listing that had it"),
    Column(
        name="last_seen",
        kind=Kind.TIME,
        required=True,
        meaning="the last listing that had it: listings forget what was deleted",
    ),
    Column(
        name="complete",
        kind=Kind.YES_NO,
        meaning="no for one that failed or is known to be partial, which is no copy then; yes where empty",
    ),
)

RECOVERIES = (
    SOURCE,
    Column(name="recovery", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the recovery"),
    Column(name="of", kind=Kind.TEXT, required=True, meaning="what was recovered, in the agreement's words"),
    Column(
        name="drill", kind=Kind.YES_NO, meaning="yes for an exercise; no, which holds where empty, otherwise"
    ),
    Column(name="occurred_at", kind=Kind.TIME, meaning="when it failed, whether or not anybody knew"),
    Column(name="detected_at", kind=Kind.TIME, meaning="when monitoring saw it"),
    Column(
        name="declared_at",
        kind=Kind.TIME,
        meaning="when the failure was declared; when a drill was begun",
    ),
    Column(
        name="recovered_at",
        kind=Kind.TIME,
        meaning="when it was declared to be back; empty while it is not",
    ),
    Column(name="gave_up_at", kind=Kind.TIME, meaning="when it was given up without success"),
    Column(
        name="resources",
        kind=Kind.NAMES,
        meaning="resources that had failed, such as the machine, whose own fees a credit may be a share of; "
        "not recorded where empty",
    ),
    Column(name="incident", kind=Kind.TEXT, meaning="number of the incident it is the recovery from"),
)


def _snapshot(entry: Entry) -> Snapshot:
    entry.follows("first_seen", "taken_at")
    entry.follows("last_seen", "taken_at", "first_seen")
    return Snapshot(
        source=entry.known("source"),
        name=entry.known("snapshot"),
        of=entry.known("of"),
        taken_at=entry.at("taken_at"),
        first_seen=entry.at("first_seen"),
        last_seen=entry.at("last_seen"),
        complete=entry.truth("complete") is not False,
    )


def _seen_by_both(one: Snapshot, other: Snapshot) -> Snapshot | None:
    """Put two sightings of one snapshot together; nothing where they tell of two different ones."""
    merged = replace(
        one, first_seen=min(one.first_seen, other.first_seen), last_seen=max(one.last_seen, other.last_seen)
    )
    same = replace(other, first_seen=merged.first_seen, last_seen=merged.last_seen) == merged
    return merged if same else None


def _recovery(entry: Entry) -> RecoveryCase:
    begun = ("occurred_at", "detected_at", "declared_at")
    if all(entry.time(column) is None for column in begun):
        entry.refuse(
            "the recovery says nowhere when it began",
            "fill in when it was declared, or one of the others",
            "declared_at",
        )
    if entry.time("recovered_at") is not None and entry.time("gave_up_at") is not None:
        entry.refuse(
            "the recovery succeeded and was given up",
            "leave the one that did not happen empty",
            "gave_up_at",
        )
    entry.follows("detected_at", "occurred_at")
    entry.follows("declared_at", "occurred_at")
    entry.follows("recovered_at", *begun)
    entry.follows("gave_up_at", *begun)
    return RecoveryCase(
        source=entry.known("source"),
        number=entry.known("recovery"),
        of=entry.known("of"),
        is_drill=entry.truth("drill") is True,
        occurred_at=entry.time("occurred_at"),
        detected_at=entry.time("detected_at"),
        declared_at=entry.time("declared_at"),
        recovered_at=entry.time("recovered_at"),
        gave_up_at=entry.time("gave_up_at"),
        resources=entry.names("resources"),
        incident=entry.text("incident"),
    )


SNAPSHOT_ROWS: RecordTable[Snapshot] = RecordTable(
    read=_snapshot, spoken=lambda each: f"snapshot {each.name}", merge=_seen_by_both
)
RECOVERY_ROWS: RecordTable[RecoveryCase] = RecordTable(
    read=_recovery, spoken=lambda each: f"recovery {each.number}"
)
