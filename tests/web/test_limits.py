"""Limits: who asks too much is told when to ask again, and nobody else notices."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from visitors import token

from upheld.errors import SettingError
from upheld.runtime.environment import Limits, read_environment
from upheld.runtime.limiter import Limiter
from upheld.store.dossiers import Dossier
from upheld.store.roles import Scope
from upheld.web.access import Limit
from upheld.web.limits import neighbourhood


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    few = Limits(**dict.fromkeys(Limits.__struct_fields__, 3))
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, limits=few))


def test_a_token_that_reads_too_much_waits_and_others_do_not(
    strict: None, dossier: Dossier, client: Client
) -> None:
    one, other = (token(Scope.AGREEMENTS_READ) for _ in range(2))
    answers = [client.get("/api/v1/agreements", HTTP_AUTHORIZATION=f"Bearer {one}") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"reads";q=3;w=60'
    assert answers[0]["RateLimit"].startswith('"reads";r=2;t=')
    assert "Retry-After" not in answers[2]
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert answers[3]["RateLimit"].startswith('"reads";r=0;t=')
    assert answers[3]["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/agreements", HTTP_AUTHORIZATION=f"Bearer {other}").status_code == 200


def test_strangers_are_counted_by_their_address(strict: None, client: Client, db: None) -> None:
    asked = [client.get("/api/v1/agreements").status_code for _ in range(4)]
    assert asked == [401, 401, 401, 429]
    assert client.get("/api/v1/agreements", REMOTE_ADDR="192.0.2.1").status_code == 401
    many = [client.get(f"/beat/{n}", REMOTE_ADDR=f"2001:db8::{n:x}").status_code for n in range(4)]
    assert many == [404, 404, 404, 429]


def test_every_limit_has_a_number() -> None:
    assert {each.value for each in Limit} == set(Limits.__struct_fields__)


def test_limits_are_set() -> None:
    environment = read_environment({"UPHELD_LIMITS": "reads=7 beacons=1"})
    assert environment.limits == Limits(reads=7, beacons=1)
    assert hash(environment)
    for wrong in ("reads", "reads=0", "reads=x", "colour=3"):
        with pytest.raises(SettingError, match="write name=number"):
            read_environment({"UPHELD_LIMITS": wrong})


@pytest.mark.parametrize(
    ("address", "counted"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::"), ("unix", "unix")],
)
def test_addresses_of_one_network_count_as_one(address: str, counted: str) -> None:
    assert neighbourhood(address) == counted


COUNT = """
import sys
from pathlib import Path
from upheld.runtime.limiter import Limiter
limiter = Limiter(Path(sys.argv[1]))
for _ in range(200):
    limiter.count("shared", 10**9)
"""


def test_processes_count_together(tmp_path: Path) -> None:
    assert Limiter(tmp_path).count("shared", 10**9).done == 1
    several = [subprocess.Popen([sys.executable, "-c", COUNT, str(tmp_path)]) for _ in range(3)]
    assert [each.wait() for each in several] == [0, 0, 0]
    assert Limiter(tmp_path).count("shared", 10**9).done == 602
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 1 << 19


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_a_key_is_never_counted_too_little(asked: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        limiter = Limiter(Path(folder))
        for number, key in enumerate(asked):
            counted = limiter.count(key, 10**9)
            assert counted.done == asked[: number + 1].count(key)
