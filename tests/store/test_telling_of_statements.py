"""Statements are told of once; a revision is told to those who knew the statement before."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from django.core import mail

from closed_months import CUSTOMERS, NOW, closed, enrolled, labour, write_files
from upheld.chrono.instant import Instant
from upheld.operations.accounts.note import note_opening
from upheld.operations.month_end.release import release
from upheld.operations.telling import statements as telling
from upheld.store.agreements import AgreementVersion
from upheld.store.closings import Closing, Statement
from upheld.store.customers import Customer
from upheld.store.deliveries import Delivery
from upheld.store.hearers import Channel, Hearer, Secret, Topic, conceal, new_secret
from upheld.store.people import Membership, User
from upheld.store.roles import Role
from upheld.store.viewer import viewer_of

from test_month_end import late_outage  # isort: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AgreementVersion:
    monkeypatch.setattr(telling, "AT_ONCE", 5)
    return enrolled(write_files(tmp_path))


def customer(number: int) -> Customer:
    return Customer.objects.get(name=f"customer {number:02}")


def member(role: Role, of: Customer | None, email: str) -> User:
    user = User.objects.create_user(email)
    Membership.objects.create(user=user, role=role, customer=of)
    return user


def hook(of: Customer | None, **more: object) -> Hearer:
    return Hearer.objects.create(
        channel=Channel.WEBHOOK,
        name="ours",
        address="https://hooks.example.net",
        secrets=conceal([Secret(new_secret())]),
        customer=of,
        topics=[Topic.STATEMENTS],
        made_by="user 1",
        made_at=0,
        **more,
    )


def let_out(closing: Closing) -> None:
    release(closing, "person 1", NOW)
    labour()


def told() -> list[tuple[str, str]]:
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def webhooks() -> list[tuple[int | None, dict[str, object]]]:
    sent = Delivery.objects.filter(channel="webhook").order_by("pk")
    return [(each.hearer_id, orjson.loads(each.content)) for each in sent]


def test_members_are_told_of_their_own_statement_and_its_verdicts(version: AgreementVersion) -> None:
    closing = closed(version)
    member(Role.CUSTOMER_ADMIN, customer(7), "seven@example.com")
    member(Role.CUSTOMER_MEMBER, customer(3), "three@example.com")
    off = member(Role.CUSTOMER_MEMBER, customer(3), "silent@example.com")
    Hearer.objects.create(channel=Channel.MAIL, user=off, customer=customer(3), made_by="user", made_at=0)
    gone = member(Role.CUSTOMER_MEMBER, customer(3), "gone@example.com")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    let_out(closing)
    assert told() == [
        ("seven@example.com", "Statement No. 8: Hosting, 2026-03"),
        ("three@example.com", "Statement No. 4: Hosting, 2026-03"),
    ]
    (mine,) = (each for each in mail.outbox if each.to == ["seven@example.com"])
    key = Statement.objects.get(number=8).pk
    assert mine.body == (
        "The statement of 2026-03 by Hosting is there for customer 07, plan small.\n\n"
        "Objectives: 1 missed. Credit: 0.70 EUR.\n\n"
        f"Read it, with the reasons:\n\nhttp://127.0.0.1:8080/statements/{key}\n"
        "\n-- \nWhat you get by mail from here: http://127.0.0.1:8080/telling\n"
    )


def test_a_draft_is_told_to_nobody(version: AgreementVersion) -> None:
    closed(version)
    member(Role.CUSTOMER_ADMIN, customer(7), "seven@example.com")
    labour()
    assert told() == []


def test_finance_is_told_of_all_statements_at_once(version: AgreementVersion) -> None:
    closing = closed(version)
    member(Role.FINANCE, None, "finance@example.net")
    member(Role.OWNER, None, "owner@example.net")
    let_out(closing)
    assert told() == [("finance@example.net", "Statements are out: 2026-03: Hosting")]
    assert f"{CUSTOMERS} statements of 2026-03: Hosting are out; 11 of them with a credit." in str(
        mail.outbox[0].body
    )


def test_webhooks_hear_of_whose_they_are_and_of_their_agreement(version: AgreementVersion) -> None:
    closing = closed(version)
    mine = hook(customer(7), agreement=version.agreement)
    hook(customer(7), is_paused=True)
    hook(customer(7), ended_at=1)
    provider = hook(None)
    let_out(closing)
    (one, statement), (all_, whole) = webhooks()
    assert (one, all_) == (mine.pk, provider.pk)
    assert statement["type"] == "statement.released"
    assert statement["timestamp"] == "2026-05-01T00:00:00Z"
    data = statement["data"]
    assert isinstance(data, dict)
    assert (data["customer"], data["verdicts"], data["credit"]) == ("customer 07", {"MISSED": 1}, "0.70 EUR")
    assert whole["type"] == "closing.released"


def test_a_revision_is_told_to_who_was_told_or_has_opened_and_to_nobody_twice(
    version: AgreementVersion,
) -> None:
    first = closed(version)
    told_of = member(Role.CUSTOMER_ADMIN, customer(7), "told@example.com")
    reader = member(Role.AUDITOR, None, "reader@example.net")
    left = member(Role.CUSTOMER_MEMBER, customer(7), "left@example.com")
    mine = hook(customer(7))
    let_out(first)
    old = Statement.objects.get(number=8)
    note_opening(viewer_of(reader), [old.pk], 200, "", NOW)
    Membership.objects.filter(user=left).delete()
    # whoever was told is told of the revision, too, even if they want no news any more
    Hearer.objects.create(channel=Channel.MAIL, user=told_of, customer=customer(7), made_by="user", made_at=0)
    new = member(Role.CUSTOMER_MEMBER, customer(7), "new@example.com")
    assert new.is_active
    late_outage(version, "late", hours=3)
    mail.outbox.clear()
    revision = closed(version)
    let_out(revision)
    number = Statement.objects.get(closing=revision, customer=customer(7)).number
    said = f"Statement No. {number} in place of No. 8: Hosting, 2026-03"
    assert told() == [
        ("new@example.com", f"Statement No. {number}: Hosting, 2026-03"),
        ("reader@example.net", said),
        ("told@example.com", said),
    ]
    (body,) = (str(each.body) for each in mail.outbox if each.to == ["told@example.com"])
    assert "which you were told of or have read" in body
    assert "What changed:\n\n- credit before: 0.70 EUR; now: the words" in body
    _, (hearer, event) = webhooks()
    data = event["data"]
    assert isinstance(data, dict)
    assert (hearer, event["type"]) == (mine.pk, "statement.revised")
    assert data["supersedes"] == {"statement": old.pk, "number": 8}
    # a second outage of three hours: one breach of 0.70 EUR, or two, which the agreement leaves open
    said = "the words do not decide what is owed: 2 amounts, from 0.70 EUR to 1.40 EUR"
    assert data["changes"] == [f"credit before: 0.70 EUR; now: {said}"]


def test_telling_again_tells_nobody_again(version: AgreementVersion) -> None:
    closing = closed(version)
    member(Role.CUSTOMER_ADMIN, customer(7), "seven@example.com")
    let_out(closing)
    from upheld.operations.work.duties import Duty
    from upheld.store.leases import enrol, take
    from upheld.store.work import Order, enqueue

    enqueue(NOW, Order(kind=telling.TELL, payload={"closing": closing.pk, "after": 0}, key="again"))
    enrol("again", "here", NOW)
    work = take("again", {telling.TELL: 1}, NOW)
    assert work is not None
    telling.tell_of_statements(Duty(work, lambda: NOW), "http://127.0.0.1:8080")
    labour(Instant(NOW + 1))
    assert [to for to, _ in told()] == ["seven@example.com"]
