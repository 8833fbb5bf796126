"""Coming in: the first owner, invitations, passwords, second factors, lockout, sessions."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from codes import code_of
from django.conf import settings
from django.core import mail
from django.test import Client
from visitors import SignIn, person

from upheld.chrono.instant import DAY, Instant
from upheld.operations.accounts.invite import first_sign_in
from upheld.store.customers import Customer
from upheld.store.invitations import Invitation
from upheld.store.people import Membership, User
from upheld.store.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
"""What follows a second factor is done once that is committed."""

PASSWORD = "three green bicycles"


def now() -> Instant:
    return Instant(time.time_ns() // 1000)


def path_of(link: str | None) -> str:
    assert link is not None
    return link.removeprefix(settings.ENVIRONMENT.address)


def joining(email: str, **changes: str) -> dict[str, str]:
    return {"email": email, "name": "Somebody", "password": PASSWORD, "again": PASSWORD} | changes


@pytest.fixture
def owner(client: Client, db: None) -> tuple[Client, str]:
    """The first owner, who came in by the link, with the secret of their authenticator app."""
    client.get(path_of(first_sign_in(now())))
    client.post("/invitation", joining("Owner@example.net"))
    return client, set_up_app(client)


def set_up_app(client: Client) -> str:
    page = client.get("/account/second-factor/app").content.decode()
    (secret,) = re.findall(r'value="([A-Z2-7]{32})"', page)
    answer = client.post("/account/second-factor/app", {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def with_password(role: Role, customer: Customer | None = None, email: str = "") -> User:
    user = person(role, customer, email)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in_by_form(client: Client, email: str, password: str = PASSWORD) -> str:
    answer = client.post("/sign-in", {"login": email, "password": password})
    return answer["Location"] if answer.status_code == 302 else str(answer.status_code)


def test_the_first_owner_comes_in_once(client: Client, db: None) -> None:
    link = first_sign_in(now())
    page = client.get(path_of(link), follow=True).content.decode()
    assert "owner" in page
    answer = client.post("/invitation", joining("Owner@example.net"))
    assert answer.status_code == 302
    assert Membership.objects.get().user.email == "owner@example.net"
    assert first_sign_in(now()) is None
    assert Client(HTTP_HOST="127.0.0.1").get(path_of(link)).status_code == 404


def test_a_link_is_worth_nothing_once_it_expired_or_there_is_a_newer_one(client: Client, db: None) -> None:
    assert client.get(path_of(first_sign_in(Instant(now() - DAY)))).status_code == 404
    older = path_of(first_sign_in(now()))
    newer = path_of(first_sign_in(now()))
    assert client.get(older).status_code == 404
    assert client.get(newer).status_code == 302


def test_weak_passwords_and_those_typed_otherwise_are_refused(client: Client, db: None) -> None:
    client.get(path_of(first_sign_in(now())))
    for changes in ({"password": "short", "again": "short"}, {"again": "three red bicycles"}):
        assert client.post("/invitation", joining("a@example.net", **changes)).status_code == 200
    assert not User.objects.exists()


def test_staff_set_up_a_second_factor_before_anything_else(client: Client, db: None) -> None:
    client.get(path_of(first_sign_in(now())))
    client.post("/invitation", joining("owner@example.net"))
    for path in ("/", "/people", "/account/password", "/account/sessions"):
        assert client.get(path)["Location"].startswith("/account/second-factor?next=")
    assert client.post("/people", {"email": "x@example.net", "role": "owner"}).status_code == 403
    set_up_app(client)
    assert client.get("/").status_code == 200
    assert client.get("/people").status_code == 200


def test_the_secret_of_an_app_is_encrypted_at_rest(owner: tuple[Client, str]) -> None:
    _, secret = owner
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert kept.startswith("aes256gcm:")
    assert secret not in kept


def test_coming_back_takes_password_and_code(owner: tuple[Client, str]) -> None:
    secret = owner[1]
    client = Client(HTTP_HOST="127.0.0.1")
    assert sign_in_by_form(client, "owner@example.net") == "/sign-in/second-factor"
    assert client.get("/")["Location"] == "/sign-in?next=/"
    assert client.post("/sign-in/second-factor", {"code": "000000"}).status_code == 200
    answer = client.post("/sign-in/second-factor", {"code": code_of(secret, time.time() + 30)})
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_session_without_second_factor_stays_out_once_there_is_one(
    owner: tuple[Client, str], sign_in: SignIn
) -> None:
    stolen = sign_in(User.objects.get())
    session = stolen.session
    del session["second_factor"]
    session.save()
    assert stolen.get("/people")["Location"].startswith("/account/confirm/code?next=")
    stolen.post("/account/confirm/code", {"code": code_of(owner[1], time.time() + 30)})
    assert stolen.get("/people").status_code == 200


def test_staff_keep_their_last_second_factor(owner: tuple[Client, str]) -> None:
    client, _ = owner
    client.post("/account/second-factor/app/off")
    assert Authenticator.objects.filter(type="totp").exists()


def test_recovery_codes_stand_in_once_each(owner: tuple[Client, str]) -> None:
    client, _ = owner
    client.post("/account/codes/new")
    page = client.get("/account/codes").content.decode()
    codes = re.findall(r"\b[0-9]{8}\b", page)
    assert len(codes) == 10
    for expected in (302, 200):
        again = Client(HTTP_HOST="127.0.0.1")
        sign_in_by_form(again, "owner@example.net")
        assert again.post("/sign-in/second-factor", {"code": codes[0]}).status_code == expected


def test_people_are_invited_and_come_in_for_their_customer_only(
    owner: tuple[Client, str], customer: Customer, other_customer: Customer
) -> None:
    client, _ = owner
    form = {"email": "Member@example.com", "role": "customer member", "customer": str(customer.pk)}
    page = client.post("/people", form).content.decode()
    (link,) = re.findall(r'<p class="secret">(http[^<]+)</p>', page)
    assert "member@example.com" in client.get("/people").content.decode()
    newcomer = Client(HTTP_HOST="127.0.0.1")
    newcomer.get(path_of(link))
    answer = newcomer.post("/invitation", joining("other@example.com"), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Example Ltd" in page
    assert "Sample" not in page
    assert User.objects.filter(email="member@example.com").exists()
    assert newcomer.get("/people").status_code == 404


def test_an_invitation_is_sent_where_there_is_a_mail_server(
    owner: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import msgspec

    serving = msgspec.structs.replace(settings.ENVIRONMENT, mail="smtp://mail.example.net")
    monkeypatch.setattr(settings, "ENVIRONMENT", serving)
    page = (
        owner[0]
        .post("/people", {"email": "new@example.net", "role": "auditor"}, follow=True)
        .content.decode()
    )
    assert "new@example.net was sent a link" in page
    (sent,) = [each for each in mail.outbox if each.to == ["new@example.net"]]
    (link,) = re.findall(r"http\S+/invitation/\S+", str(sent.body))
    assert link not in page
    assert Client(HTTP_HOST="127.0.0.1").get(path_of(link)).status_code == 302


def test_an_owner_without_customer_or_a_member_with_none_is_refused(
    owner: tuple[Client, str], customer: Customer
) -> None:
    for role, whose in (("customer member", ""), ("owner", str(customer.pk))):
        owner[0].post("/people", {"email": "x@example.net", "role": role, "customer": whose})
    assert not Invitation.objects.filter(email="x@example.net").exists()


def test_an_admin_invites_for_their_own_customer_only(
    customer: Customer, other_customer: Customer, sign_in: SignIn
) -> None:
    admin = sign_in(person(Role.CUSTOMER_ADMIN, customer))
    for role, whose in (
        ("owner", ""),
        ("operator", str(customer.pk)),
        ("customer member", str(other_customer.pk)),
    ):
        admin.post("/people", {"email": "x@example.net", "role": role, "customer": whose})
    assert not Invitation.objects.exists()
    admin.post("/people", {"email": "x@example.net", "role": "customer member", "customer": str(customer.pk)})
    assert Invitation.objects.get().customer == customer


def test_somebody_with_an_account_accepts_after_signing_in(
    owner: tuple[Client, str], customer: Customer, sign_in: SignIn
) -> None:
    known = person(Role.CUSTOMER_MEMBER, customer, "known@example.com")
    page = owner[0].post("/people", {"email": "known@example.com", "role": "auditor"}).content.decode()
    (link,) = re.findall(r'<p class="secret">(http[^<]+)</p>', page)
    other = sign_in(person(Role.CUSTOMER_MEMBER, customer, "other@example.com"))
    other.get(path_of(link))
    other.post("/invitation")
    assert Membership.objects.filter(role=Role.AUDITOR).count() == 0
    client = sign_in(known)
    client.get(path_of(link))
    assert client.post("/invitation")["Location"] == "/"
    assert Membership.objects.get(role=Role.AUDITOR).user == known


def test_the_only_owner_can_not_be_dismissed(owner: tuple[Client, str]) -> None:
    number = Membership.objects.get(role=Role.OWNER).pk
    assert owner[0].post(f"/people/roles/{number}/end").status_code == 302
    assert Membership.objects.filter(role=Role.OWNER).exists()
    person(Role.OWNER, email="second@example.net")
    owner[0].post(f"/people/roles/{number}/end")
    assert owner[0].get("/people").status_code == 404


def test_too_many_wrong_passwords_lock_the_pair_of_account_and_place(db: None, customer: Customer) -> None:
    with_password(Role.CUSTOMER_MEMBER, customer, "member@example.com")
    here = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR="192.0.2.1")
    there = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR="192.0.2.2")
    tried = [sign_in_by_form(here, "Member@example.com", "wrong password") for _ in range(6)]
    assert tried[:4] == ["200"] * 4
    assert tried[-1] == "429"
    assert sign_in_by_form(here, "member@example.com") == "429"
    assert sign_in_by_form(there, "member@example.com") == "/"


def test_whether_there_is_an_account_is_not_told(client: Client, db: None, customer: Customer) -> None:
    with_password(Role.CUSTOMER_MEMBER, customer, "member@example.com")
    answers = []
    for email in ("member@example.com", "nobody@example.com"):
        answer = client.post("/password/forgotten", {"email": email}, follow=True)
        answers.append(answer.content.decode().replace(email, ""))
    assert answers[0] == answers[1]
    wrong = []
    for email in ("member@example.com", "nobody@example.com"):
        answer = client.post("/sign-in", {"login": email, "password": "not the right one"})
        wrong.append(re.sub(r'value="[^"]+"', "", answer.content.decode().replace(email, "")))
    assert wrong[0] == wrong[1]


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, db: None, customer: Customer) -> None:
    with_password(Role.CUSTOMER_MEMBER, customer, "member@example.com")
    client.post("/password/forgotten", {"email": "member@example.com"})
    (link,) = re.findall(r"http://[^/]+(/password/new/\S+)", str(mail.outbox[-1].body))
    page = client.get(link, follow=True)
    assert page.status_code == 200
    form = {"password1": "four blue bicycles", "password2": "four blue bicycles"}
    assert client.post(page.redirect_chain[-1][0], form).status_code == 302
    assert sign_in_by_form(client, "member@example.com", "four blue bicycles") == "/"


def test_another_address_counts_once_it_is_confirmed(client: Client, db: None, customer: Customer) -> None:
    user = with_password(Role.CUSTOMER_MEMBER, customer, "member@example.com")
    sign_in_by_form(client, "member@example.com")
    client.post("/account/email", {"email": "moved@example.com", "action_add": ""})
    user.refresh_from_db()
    assert user.email == "member@example.com"
    (code,) = re.findall(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", str(mail.outbox[-1].body), re.M)
    client.post("/email/confirm", {"code": code})
    user.refresh_from_db()
    assert user.email == "moved@example.com"


def test_other_sessions_are_ended(client: Client, db: None, customer: Customer) -> None:
    with_password(Role.CUSTOMER_MEMBER, customer, "member@example.com")
    elsewhere = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR="192.0.2.2")
    for each in (elsewhere, client):
        assert sign_in_by_form(each, "member@example.com") == "/"
    assert "192.0.2.2" in client.get("/account/sessions").content.decode()
    assert UserSession.objects.count() == 2
    client.post("/account/sessions")
    assert elsewhere.get("/")["Location"] == "/sign-in?next=/"
    assert client.get("/").status_code == 200


def test_nobody_registers_by_themselves(client: Client, db: None) -> None:
    for path in ("/sign-up", "/sign-on/sign-up"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"email": "x@example.net", "password1": PASSWORD}).status_code == 404


def test_a_closed_account_sees_nothing(customer: Customer, sign_in: SignIn) -> None:
    user = person(Role.OWNER)
    client = sign_in(user)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/").status_code == 302
