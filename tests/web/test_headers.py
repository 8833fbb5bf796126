"""Headers of every answer: what a browser may do with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from visitors import SignIn, person

from upheld.store.roles import Role
from upheld.web.request import address_of
from upheld.web.routes import ROUTES

PLAIN = [route.path for route in ROUTES if "<" not in route.path and route.name != "readyz"]


@pytest.mark.parametrize("path", [*PLAIN, "no/such/page", "api/v1/nothing"])
def test_every_answer_has_them(path: str, client: Client, sign_in: SignIn, db: None) -> None:
    for asking in (client, sign_in(person(Role.OWNER, email=f"{len(path)}.owner@example.net"))):
        answer = asking.get(f"/{path}")
        policy = dict(
            part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert "public" not in answer["Cache-Control"]
        page = answer.content.decode()
        for inline in ("<style", " style=", " onclick=", " onload=", "javascript:"):
            assert inline not in page, path


def test_pages_with_secrets_are_not_kept_by_the_browser(client: Client, sign_in: SignIn, db: None) -> None:
    owner = sign_in(person(Role.OWNER))
    for path in ("/tokens", "/people", "/account/codes/new", "/account/second-factor/app"):
        assert "no-store" in owner.get(path)["Cache-Control"], path
    assert owner.get("/")["Cache-Control"] == "private, no-cache"


def test_a_form_without_its_token_is_refused(db: None, sign_in: SignIn) -> None:
    strict = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    answer = strict.post("/sign-in", {"login": "a@example.net", "password": "x"})
    assert answer.status_code == 403
    assert "Load it again" in answer.content.decode()


def test_another_host_is_refused_in_our_look(client: Client, db: None) -> None:
    answer = client.get("/sign-in", HTTP_HOST="elsewhere.example.net")
    assert answer.status_code == 400


def test_the_address_is_the_one_the_outermost_known_proxy_saw(rf: object) -> None:
    from django.test import RequestFactory
    from msgspec.structs import replace

    asked = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.9")
    assert address_of(asked) == "10.0.0.1"
    for proxies, expected in ((1, "192.0.2.9"), (2, "6.6.6.6"), (3, "10.0.0.1")):
        kept = settings.ENVIRONMENT
        try:
            settings.ENVIRONMENT = replace(kept, proxies=proxies)
            assert address_of(asked) == expected
        finally:
            settings.ENVIRONMENT = kept


ASKED = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
answer = Client(HTTP_HOST="sla.example.net").get("/robots.txt", secure=True)
about = Client(HTTP_HOST="sla.example.net").get("/.well-known/security.txt", secure=True)
print(json.dumps([answer["Strict-Transport-Security"], settings.SESSION_COOKIE_SECURE,
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_SECURE, about.content.decode()]))
"""


def test_with_tls_browsers_are_told_to_stay_with_it(tmp_path: Path) -> None:
    variables = os.environ | {
        "DJANGO_SETTINGS_MODULE": "upheld.runtime.settings",
        "UPHELD_ADDRESS": "https://sla.example.net",
        "UPHELD_SECURITY_CONTACT": "mailto:security@example.net",
        "UPHELD_DATA": str(tmp_path),
    }
    run = subprocess.run(
        [sys.executable, "-c", ASKED], env=variables, capture_output=True, text=True, check=True
    )
    hsts, secure, name, csrf, about = json.loads(run.stdout.splitlines()[-1])
    assert hsts == f"max-age={2 * 365 * 86400}"
    assert (secure, name, csrf) == (True, "__Host-session", True)
    assert about.startswith("Contact: mailto:security@example.net\nExpires: 20")
    assert "Canonical: https://sla.example.net/.well-known/security.txt" in about
    kept = {file.name.partition(".")[0] for file in tmp_path.iterdir()}
    assert {"encryption", "signing"} <= kept <= {"encryption", "signing", "traffic", "counters"}
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
