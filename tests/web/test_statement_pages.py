"""Statements and closings on pages: of the provider all of them, of customers their own once they are out."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import orjson
import pytest
from django.test import Client
from visitors import SignIn, person, token

from closed_months import CUSTOMERS, NOW, closed, enrolled, labour, write_files
from upheld.collect.parcel.parcel import BodyForm, Parcel
from upheld.collect.parcel.reader import read_parcel
from upheld.evidence.evidence import Table
from upheld.operations.filing import file_parcel
from upheld.operations.month_end.beginning import begin_closing
from upheld.operations.month_end.release import release
from upheld.report.document import document_bytes, read_document
from upheld.report.html.frame import style
from upheld.store.closings import Closing, Stage, Statement
from upheld.store.customers import Customer
from upheld.store.leases import retry
from upheld.store.recording import Origin
from upheld.store.roles import CUSTOMER_ROLES, STAFF_ROLES, Role, Scope
from upheld.store.trail import Step
from upheld.store.work import State, Work
from upheld.web.console.closings import CLOSERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def closing(tmp_path: Path) -> Closing:
    return closed(enrolled(write_files(tmp_path)))


@pytest.fixture
def theirs(closing: Closing) -> Statement:
    return Statement.objects.get(closing=closing, customer__name="customer 07")


@pytest.fixture
def member(theirs: Statement, sign_in: SignIn) -> Client:
    return sign_in(person(Role.CUSTOMER_MEMBER, theirs.customer, "seven@example.net"))


@pytest.fixture
def stranger(closing: Closing, sign_in: SignIn) -> Client:
    other = Customer.objects.get(name="customer 08")
    return sign_in(person(Role.CUSTOMER_ADMIN, other, "eight@example.net"))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_customers_see_their_own_once_it_is_out(
    closing: Closing, theirs: Statement, member: Client, stranger: Client, client: Client
) -> None:
    address = f"/statements/{theirs.pk}"
    assert [each.get(address).status_code for each in (member, stranger, client)] == [404, 404, 302]
    release(closing, "user 1", NOW)
    assert "customer 07" in page(member, address)
    assert [each.get(address).status_code for each in (stranger, client)] == [404, 302]
    listed = page(member, "/statements")
    assert "customer 07" in listed
    assert "0.70 EUR" in listed
    assert "customer 08" not in listed


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_see_all_of_them_before_they_are_out(
    role: Role, closing: Closing, theirs: Statement, sign_in: SignIn
) -> None:
    staff = sign_in(person(role))
    assert page(staff, "/statements").count("not out yet") == CUSTOMERS
    assert "customer 07" in page(staff, f"/statements/{theirs.pk}")
    assert f"{CUSTOMERS} of {CUSTOMERS}" in page(staff, f"/closings/{closing.pk}")


def test_a_look_of_staff_at_a_statement_is_kept(theirs: Statement, sign_in: SignIn) -> None:
    colleague = person(Role.FINANCE)
    sign_in(colleague).get(f"/statements/{theirs.pk}")
    steps = Step.objects.filter(actor=f"user {colleague.pk}").order_by("pk")
    assert list(steps.values_list("action", "subject"))[-2:] == [
        ("saw", f"customer {theirs.customer_id}"),
        ("opened", f"statement {theirs.pk}"),
    ]


def test_the_document_is_given_byte_for_byte(theirs: Statement, sign_in: SignIn) -> None:
    answer = sign_in(person(Role.AUDITOR)).get(f"/statements/{theirs.pk}.json")
    document = read_document(answer.content)
    assert document == theirs.document()
    assert document["digest"] == theirs.says
    assert answer.content == document_bytes(document)


def test_the_page_may_use_its_own_style_and_nothing_else(theirs: Statement, sign_in: SignIn) -> None:
    answer = sign_in(person(Role.OWNER)).get(f"/statements/{theirs.pk}")
    policy = answer["Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    written = answer.content.decode()
    assert f"<style>{style()}</style>" in written
    assert " style=" not in written
    assert "<script" not in written


@pytest.mark.parametrize("role", sorted(Role))
def test_those_who_close_let_statements_out(
    role: Role, closing: Closing, theirs: Statement, sign_in: SignIn
) -> None:
    visitor = sign_in(person(role, theirs.customer if role in CUSTOMER_ROLES else None))
    answer = visitor.post(f"/closings/{closing.pk}/release")
    closing.refresh_from_db()
    if role in CLOSERS:
        assert (answer.status_code, closing.stage) == (302, Stage.RELEASED)
        assert closing.released_by.startswith("user ")
        again = visitor.post(f"/closings/{closing.pk}/release", follow=True)
        assert "Not released" in again.content.decode()
    else:
        assert (answer.status_code, closing.stage) == (404, Stage.READY)


def test_statements_that_are_declined_never_go_out_and_the_month_is_closed_anew(
    closing: Closing, sign_in: SignIn
) -> None:
    finance, address = sign_in(person(Role.FINANCE)), f"/closings/{closing.pk}"
    assert "say why" in finance.post(f"{address}/decline", {"why": " "}, follow=True).content.decode()
    finance.post(f"{address}/decline", {"why": "fees of May were missing"})
    told = page(finance, address)
    assert "declined: fees of May were missing" in told
    assert "Let the statements out" not in told
    assert "Not released" in finance.post(f"{address}/release", follow=True).content.decode()
    again = finance.post(f"{address}/decline", {"why": "twice"}, follow=True).content.decode()
    assert "only one that is ready is declined" in again
    finance.post("/closings", {"agreement": "hosting", "period": closing.period})
    labour()
    anew = Closing.objects.latest("pk")
    assert (anew.period, anew.stage, anew.statements.count()) == (closing.period, Stage.READY, CUSTOMERS)
    release(anew, "user 1", NOW)
    numbers = list(range(1, CUSTOMERS + 1))
    assert not Statement.objects.filter(closing=closing, number__isnull=False).exists()
    assert list(anew.statements.order_by("number").values_list("number", flat=True)) == numbers


def test_who_has_no_statement_and_why_is_shown_to_staff(tmp_path: Path, sign_in: SignIn) -> None:
    version = enrolled(write_files(tmp_path))
    row = {"source": "billing", "fee": "two", "customer": "customer 05", "plan": "large", "amount": "9.00"}
    parcel = read_parcel(
        Table.FEES,
        orjson.dumps([{**row, "currency": "EUR", "since": "2026-03-10T00:00:00Z"}]),
        BodyForm.JSON,
    )
    assert isinstance(parcel, Parcel)
    file_parcel(version.agreement.dossier, parcel, Origin(key="late", actor="test", now=NOW))
    found = closed(version)
    finance = sign_in(person(Role.FINANCE))
    shown = page(finance, f"/closings/{found.pk}")
    assert "customer 05 is on plans small and large at once" in shown
    assert "Let the statements out" in shown
    assert "1 not judged" in page(finance, "/closings")
    whose = Customer.objects.get(name="customer 05")
    member = sign_in(person(Role.CUSTOMER_MEMBER, whose, "five@example.net"))
    assert member.get(f"/closings/{found.pk}").status_code == 404


def test_statements_are_found_by_part_and_by_name(closing: Closing, client: Client, sign_in: SignIn) -> None:
    release(closing, "user 1", NOW)
    closed(closing.version, "2026-02")
    headers = {"Authorization": f"Bearer {token(Scope.STATEMENTS_READ)}"}
    asked, keys = "/api/v1/statements?agreement=hosting&limit=7", []
    while asked:
        part = orjson.loads(client.get(asked, headers=headers).content)
        keys += [each["key"] for each in part["items"]]
        asked = part["next"] and f"/api/v1/statements?agreement=hosting&limit=7&cursor={part['next']}"
    assert keys == sorted(Statement.objects.values_list("pk", flat=True), reverse=True)
    of_march = orjson.loads(client.get("/api/v1/statements?period=2026-03", headers=headers).content)
    assert len(of_march["items"]) == CUSTOMERS
    found = page(sign_in(person(Role.FINANCE)), "/statements?find=ER+07")
    assert found.count("customer 07") == 2
    assert "customer 08" not in found


def test_how_months_are_closed_is_said_on_the_page(closing: Closing, sign_in: SignIn) -> None:
    finance, agreement = sign_in(person(Role.FINANCE)), closing.version.agreement
    asked = {"agreement": agreement.slug, "days": "5", "out": "at once"}
    said = finance.post("/closings/rules", asked, follow=True).content.decode()
    assert "closed 5 days after the end of the month; statements go out as soon as they are made" in said
    agreement.refresh_from_db()
    assert (agreement.settling_days, agreement.is_released_at_once) == (5, True)
    for wrong in ("", "366", "-1", "2.5"):
        told = finance.post("/closings/rules", {**asked, "days": wrong}, follow=True).content.decode()
        assert "Nothing was changed" in told
    assert finance.post("/closings/rules", {**asked, "out": "perhaps"}).status_code == 404
    assert finance.post("/closings/rules", {**asked, "agreement": "none"}).status_code == 404
    agreement.refresh_from_db()
    assert agreement.settling_days == 5


def test_a_month_is_closed_from_the_page(closing: Closing, sign_in: SignIn) -> None:
    finance = sign_in(person(Role.FINANCE))
    asked = {"agreement": "hosting", "period": "2026-02"}
    answer = finance.post("/closings", asked, follow=True)
    assert "The closing of 2026-02 has begun." in answer.content.decode()
    labour()
    assert Closing.objects.get(period="2026-02").stage == Stage.READY
    for wrong, words in (("2026-99", "2026-99"), ("2036-01", "is not over"), ("2026-02", "is being closed")):
        told = finance.post("/closings", {**asked, "period": wrong}, follow=True).content.decode()
        assert "Not begun" in told
        assert words in told
    assert finance.post("/closings", {**asked, "agreement": "none"}).status_code == 404


def test_a_closing_that_stopped_says_so(closing: Closing, sign_in: SignIn) -> None:
    stuck, finance = begin_closing(closing.version, "2026-02", NOW), sign_in(person(Role.FINANCE))
    work = Work.objects.get(state=State.WAITING, kind="closing")
    assert "Stopped" not in page(finance, f"/closings/{stuck.pk}")
    Work.objects.filter(pk=work.pk).update(state=State.SET_ASIDE, attempts=8, trouble="KeyError: 'a'")
    shown = page(finance, f"/closings/{stuck.pk}")
    assert f"upheld work retry {work.pk}</code>." in shown
    assert "KeyError" not in shown
    assert retry(Work.objects.filter(pk=work.pk), NOW) == 1
    labour()
    assert "Stopped" not in page(finance, f"/closings/{stuck.pk}")
    stuck.refresh_from_db()
    assert stuck.stage == Stage.READY


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - CLOSERS))
def test_others_of_the_staff_begin_no_closing(role: Role, closing: Closing, sign_in: SignIn) -> None:
    staff = sign_in(person(role))
    assert staff.post("/closings", {"agreement": "hosting", "period": "2026-02"}).status_code == 404
    assert "Close a month" not in page(staff, "/closings")


def test_a_list_of_illustrations_says_so_first(closing: Closing, theirs: Statement, sign_in: SignIn) -> None:
    says = "Illustration: made evidence. It says nothing about anybody."
    Closing.objects.update(illustration=says)
    staff = sign_in(person(Role.AUDITOR))
    for address in ("/statements", f"/closings/{closing.pk}"):
        shown = page(staff, address)
        assert shown.count(says) == 1
        assert shown.index(says) < shown.index("customer 07")
        assert shown.count(">illustration<") == CUSTOMERS
