"""The house: names of modules and tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_NOUNS_OF_THE_TRADE = {
    "base",
    "common",
    "core",
    "engine",
    "handler",
    "helpers",
    "manager",
    "misc",
    "models",
    "schemas",
    "services",
    "types",
    "utils",
}


def test_no_module_is_named_after_nothing() -> None:
    # store/sqlite/base.py is where Django looks for a way to a database
    paths = {
        path for path in (ROOT / "src" / "upheld").rglob("*.py") if path.parts[-2:] != ("sqlite", "base.py")
    }
    names = {path.stem for path in paths}
    names |= {path.name for path in (ROOT / "src" / "upheld").rglob("*") if path.is_dir()}
    # terms/services.py is about services; store/models.py is where Django looks for records
    assert names & NOT_NOUNS_OF_THE_TRADE <= {"services", "models"}


def test_every_module_of_tests_has_a_name_of_its_own() -> None:
    names = Counter(path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py")
    assert [name for name, count in names.items() if count > 1] == []
