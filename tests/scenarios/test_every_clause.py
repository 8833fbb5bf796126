"""Every clause of every example has scenes: one that keeps it, one that breaks it; its README names them."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from stage import EXAMPLES

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_*_scenes.py"))
_ID = re.compile(r"^\| ([A-Z]{2}-[0-9]+) \|", re.M)
_SCENE = re.compile(r"`(test_\w+)`")


def scenes(module: ModuleType) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What each scene of a module shows, and of which clauses."""
    found = {}
    for name, function in vars(module).items():
        for mark in getattr(function, "pytestmark", ()):
            if mark.name == "scenario":
                found[name] = mark.args
    return found


def shown(module: ModuleType) -> dict[str, set[str]]:
    """For each clause, what its scenes show."""
    by_clause: dict[str, set[str]] = defaultdict(set)
    for outcome, clauses in scenes(module).values():
        for clause in clauses:
            by_clause[clause].add(outcome)
    return by_clause


def readme(module: str) -> str:
    """The README of the example that a module plays."""
    name = module.removeprefix("test_").removesuffix("_scenes").replace("_", "-")
    return (EXAMPLES / name / "README.md").read_text()


@pytest.mark.parametrize("module", MODULES)
def test_every_clause_is_kept_and_broken(module: str) -> None:
    by_clause = shown(import_module(module))
    clauses = _ID.findall(readme(module))
    assert clauses
    lacking = {
        clause: {"keeps", "breaks"} - by_clause[clause]
        for clause in clauses
        if not {"keeps", "breaks"} <= by_clause[clause]
    }
    assert lacking == {}
    assert set(by_clause) <= set(clauses)


@pytest.mark.parametrize("module", MODULES)
def test_the_readme_names_the_scenes_of_each_clause(module: str) -> None:
    known = scenes(import_module(module))
    for row in readme(module).splitlines():
        clause = _ID.match(row)
        if clause:
            named = _SCENE.findall(row)
            assert set(named) <= set(known), row
            assert named, f"{clause[1]} names no scene"
            assert all(clause[1] in known[scene][1] for scene in named), row
