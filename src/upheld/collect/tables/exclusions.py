"""The table of exclusions: cases put forward for leaving time or events out, and who agreed."""

from __future__ import annotations

from upheld.agreement.cause import Cause
from upheld.agreement.party import Approver
from upheld.collect.column import RESOURCES, SERVICES, SOURCE, Column, Kind
from upheld.collect.problem import nearest, quoted
from upheld.collect.records import Entry
from upheld.collect.register import RecordTable
from upheld.evidence.exclusion import ExclusionCase

SIDES = tuple(each.value for each in Approver if each is not Approver.BOTH)
"""Who may have agreed."""

EXCLUSIONS = (
    SOURCE,
    Column(name="case", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the case"),
    Column(
        name="exclusion",
        kind=Kind.TEXT,
        meaning="the exclusion of the agreement it is put forward under; any with its cause where empty",
    ),
    Column(
        name="cause",
        kind=Kind.WORD,
        required=True,
        words=tuple(cause.value for cause in Cause),
        meaning="why it did not work",
    ),
    Column(name="party", kind=Kind.TEXT, meaning="whose failure it was, such as a third party's name"),
    SERVICES,
    RESOURCES,
    Column(name="since", kind=Kind.TIME, meaning="start of the time that is to be left out"),
    Column(name="until", kind=Kind.TIME, meaning="its end; empty while it lasts"),
    Column(
        name="about",
        kind=Kind.NAMES,
        meaning="numbers of tickets, incidents, outages or changes it is about",
    ),
    Column(
        name="condition_holds",
        kind=Kind.YES_NO,
        meaning="what a person found of the exclusion's condition; nobody looked where empty",
    ),
    Column(
        name="evidence",
        kind=Kind.NAMES,
        meaning="what was shown, in the agreement's words where it asks for something",
    ),
    Column(name="proposed_by", kind=Kind.TEXT, meaning="who put it forward: a side, or a name"),
    Column(name="proposed_at", kind=Kind.TIME, meaning="when"),
    Column(
        name="approved_by",
        kind=Kind.NAMES,
        meaning="who agreed: " + ", ".join(f"`{side}`" for side in SIDES),
    ),
    Column(name="approved_at", kind=Kind.TIME, meaning="when the last of them agreed"),
    Column(name="rejected_at", kind=Kind.TIME, meaning="when it was turned down"),
)


def _case(entry: Entry) -> ExclusionCase:
    _refuse_shapeless(entry)
    _refuse_unapproved(entry)
    entry.follows("approved_at", "proposed_at")
    entry.follows("rejected_at", "proposed_at")
    return ExclusionCase(
        source=entry.known("source"),
        number=entry.known("case"),
        exclusion=entry.text("exclusion"),
        cause=entry.known("cause"),
        party=entry.text("party"),
        services=entry.names("services"),
        resources=entry.names("resources"),
        since=entry.time("since"),
        until=entry.time("until"),
        about=entry.names("about"),
        condition_holds=entry.truth("condition_holds"),
        evidence=entry.names("evidence"),
        proposed_by=entry.text("proposed_by"),
        proposed_at=entry.time("proposed_at"),
        approved_by=entry.names("approved_by"),
        approved_at=entry.time("approved_at"),
        rejected_at=entry.time("rejected_at"),
    )


def _refuse_shapeless(entry: Entry) -> None:
    """Refuse a case of neither a time nor a thing, and one whose time is none."""
    since, until = entry.time("since"), entry.time("until")
    if since is None and until is not None:
        entry.refuse("the cell is empty", "an end needs its start", "since")
    elif since is None and not entry.names("about"):
        entry.refuse(
            "the case says neither which time nor what is to be left out",
            "fill in `since` (and `until`), or the numbers of tickets and incidents in `about`",
        )
    entry.lasts("since", "until", "time to be left out")


def _refuse_unapproved(entry: Entry) -> None:
    """Refuse an approval that is none, or that contradicts itself."""
    sides = entry.names("approved_by")
    for side in sides:
        if side not in SIDES:
            remedy = nearest(side, SIDES, f"one or more of {', '.join(SIDES)}")
            entry.refuse(f"{quoted(side)} can't agree to an exclusion", remedy, "approved_by")
    if not sides and entry.time("approved_at") is not None:
        entry.refuse("the cell is empty", "say who agreed", "approved_by")
    if sides and entry.time("rejected_at") is not None:
        entry.refuse(
            "the case was approved and rejected", "leave the one that does not hold empty", "rejected_at"
        )
    if sides and set(sides) == {entry.text("proposed_by")}:
        entry.refuse(
            f"the case is approved by nobody but the {sides[0]}, who put it forward",
            "add the side that agreed, or leave `approved_by` empty until one does",
            "approved_by",
        )


CASES: RecordTable[ExclusionCase] = RecordTable(
    read=_case, spoken=lambda each: f"exclusion case {each.number}"
)
