"""Customer lists: customers, subscriptions and fees taken in from CSV, looked at before they are applied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec
import orjson
from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.chrono.zone import Zone
from upheld.collect.case.wide_zone import widened
from upheld.collect.parcel.days import names_days, with_instants
from upheld.collect.parcel.fee_history import FROM, Cells, Stretch, continued
from upheld.collect.parcel.lists import ListFile, ListRow, read_lists
from upheld.collect.parcel.parcel import Parcel, ParcelProblems, ParcelRow, RowProblem
from upheld.collect.parcel.reader import Cells as Written
from upheld.collect.parcel.reader import parcel_of_cells, rows_of_cells
from upheld.collect.problem import MOST_LISTED
from upheld.errors import ConflictError
from upheld.evidence.evidence import Table
from upheld.operations.enlisting import enlist
from upheld.operations.neighbouring import clash
from upheld.operations.standing import grounds_in_store
from upheld.store.agreements import AgreementVersion
from upheld.store.dossiers import Dossier
from upheld.store.holding import records_known
from upheld.store.ledger import lock_head
from upheld.store.planning import tell_planner
from upheld.store.reach import reached
from upheld.store.recording import Origin, Row, record
from upheld.store.viewer import Viewer

NEW, CORRECTED, ENDED, UNCHANGED = "new", "corrected", "ended", "unchanged"


class Said(Struct, frozen=True):
    """What a column says, and said."""

    column: str
    before: str
    after: str


class Change(Struct, frozen=True, kw_only=True):
    """What a row of a list does to what is known."""

    place: str
    """File and line."""
    kind: str
    """`new`, `corrected`, `ended` (where a later fee begins) or `unchanged`."""
    table: str
    number: str
    customer: str
    says: tuple[Said, ...]
    """The columns that differ; of a new row all of them."""


class Prospect(Struct, frozen=True, kw_only=True):
    """What would change."""

    changes: tuple[Change, ...]
    rows: tuple[tuple[Table, ParcelRow], ...]
    """To be recorded: all that are new or differ."""
    digest: str
    """Of all that would change: what was looked at is what is applied."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows of each kind there are."""
        kinds = [each.kind for each in self.changes]
        return {kind: kinds.count(kind) for kind in (NEW, CORRECTED, ENDED, UNCHANGED)}


class Applied(Struct, frozen=True, kw_only=True):
    """A list that was taken in."""

    prospect: Prospect
    sequence: int | None
    """Of the entry in the ledger; none where nothing had to change."""


class Lists(Struct, frozen=True, kw_only=True):
    """Files, and of whom their rows are where they don't say it."""

    files: Sequence[ListFile]
    source: str


def look_at(dossier: Dossier, lists: Lists) -> Prospect | ParcelProblems:
    """Tell what lists would change, row by row, or all that is wrong with them; nothing is recorded."""
    with transaction.atomic():
        prospect = _prospect(dossier, lists)
        transaction.set_rollback(True)
    return prospect


def apply(
    dossier: Dossier, lists: Lists, actor: str, now: Instant, looked_at: str | None = None
) -> Applied | ParcelProblems:
    """Record what lists change, all or nothing; the same lists again change nothing.

    ConflictError where it would not be what somebody looked at, by its digest.
    """
    with transaction.atomic():
        lock_head()
        prospect = _prospect(dossier, lists)
        if isinstance(prospect, ParcelProblems):
            return prospect
        if looked_at is not None and looked_at != prospect.digest:
            raise ConflictError(
                "what is known has changed since the lists were looked at: look at them again"
            )
        if not prospect.rows:
            return Applied(prospect=prospect, sequence=None)
        head = lock_head().sequence
        rows = [_as_recorded(table, row) for table, row in prospect.rows]
        # by the entry it stands on: the same change may have to be made again after it was taken back
        key = f"customer lists {prospect.digest[:32]} after {head}"
        recorded = record(dossier, rows, Origin(key=key, actor=actor, now=now))
        enlist(dossier)
    tell_planner(len(rows))
    return Applied(prospect=prospect, sequence=recorded.sequence)


def look_at_for(viewer: Viewer, slug: str, lists: Lists) -> Prospect | ParcelProblems | None:
    """As `look_at`, on behalf of somebody who reaches the dossier; absent where there is none."""
    dossier = reached(viewer, Dossier).filter(slug=slug).first()
    return None if dossier is None else look_at(dossier, lists)


def apply_for(
    viewer: Viewer, slug: str, lists: Lists, now: Instant, looked_at: str
) -> Applied | ParcelProblems | None:
    """As `apply`, on behalf of somebody who reaches the dossier; absent where there is none."""
    dossier = reached(viewer, Dossier).filter(slug=slug).first()
    return None if dossier is None else apply(dossier, lists, viewer.actor, now, looked_at)


def _prospect(dossier: Dossier, lists: Lists) -> Prospect | ParcelProblems:
    read = read_lists(lists.files, lists.source)
    if not isinstance(read, ParcelProblems) and names_days(read):
        read = with_instants(read, _zones(dossier))
    if isinstance(read, ParcelProblems):
        return read
    changes: list[Change] = []
    rows: list[tuple[Table, ParcelRow]] = []
    for table in (Table.FEES, Table.ACCOUNTS):
        known = _known(dossier, table)
        stretches = _stretches(table, [row for row in read if row.table is table], known)
        if isinstance(stretches, ParcelProblems):
            return stretches
        places = [each.place for each in stretches]
        parcel = parcel_of_cells(table, Written(rows=[each.cells for each in stretches], places=places))
        if isinstance(parcel, ParcelProblems):
            return parcel
        found = list(_changes(table, parcel, stretches, known))
        news = tuple(row for row, each in zip(parcel.rows, found, strict=True) if each.kind != UNCHANGED)
        clashing = clash(dossier, replace(parcel, rows=news)) if news else None
        if clashing is not None:
            return _placed(clashing, [each.place for each in found if each.kind != UNCHANGED])
        changes += found
        rows += [(table, row) for row in news]
    digest = hashlib.sha256(msgspec.json.encode(changes)).hexdigest()
    return Prospect(changes=tuple(changes), rows=tuple(rows), digest=digest)


def _zones(dossier: Dossier) -> set[Zone]:
    """The time zones of all versions of the agreements of a dossier."""
    versions = AgreementVersion.objects.filter(agreement__dossier=dossier, content__isnull=False)
    zones = (widened(grounds_in_store(each).zone) for each in versions.select_related("agreement"))
    return {*{each.name: each for each in zones}.values()}


def _known(dossier: Dossier, table: Table) -> dict[str, Cells]:
    """What is known of a table, by identity."""
    held = records_known(dossier).filter(table=table.value).values_list("identity", "content")
    return {
        identity: orjson.loads(bytes(content or b"{}"))
        for identity, content in held.iterator(chunk_size=5000)
    }


def _stretches(
    table: Table, rows: Sequence[ListRow], known: Mapping[str, Cells]
) -> list[Stretch] | ParcelProblems:
    """Rows as they are to be recorded, fees as stretches of time."""
    if table is not Table.FEES:
        return [Stretch(cells=row.cells, place=row.place) for row in rows]
    places = [row.place for row in rows]
    read = rows_of_cells(table, Written(rows=[row.cells for row in rows], places=places))
    if isinstance(read, ParcelProblems):
        return read
    told: dict[tuple[str, str, str], tuple[Cells, str]] = {}
    problems: list[RowProblem] = []
    for index, (row, place) in enumerate(zip(read, places, strict=True)):
        at = row.cells["source"], row.cells["fee"], row.cells["since"]
        before, other = told.setdefault(at, (row.cells, place))
        if before != row.cells:
            reason = f"fee {at[1]} from {at[2]} on stands at {other}, too, and says otherwise"
            remedy = "keep the row that is right, or give fees numbers of their own"
            problems.append(RowProblem(row=index, place=place, field="fee", reason=reason, remedy=remedy))
        if FROM in row.cells["fee"]:
            reason = f"{FROM!r} in a number stands between it and the day from which it holds"
            problems.append(
                RowProblem(row=index, place=place, field="fee", reason=reason, remedy="write another number")
            )
    if problems:
        return ParcelProblems(
            problems=tuple(problems[:MOST_LISTED]), unlisted=max(len(problems) - MOST_LISTED, 0)
        )
    return continued(list(told.values()), known.values())


def _changes(
    table: Table, parcel: Parcel, stretches: Sequence[Stretch], known: Mapping[str, Cells]
) -> Iterator[Change]:
    by_number = {each.cells[_number(table)]: each for each in reversed(stretches)}
    for row in parcel.rows:
        stretch = by_number[row.cells[_number(table)]]
        before = known.get(row.identity, {})
        columns = sorted({*before, *row.cells})
        says = tuple(
            Said(column, before.get(column, ""), row.cells.get(column, ""))
            for column in columns
            if before.get(column) != row.cells.get(column)
        )
        kind = (
            NEW if not before else UNCHANGED if not says else ENDED if stretch.is_ended_by_next else CORRECTED
        )
        yield Change(
            place=stretch.place,
            kind=kind,
            table=table.value,
            number=row.cells[_number(table)],
            customer=row.customer or "",
            says=says,
        )


def _number(table: Table) -> str:
    return "fee" if table is Table.FEES else "account"


def _placed(problems: ParcelProblems, places: Sequence[str]) -> ParcelProblems:
    """Problems of rows with the places of these in their files."""
    placed = (
        each if each.row is None else replace(each, place=places[each.row]) for each in problems.problems
    )
    return replace(problems, problems=tuple(placed))


def _as_recorded(table: Table, row: ParcelRow) -> Row:
    return Row(
        table=table.value,
        identity=row.identity,
        content=row.content,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        customer=row.customer or "",
        subject=row.subject or "",
    )
