"""Rows for every table, made from the list of columns: what a careful source might have written."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS
from upheld.evidence.evidence import Table

Row = dict[str, str | None]

START = parse_instant("2026-03-01T00:00:00Z")
WORDS = ("web shop", "Café Süd", "a,b", 'say "so"', "x=1")
NUMBERS = {
    Table.AGGREGATES: "series",
    Table.REQUESTS: "service",
    Table.INCIDENTS: "incident",
    Table.OUTAGES: "outage",
    Table.EXCLUSIONS: "case",
    Table.CHANGES: "change",
    Table.NOTICES: "notice",
    Table.SNAPSHOTS: "snapshot",
    Table.RECOVERIES: "recovery",
    Table.ATTESTATIONS: "attestation",
    Table.CLAIMS: "claim",
    Table.FEES: "fee",
    Table.ACCOUNTS: "account",
    Table.CREDITS: "credit",
    Table.TICKETS: "ticket",
    Table.MAINTENANCE: "name",
    Table.REVIEWS: "of",
}
"""The column that tells the records of a source apart."""

RECORD_TABLES = tuple(NUMBERS)


@st.composite
def rows_of(draw: st.DrawFn, table: Table) -> list[Row]:
    """Make up to six rows of a table, none of which contradicts another."""
    return [_row(draw, table, number) for number in range(draw(st.integers(1, 6)))]


def _row(draw: st.DrawFn, table: Table, number: int) -> Row:
    row: Row = {}
    at = START + draw(st.integers(0, 10**6)) * 1_000_000
    for column in COLUMNS[table]:
        if not column.required and draw(st.booleans()):
            row[column.name] = None
            continue
        if column.kind is Kind.TIME:
            at += draw(st.integers(1, 10**9))
            row[column.name] = format_instant(Instant(at))
        else:
            row[column.name] = draw(_cells(column))
    row[NUMBERS[table]] = f"N-{number}"
    _MENDED.get(table, lambda row: None)(row)
    return row


def _cells(column: Column) -> st.SearchStrategy[str]:
    match column.kind:
        case Kind.WORD:
            return st.sampled_from(column.words)
        case Kind.YES_NO:
            return st.sampled_from(["yes", "no"])
        case Kind.COUNT:
            return st.integers(0, 10**9).map(str)
        case Kind.NUMBER:
            return st.decimals(0, 10**6, places=2).map(str)
        case Kind.NAMES:
            return st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("; ".join)
        case Kind.LABELS:
            return st.permutations(["region=eu", "load=normal", "route=/a=b"]).map(";".join)
        case _:
            return st.sampled_from(WORDS)


def _mended_work(row: Row) -> None:
    if row["took_place_from"] is None or row["took_place_until"] is None:
        row["took_place_from"] = row["took_place_until"] = None


def _mended_incident(row: Row) -> None:
    row["fails"] = None


def _mended_outage(row: Row) -> None:
    row["fails"] = None
    row["affected"] = row["affected"] and "12.50"
    row["affected_of"] = row["affected"] and row["affected_of"] and "300"
    row["never_reported"] = None if row["reported_at"] else row["never_reported"]


def _mended_case(row: Row) -> None:
    row["about"] = row["about"] or "T-1"
    row["until"] = row["until"] and row["since"] and row["until"]
    row["proposed_by"], row["approved_by"] = "Ada", row["approved_by"] and "provider;customer"
    if row["approved_by"]:
        row["rejected_at"] = None
    else:
        row["approved_at"] = None


def _mended_notice(row: Row) -> None:
    row["sent_at"] = row["sent_at"] or (None if row["delivered_at"] else row["requested_at"])
    if row["sent_at"] is None:
        row["requested_at"], row["delivered_at"] = format_instant(START), None


def _mended_recovery(row: Row) -> None:
    row["occurred_at"] = format_instant(START)
    if row["recovered_at"]:
        row["gave_up_at"] = None


def _mended_claim(row: Row) -> None:
    row["period"] = row["period"] and "2026-03"
    if row["rejected_at"]:
        row["verified_at"] = row["settled_at"] = None


def _mended_fee(row: Row) -> None:
    row["customer"], row["currency"] = row["fee"], "EUR"


def _mended_credit(row: Row) -> None:
    row["period"], row["currency"] = "2026-03", "EUR"


def _mended_aggregate(row: Row) -> None:
    if row["unit"] == "ppm" or row["unit"] in ("us", "µs", "count", "bit/s", "B/s"):
        row["value"] = "17"


def _mended_count(row: Row) -> None:
    if row["total"] is None or row["failed"] is None:
        row["total"] = row["failed"] = None
    elif int(row["failed"]) > int(row["total"]):
        row["total"], row["failed"] = row["failed"], row["total"]


_MENDED: dict[Table, Callable[[Row], None]] = {
    Table.MAINTENANCE: _mended_work,
    Table.INCIDENTS: _mended_incident,
    Table.OUTAGES: _mended_outage,
    Table.EXCLUSIONS: _mended_case,
    Table.NOTICES: _mended_notice,
    Table.RECOVERIES: _mended_recovery,
    Table.CLAIMS: _mended_claim,
    Table.FEES: _mended_fee,
    Table.CREDITS: _mended_credit,
    Table.AGGREGATES: _mended_aggregate,
    Table.REQUESTS: _mended_count,
}
"""What keeps the cells of a row from contradicting each other."""
