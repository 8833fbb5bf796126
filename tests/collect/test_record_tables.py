"""Tables of which each row is a record: the same in every form and order, and told twice without harm."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from evidence_folder import content, evidence_in, problems_in, write, write_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from table_rows import RECORD_TABLES, Row, rows_of

from upheld.agreement.cause import Cause
from upheld.chrono.instant import parse_instant
from upheld.chrono.interval import Interval
from upheld.collect.columns import COLUMNS, ROWS
from upheld.collect.folder import read_folder
from upheld.evidence.account import ClaimCase, FeeCase
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Attestation, AttestationKind
from upheld.evidence.incident import Incident, IncidentUpdate
from upheld.evidence.measurement import Aggregate, Scale
from upheld.evidence.ticket import EventKind
from upheld.quantity import Money

AT = "2026-03-01T00:00:00Z"
LATER = "2026-03-01T01:00:00Z"


def test_every_table_has_columns_and_says_what_a_row_is() -> None:
    assert set(COLUMNS) == set(ROWS) == set(Table)
    for columns in COLUMNS.values():
        assert columns[0].name == "source"
        assert len({column.name for column in columns}) == len(columns)


@pytest.mark.parametrize("table", RECORD_TABLES, ids=lambda table: table.value)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_the_form_and_the_order_of_rows_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, table: Table, data: st.DataObject
) -> None:
    rows = data.draw(rows_of(table))
    again = data.draw(st.permutations(rows + data.draw(st.lists(st.sampled_from(rows), max_size=3))))
    said = []
    for ending, written in ((".csv", rows), (".parquet", rows), (".jsonl", rows), (".csv.gz", again)):
        folder = tmp_path_factory.mktemp("folder")
        write_rows(folder, f"{table.value}{ending}", written)
        said.append(content(evidence_in(folder)))
    assert all(each == said[0] for each in said)
    reading = read_folder(folder)
    assert reading.tables[table].records == len(again)
    assert reading.repeated == len(again) - len(rows)


def test_rows_become_what_they_say(tmp_path: Path) -> None:
    write(
        tmp_path,
        "incidents.csv",
        f"source,incident,kind,services,occurred_at,holds\ns,I-1,data breach,b;a; b,{AT},legally required\n",
    )
    write(
        tmp_path,
        "incident_updates.csv",
        f"source,incident,at,public,contains\ns,I-1,{LATER},no,cause\ns,I-1,{AT},,eta; cause\n"
        f"s,I-1,{LATER},no,cause\n",
    )
    write(
        tmp_path,
        "attestations.csv",
        f"source,attestation,control,kind,point,holds,given_at\ns,A-1,hosting,probe,web,no,{AT}\n"
        f"s,A-2,hosting,,,,{AT}\n",
    )
    write(tmp_path, "fees.csv", f"source,fee,yearly,amount,currency,since\ns,F-1,yes,96000.50,EUR,{AT}\n")
    write(tmp_path, "claims.csv", f"source,claim,in_writing,documents,submitted_at\ns,C-1,no,b;a,{AT}\n")
    evidence = evidence_in(tmp_path)
    early, late = parse_instant(AT), parse_instant(LATER)
    assert evidence.incidents == (
        Incident(
            source="s",
            number="I-1",
            kind="data breach",
            services=("a", "b"),
            occurred_at=early,
            holds=("legally required",),
            updates=(
                IncidentUpdate(at=early, contains=("cause", "eta")),
                IncidentUpdate(at=late, public=False, contains=("cause",)),
            ),
        ),
    )
    assert evidence.attestations == (
        Attestation(
            source="s",
            number="A-1",
            control="hosting",
            kind=AttestationKind.PROBE,
            point="web",
            holds=False,
            given_at=early,
        ),
        Attestation(source="s", number="A-2", control="hosting", given_at=early),
    )
    paid = Money(Decimal("96000.5"), "EUR")
    assert evidence.fees == (FeeCase(source="s", number="F-1", yearly=True, amount=paid, since=early),)
    assert evidence.claims == (
        ClaimCase(source="s", number="C-1", in_writing=False, documents=("a", "b"), submitted_at=early),
    )
    assert read_folder(tmp_path).repeated == 1


def test_an_aggregate_says_what_the_source_worked_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        "aggregates.csv",
        "source,series,labels,statistic,definition,since,until,value,unit,count,published_at\n"
        f"v,lcp,b=2;a=1,p75,over 28 days,{AT},{LATER},2.31,s,512,{LATER}\n",
    )
    assert evidence_in(tmp_path).aggregates == (
        Aggregate(
            measure="lcp",
            source="v",
            series="lcp",
            labels=(("a", "1"), ("b", "2")),
            statistic="p75",
            definition="over 28 days",
            interval=Interval(parse_instant(AT), parse_instant(LATER)),
            scale=Scale.MICROSECONDS,
            value=2_310_000,
            count=512,
            published_at=parse_instant(LATER),
        ),
    )


def test_a_ticket_brings_what_it_was_found_to_be(tmp_path: Path) -> None:
    header = "source,ticket,opened_at,priority,priority_by,services,request,situations,has_workaround,records"
    write(
        tmp_path,
        "tickets.csv",
        f"{header},incident,occurred_at,first_contact_at\n"
        f"d,T-1,{LATER},P1,customer,api,outage report,data loss;outage,no,impact,I-1,{AT},{AT}\n",
    )
    write(
        tmp_path,
        "ticket_events.csv",
        "source,ticket,at,event,actor,priority,by,contains,is_workaround\n"
        f"d,T-1,{LATER},priority,agent,P2,provider,,\nd,T-1,{LATER},reply,agent,,,next step;eta,\n"
        "d,T-1,2026-03-01T02:00:00Z,resolved,agent,,,,yes\n"
        "d,T-1,2026-03-01T03:00:00Z,paused,agent,,,,\n"
        "d,T-1,2026-03-01T04:00:00Z,resolved,agent,,,,no\n",
    )
    (ticket,) = evidence_in(tmp_path).tickets
    assert (ticket.services, ticket.request, ticket.situations) == (
        ("api",),
        "outage report",
        ("data loss", "outage"),
    )
    assert (ticket.has_workaround, ticket.records, ticket.incident) == (False, ("impact",), "I-1")
    assert (ticket.occurred_at, ticket.first_contact_at) == (parse_instant(AT), parse_instant(AT))
    said = [(each.kind, each.by, each.contains, each.is_workaround) for each in ticket.events]
    assert said == [
        (EventKind.OPENED, "customer", (), None),
        (EventKind.REPLY, None, ("eta", "next step"), None),
        (EventKind.PRIORITY, "provider", (), None),
        (EventKind.RESOLVED, None, (), True),
        (EventKind.PAUSED, None, (), None),
        (EventKind.RESOLVED, None, (), False),
    ]


def test_every_cause_of_the_language_may_be_put_forward(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"source": "s", "case": f"X-{n}", "cause": cause.value, "about": "T-1"}
        for n, cause in enumerate(Cause)
    ]
    write_rows(tmp_path, "exclusions.csv", rows)
    assert {case.cause for case in evidence_in(tmp_path).exclusions} == {cause.value for cause in Cause}


@settings(max_examples=30, deadline=None)
@given(
    sightings=st.lists(
        st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=9
    )
)
def test_sightings_of_a_snapshot_are_put_together(
    tmp_path_factory: pytest.TempPathFactory, sightings: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("snapshots")
    rows: list[Row] = [
        {
            "source": "s",
            "snapshot": name,
            "of": "database",
            "taken_at": AT,
            "first_seen": f"2026-03-02T00:{min(one, other):02}:00Z",
            "last_seen": f"2026-03-02T00:{max(one, other):02}:00Z",
        }
        for name, one, other in sightings
    ]
    write_rows(folder, "snapshots.csv", rows)
    for snapshot in evidence_in(folder).snapshots:
        mine = [each for each in rows if each["snapshot"] == snapshot.name]
        assert snapshot.first_seen == min(parse_instant(each["first_seen"] or "") for each in mine)
        assert snapshot.last_seen == max(parse_instant(each["last_seen"] or "") for each in mine)


def test_two_snapshots_of_one_name_are_a_problem(tmp_path: Path) -> None:
    write(
        tmp_path,
        "snapshots.csv",
        f"source,snapshot,of,taken_at,first_seen,last_seen\ns,a,database,{AT},{AT},{AT}\n"
        f"s,a,files,{AT},{AT},{AT}\n",
    )
    assert problems_in(tmp_path) == [
        "snapshots.csv:3: snapshot a is told differently in snapshots.csv:2; keep the row that is right"
    ]
