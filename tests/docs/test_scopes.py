"""The scopes and roles that the page on operations tells of are those there are."""

from __future__ import annotations

import re
from pathlib import Path

from upheld.store.roles import Role, Scope

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_every_scope_and_role_is_told_of() -> None:
    told = re.findall(r"^\| `([a-z]+:[a-z]+)` \|", PAGE, re.MULTILINE)
    assert told == [scope.value for scope in Scope]
    assert [role for role in Role if f"*{role.value}" not in PAGE] == []
