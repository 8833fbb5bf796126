"""Options of the whole suite; properties are checked, not timed, so that a busy machine fails none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as service
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bless", action="store_true", help="write the expected texts anew from what the program says now"
    )


@pytest.fixture
def blessing(request: pytest.FixtureRequest) -> bool:
    """Whether expected texts are to be written instead of compared."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep SQLite in a file: a database in memory has no log written ahead, and locks otherwise."""
    database: dict[str, Any] = service.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        name = Path(database.get("TEST", {}).get("NAME") or "test").name
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("store") / f"{name}.sqlite3")
