"""What machines that watch the service are told."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from django.conf import settings as service
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from upheld.chrono.instant import Instant, parse_instant
from upheld.operations.readiness import Readiness
from upheld.runtime.environment import Environment
from upheld.runtime.logs import Lines, Words
from upheld.store.leases import beat, enrol
from upheld.store.work import Order, enqueue
from upheld.web.health.openmetrics import write


@pytest.fixture
def environment(settings: Settings, tmp_path: Path) -> Environment:
    settings.ENVIRONMENT = msgspec.structs.replace(
        service.ENVIRONMENT, metrics_token="seven words", data=tmp_path, disk_floor=0
    )
    return settings.ENVIRONMENT


NOON = parse_instant("2026-03-01T12:00:00Z")


def unmet(readiness: Readiness) -> list[str]:
    return [each.name for each in readiness.conditions() if not each.is_met]


def test_who_answers_lives(client: Client, db: None) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"lives\n")


def test_ready_is_who_has_a_worker_and_room(
    client: Client, db: None, tmp_path: Path, environment: Environment
) -> None:
    ready = Readiness(tmp_path, 1, 20.0)
    assert unmet(ready) == ["worker"]
    enrol("anna", "here/1", NOON)
    assert unmet(ready) == []
    assert unmet(Readiness(tmp_path, 10**9, 20.0)) == ["disk"]
    answer = client.get("/readyz")
    assert "database: within reach\nmigrations: applied\nworker: 1 at work\n" in answer.content.decode()


def test_a_worker_without_a_beat_is_none(db: None, tmp_path: Path) -> None:
    ready = Readiness(tmp_path, 0, 0.0)
    enrol("anna", "here/1", NOON)
    assert unmet(ready) == ["worker"]
    patient = Readiness(tmp_path, 0, 60.0)
    assert unmet(patient) == []
    beat("anna")
    assert unmet(patient) == []


def test_figures_are_nobodys_without_a_token(client: Client, db: None) -> None:
    assert client.get("/metrics").status_code == 404


def test_figures_are_for_who_has_the_token(client: Client, db: None, environment: Environment) -> None:
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer other").status_code == 401
    with transaction.atomic():
        enqueue(Instant(0), Order(kind='a "b"'), Order(kind='a "b"'), Order(kind="c"))
    answer = client.get("/metrics", HTTP_AUTHORIZATION="Bearer seven words")
    assert answer["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    text = answer.content.decode()
    assert '\nupheld_work{kind="a \\"b\\"",state="waiting"} 2\n' in text
    assert '\nupheld_work{kind="c",state="waiting"} 1\n' in text
    assert re.search(r"\nupheld_work_late_seconds [0-9.]+\n", text)
    assert text.endswith("\n# EOF\n")
    names = re.findall(r"^# TYPE (\S+) gauge$", text, re.M)
    assert len(names) == len(set(names)) > 5


def test_figures_are_written_whole() -> None:
    assert write(()) == "# EOF\n"


def test_a_request_has_a_number(client: Client, db: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "upheld.web"):
        assert client.get("/robots.txt", HTTP_X_REQUEST_ID="0123-abcd")["X-Request-Id"] == "0123-abcd"
        other = client.get("/nothing/hunter2?token=hunter2", HTTP_X_REQUEST_ID="no spaces, please")
        assert re.fullmatch("[0-9a-f]{16}", other["X-Request-Id"])
        client.get("/livez")
    lines = [Lines().format(record) for record in caplog.records if record.name == "upheld.web"]
    assert len(lines) == 2
    assert '"route":"robots"' in lines[0]
    assert '"request":"0123-abcd"' in lines[0]
    assert '"status":404' in lines[1]
    assert "hunter2" not in "".join(lines)


SECRETS = ("hunter2", "somebody@example.net", "sessionid", "Bearer", "sign-in?token")


def test_a_line_tells_no_secrets() -> None:
    def raised() -> logging.LogRecord:
        try:
            raise RuntimeError("Bearer hunter2 of somebody@example.net")
        except RuntimeError as error:
            info = (type(error), error, error.__traceback__)
        return logging.LogRecord(
            "django.request", 40, "x", 1, "%s at %s", ("sessionid", "/sign-in?token=1"), info
        )

    record = raised()
    record.__dict__["cookie"] = "sessionid=hunter2"
    record.__dict__["status"] = 500
    line = Lines().format(record)
    assert not any(secret in line for secret in SECRETS)
    assert '"error":"RuntimeError"' in line
    assert "test_health.py" in line
    assert '"status":500' in line
    words = Words().format(record)
    assert not any(secret in words for secret in SECRETS)
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d django.request: error: %s at %s \(status 500, error RuntimeError, .*\)", words
    )


AT_WORK = """
import logging.config
from upheld.runtime.logs import LOGGING
logging.config.dictConfig(LOGGING)
log = logging.getLogger("upheld.work")
log.info("worker enrolled", extra={"place": "here"})
log.info("work done", extra={"kind": "tidy"})
log.warning("lease lost", extra={"reason": "another"})
"""


def test_lines_are_words_at_a_terminal() -> None:
    seen, end = pty.openpty()
    subprocess.run([sys.executable, "-c", AT_WORK], stderr=end, check=True)
    os.close(end)
    lines = os.read(seen, 4096).decode().splitlines()
    os.close(seen)
    assert [line[9:] for line in lines] == [
        "upheld.work: worker enrolled (place here)",
        "upheld.work: warning: lease lost (reason another)",
    ]
    elsewhere = subprocess.run([sys.executable, "-c", AT_WORK], capture_output=True, text=True, check=True)
    assert [json.loads(line)["event"] for line in elsewhere.stderr.splitlines()] == [
        "worker enrolled",
        "work done",
        "lease lost",
    ]
