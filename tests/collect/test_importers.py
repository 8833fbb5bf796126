"""Importers: real exports become tables of evidence; repeating is harmless, and nothing is half-imported."""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from evidence_folder import FOODCOOPX, INCIDENTS, MANTICORE, content, evidence_in, write
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import HOUR, Instant, parse_instant
from upheld.collect.almanac import read_zone
from upheld.collect.binding_reader import COVERED
from upheld.collect.folder import read_folder
from upheld.collect.importers import IMPORTERS, ImportReport, ImportSettings, import_source
from upheld.collect.importers.incident import Phase, Snapshot, Standing, happenings
from upheld.collect.importers.servicenow import COLUMNS, STANDINGS
from upheld.errors import UnreadableFile, UsageError
from upheld.evidence.ticket import Actor, EventKind

SAO_PAULO = read_zone("America/Sao_Paulo", COVERED)
LOCAL = ImportSettings(zone=SAO_PAULO, system_users=frozenset({"Updated by 908"}))
BOUND = (
    "bindings: 1\nsources: {upptime: {hold: 26 h}}\npoints: {web: {source: upptime, site: Möllers Morgen}}\n"
)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _rows(path: Path) -> list[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(data.decode().splitlines()))


def test_upptime_records_become_states(tmp_path: Path) -> None:
    report = import_source("upptime", FOODCOOPX, tmp_path)
    assert report.written == {"states.upptime-foodcoopx_status.csv": 6274}
    assert (report.rows, report.problems, report.notes, len(report.sites)) == (6274, (), (), 48)
    write(tmp_path, "bindings.yaml", BOUND)
    (observations,) = evidence_in(tmp_path).observations
    ours = [row for row in _rows(FOODCOOPX) if row["site"] == "Möllers Morgen"]
    assert observations.times.tolist() == [parse_instant(row["observed_at"]) for row in ours]
    assert observations.states.tolist() == [{"up": 0, "down": 2}[row["status"]] for row in ours]
    assert observations.hold == 26 * HOUR


def test_several_exports_live_in_one_folder(tmp_path: Path) -> None:
    import_source("upptime", FOODCOOPX, tmp_path)
    import_source("upptime", MANTICORE, tmp_path, ImportSettings(source="manticore"))
    reading = read_folder(tmp_path)
    assert Counter(site.source for site in reading.unbound) == {"upptime": 48, "manticore": 18}
    assert sum(site.records for site in reading.unbound) == 6274 + 314


@pytest.mark.parametrize(("kind", "source"), [("upptime", MANTICORE), ("servicenow", INCIDENTS)])
def test_importing_again_changes_nothing(tmp_path: Path, kind: str, source: Path) -> None:
    first = import_source(kind, source, tmp_path, LOCAL)
    before = _files(tmp_path)
    second = import_source(kind, source, tmp_path, LOCAL)
    assert _files(tmp_path) == before
    assert second.written == first.written
    assert (first.replaced, set(second.replaced)) == ((), set(first.written))


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> tuple[ImportReport, Path]:
    folder = tmp_path_factory.mktemp("incidents")
    return import_source("servicenow", INCIDENTS, folder, LOCAL), folder


def test_servicenow_incidents_become_tickets(incidents: tuple[ImportReport, Path]) -> None:
    report, folder = incidents
    assert (report.rows, report.problems, report.repeated) == (5998, (), 0)
    assert list(report.written.values()) == [3439, 890]
    tickets = evidence_in(folder).tickets
    assert len(tickets) == 890
    kinds = Counter(event.kind for ticket in tickets for event in ticket.events)
    assert kinds[EventKind.CLOSED] == 890
    assert kinds[EventKind.PAUSED] == kinds[EventKind.RESUMED] == 365
    for ticket in tickets:
        times = [event.at for event in ticket.events]
        assert times == sorted(times)


def test_what_the_log_of_one_incident_tells(incidents: tuple[ImportReport, Path]) -> None:
    tickets = {ticket.number: ticket for ticket in evidence_in(incidents[1]).tickets}
    ticket = tickets["INC0000102"]
    assert (ticket.channel, ticket.customer, ticket.events[0].priority) == ("Phone", "Caller 307", "P3")
    log = [(event.at, event.kind.value, event.reason, event.actor) for event in ticket.events]
    waiting = "waiting for customer"
    assert log == [
        (parse_instant("2016-02-29T09:06:00-03:00"), "opened", None, Actor.CUSTOMER),
        (parse_instant("2016-02-29T20:09:00-03:00"), "acknowledged", None, Actor.AGENT),
        (parse_instant("2016-02-29T20:09:00-03:00"), "paused", waiting, Actor.AGENT),
        (parse_instant("2016-03-03T17:29:00-03:00"), "resumed", waiting, Actor.AGENT),
        (parse_instant("2016-03-07T11:50:00-03:00"), "paused", waiting, Actor.AGENT),
        (parse_instant("2016-03-14T08:13:00-03:00"), "resumed", waiting, Actor.AGENT),
        (parse_instant("2016-03-14T08:13:00-03:00"), "resolved", None, Actor.AGENT),
        (parse_instant("2016-03-17T16:27:00-03:00"), "reopened", None, Actor.AGENT),
        (parse_instant("2016-03-17T16:28:00-03:00"), "resolved", None, Actor.AGENT),
        (parse_instant("2016-03-24T18:59:00-03:00"), "closed", None, Actor.SYSTEM),
    ]


def test_reopenings_and_priorities_agree_with_the_columns_of_the_log(
    incidents: tuple[ImportReport, Path],
) -> None:
    rows = _rows(INCIDENTS)
    reopened: dict[str, set[int]] = {}
    for row in rows:
        reopened.setdefault(row["number"], set()).add(int(row["reopen_count"]))
    for ticket in evidence_in(incidents[1]).tickets:
        counted = max(reopened[ticket.number]) - min(reopened[ticket.number])
        assert sum(event.kind is EventKind.REOPENED for event in ticket.events) == counted


def test_oddities_of_the_export_are_noted(incidents: tuple[ImportReport, Path]) -> None:
    said = incidents[0].notes
    assert [note.split(";")[0] for note in said] == [
        "17 × incidents name another time in `resolved_at` than their log shows",
        "5 × updates stand out of order of time",
        "6 × incidents were at hand before they were opened",
        "4 × incidents name another time in `closed_at` than their log shows",
    ]
    assert all("INC0000" in note and "line " in note for note in said)


def test_the_order_of_an_export_does_not_matter_and_rows_said_again_are_skipped(
    incidents: tuple[ImportReport, Path], tmp_path: Path
) -> None:
    head, *lines = gzip.decompress(INCIDENTS.read_bytes()).decode().splitlines(keepends=True)
    lines += lines[100:200]
    random.Random(7).shuffle(lines)
    source = write(tmp_path, "servicenow_incident_events.csv", head + "".join(lines))
    report = import_source("servicenow", source, tmp_path / "out", LOCAL)
    assert report.repeated == 100
    assert content(evidence_in(tmp_path / "out")) == content(evidence_in(incidents[1]))


SNAPSHOT = dict.fromkeys(COLUMNS, "?") | {
    "number": "INC1",
    "incident_state": "New",
    "sys_mod_count": "0",
    "reopen_count": "0",
    "opened_at": "29-02-2016 01:16",
    "sys_updated_at": "29-02-2016 01:23",
    "sys_updated_by": "someone",
    "priority": "3 - Moderate",
}


def _export(folder: Path, *changes: dict[str, str]) -> Path:
    path = folder / "log.csv"
    with path.open("w", newline="") as text:
        writer = csv.DictWriter(text, list(SNAPSHOT))
        writer.writeheader()
        writer.writerows(SNAPSHOT | change for change in changes)
    return path


REFUSED = [
    (
        {"sys_updated_at": "2016/02/29"},
        "log.csv:3: column `sys_updated_at`: `2016/02/29` is not an RFC 3339 time",
    ),
    ({"sys_updated_at": "?"}, "log.csv:3: column `sys_updated_at`: the cell is empty"),
    ({"sys_updated_at": "30-02-2016 01:00"}, "is not a time that exists"),
    ({"sys_updated_at": "16-10-2016 00:30"}, "never came in America/Sao_Paulo"),
    ({"sys_updated_at": "20-02-2016 23:30"}, "came twice in America/Sao_Paulo"),
    ({"incident_state": "Pending"}, "column `incident_state`: `Pending` is no state that is known"),
    ({"priority": "urgent"}, "column `priority`: `urgent` is no priority; write it like 3 - Moderate"),
    ({"sys_mod_count": "-1"}, "column `sys_mod_count`: `-1` is no whole number"),
    ({"number": ""}, "column `number`: the cell is empty"),
    ({"incident_state": "Active", "resolved_at": "29-02-2016 01:00"}, "was resolved before the last update"),
]


@pytest.mark.parametrize(("change", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_a_row_that_can_not_be_read_keeps_everything_out(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    source = _export(tmp_path, {}, {"sys_mod_count": "1", "sys_updated_at": "01-03-2016 09:00"} | change)
    report = import_source("servicenow", source, tmp_path / "out", LOCAL)
    assert len(report.problems) == 1
    assert reason in str(report.problems[0])
    assert report.written == {}
    assert not (tmp_path / "out").exists()


def test_a_failed_import_leaves_what_was_there(tmp_path: Path) -> None:
    source = write(
        tmp_path,
        "status.csv",
        "site,observed_at,status,http_status,response_ms\na,2026-01-01T00:00:00Z,up,200,5\n",
    )
    import_source("upptime", source, tmp_path / "out")
    before = _files(tmp_path / "out")
    write(
        tmp_path,
        "status.csv",
        source.read_text() + "a,2026-01-02,upp,200,5\n,2026-01-02T00:00:00Z,up,200,5\n",
    )
    report = import_source("upptime", source, tmp_path / "out")
    assert [str(problem).split("; ")[0] for problem in report.problems] == [
        "status.csv:3: column `observed_at`: `2026-01-02` is not an RFC 3339 time",
        "status.csv:3: column `status`: `upp` is no status",
        "status.csv:4: column `site`: the cell is empty",
    ]
    assert _files(tmp_path / "out") == before


DAMAGED_EXPORTS = [
    (b"", "the file is empty"),
    (b"site,observed_at,status,http_status\n", "the column `response_ms` is missing"),
    (
        b"site,observed_at,status,http_status,response_ms\na,b\n",
        "the record has 2 cells where the header has 5",
    ),
    (b"site,observed_at,status,http_status,response_ms\n\xff\n", "the byte 0xff is not UTF-8"),
    (b'site,observed_at,status,http_status,response_ms\n"a', "the record can't be read"),
]


@pytest.mark.parametrize(("data", "reason"), DAMAGED_EXPORTS)
def test_a_damaged_export(tmp_path: Path, data: bytes, reason: str) -> None:
    report = import_source("upptime", write(tmp_path, "status.csv", data), tmp_path / "out")
    assert any(reason in str(problem) for problem in report.problems)
    assert report.written == {}


def test_an_export_that_is_not_there_and_a_folder_that_is_none(tmp_path: Path) -> None:
    report = import_source("upptime", tmp_path / "status.csv", tmp_path / "out")
    assert "the file can't be read (No such file or directory)" in str(report.problems[0])
    with pytest.raises(UnreadableFile, match="nothing can be written to"):
        import_source("upptime", MANTICORE, write(tmp_path, "file", ""))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_export_that_is_cut_off_or_silent_is_filled_from_its_own_columns(tmp_path: Path) -> None:
    done = {"resolved_at": "01-03-2016 10:00", "closed_at": "02-03-2016 10:00"}
    source = _export(tmp_path, done, done | {"incident_state": "-100", "sys_mod_count": "1"})
    report = import_source("servicenow", source, tmp_path / "out", LOCAL)
    assert len(report.notes) == 2
    (ticket,) = evidence_in(tmp_path / "out").tickets
    assert [(event.kind.value, event.actor.value) for event in ticket.events[1:]] == [
        ("resolved", "system"),
        ("closed", "system"),
    ]


@pytest.mark.parametrize("kind", ["servicenow", "zabbix"])
def test_a_request_that_makes_no_sense(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UsageError, match="--zone" if kind in IMPORTERS else "there is no importer `zabbix`"):
        import_source(kind, INCIDENTS, tmp_path)


def _slow_log(states: list[tuple[str, bool]]) -> list[tuple[int, str, str]]:
    """The events of a log, told by looking at each pair of neighbours on its own."""
    told: list[tuple[int, str, str]] = []
    before: Any = STANDINGS["New"]
    taken = False
    for at, (state, person) in enumerate(states):
        now = STANDINGS[state]
        if before.phase is Phase.WAITING and now != before:
            told.append((at, "resumed", before.reason))
        done = (Phase.RESOLVED, Phase.CLOSED)
        if before.phase in done and now.phase not in done:
            told.append((at, "reopened", ""))
        if before.phase is Phase.CLOSED and now.phase is Phase.RESOLVED:
            told.append((at, "reopened", ""))
        if person and not taken and now.phase not in (Phase.NEW, Phase.CLOSED):
            taken = True
            told.append((at, "acknowledged", ""))
        if now != before and now.phase in (Phase.WAITING, *done):
            told.append((at, {"waiting": "paused"}.get(now.phase.value, now.phase.value), now.reason))
        before = now
    return told


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(STANDINGS)), st.booleans()), max_size=12))
def test_happenings_are_those_of_neighbouring_snapshots(states: list[tuple[str, bool]]) -> None:
    snapshots = [
        Snapshot(at=Instant(at), standing=STANDINGS[state], priority="P3", by_person=person, may_reopen=True)
        for at, (state, person) in enumerate(states)
    ]
    assert [(each.at, each.kind.value, each.reason) for each in happenings(snapshots)] == _slow_log(states)


def test_a_snapshot_that_reopens_without_being_counted_is_a_stray() -> None:
    def snapshot(at: int, phase: Phase) -> Snapshot:
        standing = Standing(phase=phase)
        return Snapshot(at=Instant(at), standing=standing, priority="", by_person=True, may_reopen=False)

    phases = [Phase.WORKING, Phase.RESOLVED, Phase.WORKING, Phase.CLOSED]
    told = happenings([snapshot(at, phase) for at, phase in enumerate(phases)])
    assert [each.kind.value for each in told] == ["acknowledged", "resolved", "closed"]
