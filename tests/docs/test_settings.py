"""The settings and scopes that the page on operations tells of are those there are."""

from __future__ import annotations

import re
from pathlib import Path

from upheld.store.roles import Role, Scope

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_every_setting_is_told_of_and_no_other() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "upheld").rglob("*.py"))
    read = set(re.findall(r'"(UPHELD_[A-Z_]+|DATABASE_URL)"', source))
    told = re.findall(r"^\| `(UPHELD_[A-Z_]+|DATABASE_URL)` \|", PAGE, re.MULTILINE)
    assert sorted(told) == sorted(read)


def test_every_scope_and_role_is_told_of() -> None:
    told = re.findall(r"^\| `([a-z]+:[a-z]+)` \|", PAGE, re.MULTILINE)
    assert told == [scope.value for scope in Scope]
    assert [role for role in Role if f"*{role.value}" not in PAGE] == []
