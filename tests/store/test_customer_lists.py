"""Customers and fees from CSV: looked at first, applied whole, once, and with their history."""

from __future__ import annotations

from pathlib import Path

import pytest

from closed_months import NOW, enrolled, write_files
from upheld.chrono.instant import parse_instant
from upheld.collect.parcel.lists import ListFile
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.errors import ConflictError
from upheld.operations.customer_lists import Applied, Lists, Prospect, apply, look_at
from upheld.operations.standing import evidence_in_store
from upheld.store.customers import Customer, Subscription
from upheld.store.dossiers import Dossier
from upheld.store.records import Batch, Record
from upheld.store.verification import verify

pytestmark = pytest.mark.django_db
HEAD = "fee,customer,plan,amount,currency,since,until\n"
JANUARY = "2026-01-01T00:00:00Z"
JUNE = "2026-06-01T00:00:00Z"


def lists(text: str, name: str = "fees.csv") -> Lists:
    return Lists(files=[ListFile(name=name, data=text.encode())], source="crm")


def fees(dossier: Dossier) -> list[str]:
    evidence = evidence_in_store(dossier).evidence
    assert evidence is not None
    found = [each for each in evidence.fees if each.source == "crm"]
    return sorted(f"{each.number}: {each.amount}, {each.since} to {each.until}" for each in found)


def looked(dossier: Dossier, text: str) -> Prospect:
    prospect = look_at(dossier, lists(text))
    assert isinstance(prospect, Prospect), prospect
    return prospect


def applied(dossier: Dossier, text: str) -> Applied:
    outcome = apply(dossier, lists(text), "user 1", NOW)
    assert isinstance(outcome, Applied), outcome
    return outcome


def wrong(dossier: Dossier, text: str) -> list[str]:
    before = Record.objects.count()
    for outcome in (look_at(dossier, lists(text)), apply(dossier, lists(text), "user 1", NOW)):
        assert isinstance(outcome, ParcelProblems), outcome
    assert Record.objects.count() == before
    return [f"{each.place} {each.field}: {each.reason}; {each.remedy}" for each in outcome.problems]


def test_the_same_list_twice_changes_nothing(dossier: Dossier) -> None:
    text = HEAD + f"F-1,Example Ltd,small,10,EUR,{JANUARY},\nF-2,Sample & Co,small,20,EUR,{JANUARY},\n"
    assert looked(dossier, text).counts == {"new": 2, "corrected": 0, "ended": 0, "unchanged": 0}
    assert Batch.objects.count() == 0
    assert applied(dossier, text).sequence is not None
    assert Batch.objects.get().actor == "user 1"
    again = applied(dossier, text)
    assert (again.sequence, dict(again.prospect.counts)["unchanged"]) == (None, 2)
    assert Batch.objects.count() == 1
    assert Customer.objects.count() == 2


def test_a_fee_over_time_keeps_its_history(dossier: Dossier) -> None:
    applied(dossier, HEAD + f"F-1,Example Ltd,small,10,EUR,{JANUARY},\n")
    text = HEAD + f"F-1,Example Ltd,small,12,EUR,{JUNE},\n"
    prospect = looked(dossier, text)
    assert [(each.kind, each.number, each.place) for each in prospect.changes] == [
        ("ended", "F-1", "fees.csv:2"),
        ("new", f"F-1 from {JUNE}", "fees.csv:2"),
    ]
    (ended,) = prospect.changes[0].says
    assert (ended.column, ended.before, ended.after) == ("until", "", JUNE)
    applied(dossier, text)
    # 1 767 225 600 s is 2026-01-01, 1 780 272 000 s 2026-06-01
    both = [
        "F-1 from 2026-06-01T00:00:00Z: 12.00 EUR, 1780272000000000 to None",
        "F-1: 10.00 EUR, 1767225600000000 to 1780272000000000",
    ]
    assert fees(dossier) == both
    assert applied(dossier, text).sequence is None
    # the whole history at once says the same
    history = HEAD + f"F-1,Example Ltd,small,10,EUR,{JANUARY},\nF-1,Example Ltd,small,12,EUR,{JUNE},\n"
    assert applied(dossier, history).sequence is None
    # another amount from the same day on is a correction of that stretch
    corrected = applied(dossier, text.replace(",12,", ",13,"))
    assert dict(corrected.prospect.counts) == {"new": 0, "corrected": 1, "ended": 0, "unchanged": 0}
    assert fees(dossier) == [both[0].replace("12.00", "13.00"), both[1]]
    assert verify().faults == ()


def test_what_is_wrong_is_named_by_file_and_line(dossier: Dossier) -> None:
    told = wrong(
        dossier,
        HEAD
        + f"F-1,Example Ltd,small,ten,EUR,{JANUARY},\n"
        + "F-2,Example Ltd,small,10,EUR,2026-1-1,\n"
        + f"F-3,Example Ltd,small,10,EUR,{JUNE},{JANUARY}\n",
    )
    assert [each.split()[0] for each in told] == ["fees.csv:2", "fees.csv:3"]
    assert wrong(dossier, HEAD + f"F-3,Example Ltd,small,10,EUR,{JUNE},{JANUARY}\n")[0].startswith(
        "fees.csv:2"
    )
    assert (
        "unknown column `amuont`; did you mean `amount`?"
        in wrong(dossier, HEAD.replace("amount", "amuont"))[0]
    )
    assert "neither a column `fee` nor `account`" in wrong(dossier, "name\nx\n")[0]
    assert "fees.csv:2" in wrong(dossier, HEAD + "F-1,a,b\n")[0]
    two = f"F-1,A,small,10,EUR,{JANUARY},\nF-1,A,small,11,EUR,{JANUARY},\n"
    assert "stands at fees.csv:2, too, and says otherwise" in wrong(dossier, HEAD + two)[0]


def test_fees_that_overlap_what_is_known_are_refused(dossier: Dossier) -> None:
    applied(dossier, HEAD + f"F-1,Example Ltd,small,10,EUR,{JANUARY},\n")
    (told,) = wrong(dossier, HEAD + f"F-9,Example Ltd,small,10,EUR,{JUNE},\n")
    assert told.startswith("fees.csv:2")
    assert "begins while fee F-1 for the same thing lasts" in told


def test_what_was_looked_at_is_what_is_applied(dossier: Dossier) -> None:
    text = HEAD + f"F-1,Example Ltd,small,10,EUR,{JANUARY},\n"
    digest = looked(dossier, text).digest
    applied(dossier, text.replace(",10,", ",11,"))
    with pytest.raises(ConflictError, match="look at them again"):
        apply(dossier, lists(text), "user 1", NOW, looked_at=digest)
    assert isinstance(
        apply(dossier, lists(text), "user 1", NOW, looked_at=looked(dossier, text).digest), Applied
    )


def test_accounts_and_subscriptions_come_of_them(tmp_path: Path) -> None:
    version = enrolled(write_files(tmp_path))
    dossier = version.agreement.dossier
    before = Subscription.objects.count()
    accounts = ListFile(name="accounts.csv", data=b"account,customer,size,paid_up\nA-1,Example Ltd,40,yes\n")
    two = ListFile(name="fees.csv", data=(HEAD + f"F-1,Example Ltd,large,10,EUR,{JANUARY},\n").encode())
    outcome = apply(dossier, Lists(files=[accounts, two], source="crm"), "user 1", NOW)
    assert isinstance(outcome, Applied)
    assert Subscription.objects.count() == before + 1
    assert Subscription.objects.get(customer__name="Example Ltd").plan == "large"
    evidence = evidence_in_store(dossier).evidence
    assert evidence is not None
    assert [(each.number, each.size) for each in evidence.accounts] == [("A-1", 40)]


def test_fees_that_no_agreement_can_be_judged_by_are_refused(tmp_path: Path) -> None:
    dossier = enrolled(write_files(tmp_path)).agreement.dossier
    told = wrong(
        dossier,
        HEAD
        + f"F-91,Ninety-one,huge,10,EUR,{JANUARY},\n"
        + f"F-92,Ninety-two,smal,10,EUR,{JANUARY},\n"
        + f"F-93,Ninety-three,small,10,USD,{JANUARY},\n",
    )
    assert told == [
        "fees.csv:2 plan: Hosting has no plan `huge`; it has small, large",
        "fees.csv:3 plan: Hosting has no plan `smal`; did you mean `small`?",
        "fees.csv:4 currency: `USD` is another currency than that of Hosting; give the fee in EUR",
    ]


def test_where_promises_differ_by_plan_a_fee_of_each_customer_names_one(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    written = files / "agreement.yaml"
    written.write_text(written.read_text().replace("  uptime: {", "  uptime: {plans: [small], "))
    dossier = enrolled(files).agreement.dossier
    bare = f"F-91,Ninety-one,,10,EUR,{JANUARY},\n"
    (told,) = wrong(dossier, HEAD + bare)
    assert told.startswith(
        "fees.csv:2 plan: what is promised differs by plan, and no fee of Ninety-one names"
    )
    applied(dossier, HEAD + f"F-92,Ninety-one,small,10,EUR,{JANUARY},{JUNE}\n")
    assert looked(dossier, HEAD + bare.replace(f"{JANUARY},", f"{JUNE},")).counts["new"] == 1


def in_zone(folder: Path, zone: str, version: str = "1") -> Dossier:
    folder.mkdir(exist_ok=True)
    files = write_files(folder)
    written = files / "agreement.yaml"
    text = written.read_text().replace("time_zone: UTC", f"time_zone: {zone}")
    if version != "1":
        text = text.replace('version: "1"', f'version: "{version}"').replace("2026-01-01", "2026-07-01")
    written.write_text(text)
    return enrolled(files).agreement.dossier


def test_a_date_alone_is_the_start_of_that_day_where_the_agreement_is(tmp_path: Path) -> None:
    dossier = in_zone(tmp_path, "Europe/Brussels")
    applied(dossier, HEAD + "F-91,Ninety-one,small,10,EUR,2015-07-01,2026-03-01\n")
    begins, ends = parse_instant("2015-06-30T22:00:00Z"), parse_instant("2026-02-28T23:00:00Z")
    assert fees(dossier) == [f"F-91: 10.00 EUR, {begins} to {ends}"]
    same = HEAD + "F-91,Ninety-one,small,10,EUR,2015-06-30T22:00:00Z,2026-03-01T00:00:00+01:00\n"
    assert applied(dossier, same).sequence is None
    assert wrong(dossier, HEAD + "F-91,Ninety-one,small,10,EUR,2026-02-30,\n") == [
        "fees.csv:2 since: `2026-02-30` is no day that can be judged; check it: day is out of range for month"
    ]
    assert wrong(dossier, HEAD + "F-91,Ninety-one,small,10,EUR,2026-3-1,\n")[0].startswith("fees.csv:2 since")


def test_a_date_alone_is_refused_where_nobody_can_say_when_it_begins(
    tmp_path: Path, dossier: Dossier
) -> None:
    bare = HEAD + "F-91,Ninety-one,small,10,EUR,2026-03-01,\n"
    remedy = "write the instant, such as 2026-03-01T00:00:00+01:00"
    assert wrong(dossier, bare) == [
        "fees.csv:2 since: in which time zone `2026-03-01` begins is not known: there is no agreement yet; "
        + remedy
    ]
    in_zone(tmp_path / "one", "Europe/Brussels")
    moved = in_zone(tmp_path / "two", "UTC", version="2")
    assert wrong(moved, bare) == [
        "fees.csv:2 since: `2026-03-01` begins at other times in Europe/Brussels or UTC: "
        + f"the agreements differ; {remedy}"
    ]
