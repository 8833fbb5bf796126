"""The interface does what its description says, whatever it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from pytest_django.live_server_helper import LiveServer
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from visitors import token

from upheld.collect.columns import COLUMNS
from upheld.evidence.evidence import Table
from upheld.runtime.intakes import Intakes
from upheld.store.dossiers import Dossier
from upheld.store.roles import Scope
from upheld.web.api import evidence, shapes
from upheld.web.api.description import description, path_of
from upheld.web.inlets import coming_in

TAKING_IN: tuple[Any, ...] = (evidence, shapes, coming_in)
WRITTEN = Path(__file__).parents[2] / "docs" / "openapi.json"


@schemathesis.serializer("application/x-ndjson", "application/x-protobuf")
def lines(context: Any, value: Any) -> bytes:
    """What is made up as text is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


TRIED = [path_of(table) for table in (Table.SAMPLES, Table.TICKETS, Table.MEASUREMENTS, Table.FEES)]
"""Of all tables, which one code takes in, these have every kind of column between them."""
READ = [
    "/api/v1/agreements",
    "/api/v1/customers/{number}",
    "/api/v1/statements",
    "/api/v1/statements/{number}/document",
    "/api/v1/tickets/{number}",
    "/api/v1/from/prometheus",
    "/api/v1/from/heartbeat",
    "/api/v1/from/web-vitals",
    "/v1/metrics",
    "/api/v1/inlets",
    "/api/v1/inlets/{number}/end",
    "/beat/{ending}",
    "/vitals/{ending}",
]
"""Of what is read, which one code gives, the lists of tables above besides; and what else comes in."""
SELDOM = [
    "/api/v1/maintenance/calendars",
    "/api/v1/customers/lists",
    "/api/v1/agent/beat",
    "/api/v1/agent/probes",
    "/api/v1/agent/outcomes",
    "/api/v1/state",
    "/api/v1/clocks/{number}",
    "/api/v1/alarms",
    "/api/v1/alarm-rules",
    "/api/v1/alarm-rules/{number}",
    "/api/v1/closings",
    "/api/v1/points",
    "/api/v1/subscriptions/{number}",
]
"""What is asked a few things only: most of it is other rows that the same code gives."""
SCHEMA: Any = schemathesis.openapi.from_dict(description()).include(path=[*TRIED, *READ])
FEW: Any = schemathesis.openapi.from_dict(description()).include(path=SELDOM)
FORMS = (content_type_conformance, response_schema_conformance)


def test_the_description_in_the_documents_is_the_one_that_is_served(blessing: bool) -> None:
    served = orjson.dumps(description(), option=orjson.OPT_INDENT_2) + b"\n"
    if blessing:
        WRITTEN.write_bytes(served)
    assert WRITTEN.read_bytes() == served


@pytest.fixture(scope="module", autouse=True)
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    intakes, before = Intakes(tmp_path_factory.mktemp("data"), floor=0), evidence.INTAKES
    for module in TAKING_IN:
        module.INTAKES = intakes
    yield
    for module in TAKING_IN:
        module.INTAKES = before
    intakes.close()


@pytest.fixture
def writer(transactional_db: None) -> str:
    dossier = Dossier.objects.create(slug="hosting", name="Managed hosting")
    return token(*Scope, dossier=dossier)


@SCHEMA.parametrize()
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_is_described(case: Any, writer: str, live_server: LiveServer) -> None:
    ask(case, writer, live_server)


@FEW.parametrize()
@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_what_is_seldom_asked_for_is_described_too(case: Any, writer: str, live_server: LiveServer) -> None:
    ask(case, writer, live_server)


def ask(case: Any, writer: str, live_server: LiveServer) -> None:
    # names of dossiers that are made up lead nowhere, and nothing further would be tried
    case.query.pop("dossier", None)
    headers = {"Authorization": f"Bearer {writer}", "Host": "127.0.0.1"}
    answer = case.call(base_url=live_server.url, headers=headers)
    case.validate_response(answer, checks=[not_a_server_error, status_code_conformance, *FORMS])


def test_every_kind_of_column_is_tried() -> None:
    tried = {column.kind for table in Table if path_of(table) in TRIED for column in COLUMNS[table]}
    assert tried == {column.kind for columns in COLUMNS.values() for column in columns}
