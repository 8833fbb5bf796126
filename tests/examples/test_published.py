"""Published agreements: each as it was published, with all that is said about it, and with readings declared.

`examples/<name>/published-findings.txt` is written anew with `pytest tests/examples --bless`, and then read
by a person. Clauses are numbered in comments of the files (`# PL-1`), beside a key or right above it; the
table of each README says the same by hand, so neither can drift from the other.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from marked_example import (
    CLAUSES,
    EXAMPLES,
    diagnostics_of,
    findings,
    marked,
    readme_rows,
    table_of,
    weighty,
)

from upheld.collect.gazetteer import gazetteer as gazetteer_at_hand
from upheld.language.diagnostic import Level, render
from upheld.language.gazetteer import Gazetteer

PUBLISHED = sorted(path.parent for path in EXAMPLES.glob("*/as-published.yaml"))
NUMBERED = [folder for folder in PUBLISHED if folder.name in CLAUSES]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return gazetteer_at_hand()


def ids_of(folder: Path) -> tuple[str, ...]:
    prefix, count = CLAUSES.get(folder.name, ("", 0))
    return tuple(f"{prefix}-{number}" for number in range(1, count + 1))


@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
def test_the_published_text_raises_what_is_written_down(
    folder: Path, gazetteer: Gazetteer, blessing: bool
) -> None:
    found = table_of(findings(folder / "as-published.yaml", gazetteer), ids_of(folder))
    expected = folder / "published-findings.txt"
    if blessing:
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
def test_the_published_text_can_be_read(folder: Path, gazetteer: Gazetteer) -> None:
    errors = [
        render(each)
        for each in diagnostics_of(folder / "as-published.yaml", gazetteer)
        if each.level is Level.ERROR
    ]
    assert errors == []


@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
def test_the_declared_agreement_checks_clean(folder: Path, gazetteer: Gazetteer) -> None:
    found = diagnostics_of(folder / "agreement.yaml", gazetteer)
    assert [render(each) for each in found if each.level is not Level.NOTE] == []


@pytest.mark.parametrize("file", ["as-published.yaml", "agreement.yaml"])
@pytest.mark.parametrize("folder", NUMBERED, ids=lambda folder: folder.name)
def test_every_clause_stands_in_the_file(folder: Path, file: str) -> None:
    named = {each for ids in marked(folder / file).marks.values() for each in ids}
    assert named == set(ids_of(folder))


@pytest.mark.parametrize("folder", NUMBERED, ids=lambda folder: folder.name)
def test_every_clause_has_its_row_in_the_readme(folder: Path) -> None:
    rows = readme_rows(folder / "README.md")
    assert tuple(rows) == ids_of(folder)
    assert all(row.paths for row in rows.values())


@pytest.mark.parametrize("file", ["as-published.yaml", "agreement.yaml"])
@pytest.mark.parametrize("folder", NUMBERED, ids=lambda folder: folder.name)
def test_the_readme_names_keys_that_exist(folder: Path, file: str) -> None:
    known = {spot.path for spot in marked(folder / file).spots}
    named = {path for row in readme_rows(folder / "README.md").values() for path in row.paths}
    assert sorted(named - known) == []


@pytest.mark.parametrize("folder", NUMBERED, ids=lambda folder: folder.name)
def test_the_readme_says_what_is_found_clause_by_clause(folder: Path, gazetteer: Gazetteer) -> None:
    found = weighty(findings(folder / "as-published.yaml", gazetteer))
    of_clause = {id_: {each.code for each in found if id_ in each.ids} for id_ in ids_of(folder)}
    said = {id_: set(row.codes) for id_, row in readme_rows(folder / "README.md").items()}
    assert said == of_clause


@pytest.mark.parametrize("folder", NUMBERED, ids=lambda folder: folder.name)
def test_whatever_is_found_belongs_to_a_clause(folder: Path, gazetteer: Gazetteer) -> None:
    found = weighty(findings(folder / "as-published.yaml", gazetteer))
    assert [each.path for each in found if not each.ids] == []
