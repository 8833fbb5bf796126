"""Requests are counted by route, whichever process of a machine answers them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from msgspec.structs import replace

from upheld.runtime.traffic import BOUNDS, Answered, Traffic

COUNT = """
import sys
from pathlib import Path
from upheld.runtime.traffic import Traffic
traffic = Traffic(Path(sys.argv[1]), lambda: ("none", "start"))
for _ in range(300):
    traffic.count("start", 200, 0.001)
"""


def test_processes_count_together(tmp_path: Path) -> None:
    several = [subprocess.Popen([sys.executable, "-c", COUNT, str(tmp_path)]) for _ in range(3)]
    assert [each.wait() for each in several] == [0, 0, 0]
    traffic = Traffic(tmp_path, lambda: ("none", "start"))
    traffic.count("start", 503, 99.0)
    traffic.count("start", 404, 0.05)
    traffic.count("unheard of", 200, 0.1)
    lengths = [0] * (len(BOUNDS) + 1)
    lengths[0], lengths[3], lengths[-1] = 900, 1, 1
    (start,) = traffic.answered()
    assert start == Answered("start", (0, 900, 0, 1, 1), tuple(lengths), 99.05 + 0.9)


def test_other_routes_begin_anew_and_leave_nothing_behind(tmp_path: Path) -> None:
    Traffic(tmp_path, lambda: ("a", "b")).count("b", 200, 0.1)
    later = Traffic(tmp_path, lambda: ("b", "a"))
    assert list(later.answered()) == []
    assert len(list(tmp_path.iterdir())) == 1


def test_metrics_tell_of_requests_by_their_route(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = replace(settings.ENVIRONMENT, metrics_token="t", data=tmp_path)
    monkeypatch.setattr(settings, "ENVIRONMENT", environment)
    client.get("/robots.txt")
    client.get("/no/such/page/with-a-secret")
    client.get("/api/v1/tickets")
    client.post("/api/v1/tickets")
    told = client.get("/metrics", HTTP_AUTHORIZATION="Bearer t").content.decode().splitlines()
    assert 'upheld_requests_total{route="robots",status="2xx"} 1' in told
    assert 'upheld_requests_total{route="none",status="4xx"} 1' in told
    assert 'upheld_requests_total{route="api_list_tickets",status="4xx"} 1' in told
    assert 'upheld_requests_total{route="api_tickets",status="4xx"} 1' in told
    assert 'upheld_request_seconds_bucket{route="robots",le="+Inf"} 1' in told
    assert 'upheld_request_seconds_count{route="robots"} 1' in told
    assert told[-1] == "# EOF"
    assert "secret" not in "".join(told)
