"""Sign-on elsewhere, against a provider on a real socket with tokens that are really signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.account.models import EmailAddress
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.http import HttpResponse
from django.test import Client
from sign_on_provider import CLIENT, SECRET, Provider, providing
from visitors import person

from upheld.errors import SettingError
from upheld.runtime.sign_on import read_sign_on
from upheld.store.people import Membership, User
from upheld.store.roles import STAFF_ROLES, Role
from upheld.store.trail import Step


@pytest.fixture
def provider(settings: Any, db: None) -> Iterator[Provider]:
    with providing() as provider:
        told = {
            "UPHELD_SIGN_ON_ISSUER": provider.address,
            "UPHELD_SIGN_ON_CLIENT": CLIENT,
            "UPHELD_SIGN_ON_SECRET": SECRET,
            "UPHELD_SIGN_ON_NAME": "Example Directory",
            "UPHELD_SIGN_ON_ROLES": "sla-admins=owner, sla-desk=desk agent",
        }
        settings.SIGN_ON = read_sign_on(told)
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                **settings.SOCIALACCOUNT_PROVIDERS["openid_connect"],
                "APPS": [
                    {
                        "provider_id": "sign-on",
                        "name": settings.SIGN_ON.name,
                        "client_id": CLIENT,
                        "secret": SECRET,
                        "settings": {"server_url": provider.address},
                    }
                ],
            }
        }
        provider.claims = {
            "sub": "u-1",
            "email": "Dana@example.net",
            "email_verified": True,
            "name": "Dana Desk",
            "groups": ["sla-desk", "everybody"],
        }
        yield provider


def sign_on(client: Client) -> HttpResponse:
    """Go there by the button, come back by the address that the provider gives."""
    away = client.post("/sign-on/sign-on")
    assert away.status_code == 302
    back = requests.get(away["Location"], allow_redirects=False, timeout=60).headers["Location"]
    path = back.removeprefix("http://127.0.0.1")
    assert path.startswith("/sign-on/sign-on/back?")
    answer: HttpResponse = client.get(path)  # type: ignore[assignment]
    return answer


def roles() -> set[str]:
    return set(Membership.objects.values_list("role", flat=True))


def test_the_button_is_there(provider: Provider, client: Client) -> None:
    assert "Sign in with Example Directory" in client.get("/sign-in").content.decode()


def test_somebody_new_gets_the_roles_of_their_groups(provider: Provider, client: Client) -> None:
    assert sign_on(client)["Location"] == "/"
    user = User.objects.get()
    assert (user.email, user.name) == ("dana@example.net", "Dana Desk")
    assert roles() == {Role.DESK_AGENT}
    assert client.get("/")["Location"].startswith("/account/second-factor")
    assert Step.objects.filter(action="openid_connect_callback", actor=f"user {user.pk}").exists()


def test_roles_follow_groups_at_each_sign_on_and_others_stay(provider: Provider, client: Client) -> None:
    sign_on(client)
    Membership.objects.create(user=User.objects.get(), role=Role.AUDITOR)
    provider.claims["groups"] = ["sla-admins"]
    sign_on(Client(HTTP_HOST="127.0.0.1"))
    assert roles() == {Role.OWNER, Role.AUDITOR}
    provider.claims["groups"] = []
    sign_on(Client(HTTP_HOST="127.0.0.1"))
    assert roles() == {Role.AUDITOR}
    assert User.objects.count() == 1


def test_whose_groups_give_no_role_is_turned_away(provider: Provider, client: Client) -> None:
    provider.claims["groups"] = ["everybody"]
    answer = sign_on(client)
    assert answer.status_code == 403
    assert "gives you no role" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("verified", [True, False])
def test_an_account_of_that_address_is_theirs_if_the_provider_has_verified_it(
    provider: Provider, client: Client, verified: bool
) -> None:
    known = person(Role.AUDITOR, email="dana@example.net")
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    provider.claims["email_verified"] = verified
    answer = sign_on(client)
    assert User.objects.count() == 1
    if verified:
        assert answer["Location"] == "/"
        assert roles() == {Role.AUDITOR, Role.DESK_AGENT}
    else:
        assert answer.status_code == 403
        assert roles() == {Role.AUDITOR}


def forged(provider: Provider) -> None:
    provider.signing = generate_private_key(65537, 2048)


def for_another(provider: Provider) -> None:
    provider.audience = "another client"


def expired(provider: Provider) -> None:
    provider.lasts = -60


def of_another_issuer(provider: Provider) -> None:
    provider.claims["iss"] = "https://elsewhere.example.net"


def about_another(provider: Provider) -> None:
    provider.userinfo = {**provider.claims, "sub": "u-2", "groups": ["sla-admins"]}


@pytest.mark.parametrize("wrong", [forged, for_another, expired, of_another_issuer, about_another])
def test_a_token_that_is_not_right_lets_nobody_in(provider: Provider, client: Client, wrong: Any) -> None:
    wrong(provider)
    answer = sign_on(client)
    assert answer.status_code in (200, 401, 403)
    assert not User.objects.exists()
    assert client.get("/").status_code == 302


def test_a_return_that_nobody_asked_for_lets_nobody_in(provider: Provider, client: Client) -> None:
    away = client.post("/sign-on/sign-on")
    back = requests.get(away["Location"], allow_redirects=False, timeout=60).headers["Location"]
    another = Client(HTTP_HOST="127.0.0.1")
    another.get(back.removeprefix("http://127.0.0.1"))
    assert another.get("/").status_code == 302
    assert not User.objects.exists()


def test_without_a_provider_there_is_no_way(client: Client, db: None) -> None:
    assert client.post("/sign-on/sign-on").status_code == 404
    assert client.get("/sign-on/sign-on/back?code=x&state=y").status_code == 404


def test_settings_are_read_and_refused() -> None:
    told = {
        "UPHELD_SIGN_ON_ISSUER": "https://id.example.net/realm/",
        "UPHELD_SIGN_ON_CLIENT": "c",
        "UPHELD_SIGN_ON_SECRET": "s",
        "UPHELD_SIGN_ON_ROLES": "sla-admins=owner, cn=books;ou=sla=finance",
    }
    found = read_sign_on(told)
    assert found is not None
    assert found.roles == {"sla-admins": "owner", "cn=books;ou=sla": "finance"}
    assert (found.issuer, found.name, found.claim) == (
        "https://id.example.net/realm",
        "id.example.net",
        "groups",
    )
    assert read_sign_on({}) is None
    for name, value in {
        "UPHELD_SIGN_ON_ISSUER": "http://id.example.net",
        "UPHELD_SIGN_ON_CLIENT": "",
        "UPHELD_SIGN_ON_ROLES": "admins=king",
    }.items():
        with pytest.raises(SettingError):
            read_sign_on(told | {name: value})
    assert "customer member" not in STAFF_ROLES
