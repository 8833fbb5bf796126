"""The gallery: small agreements, good ones and bad ones, each bad one beside the diagnostics it earns.

Written anew with `pytest tests/diagnostics --bless`, and then read by a person.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from exhibits import BAD, GOOD, HERE, NOTES, WITHOUT_FILE, reading_of, text_of

from upheld.language.catalogue import Code
from upheld.language.diagnostic import Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.language.source import LARGEST


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_agreement_is_read_without_complaint(path: Path) -> None:
    reading = reading_of(path)
    assert text_of(reading.diagnostics, notes=False) == "\n"
    assert reading.agreement is not None
    assert reading.questions == ()


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_agreement_named_after_a_code_does_not_earn_it(path: Path) -> None:
    found = {each.code.label for each in reading_of(path).diagnostics if each.accepted is None}
    assert path.stem not in found


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_agreement_earns_its_diagnostics(path: Path, blessing: bool) -> None:
    reading = reading_of(path)
    found = text_of(reading.diagnostics, notes=path.stem in NOTES)
    expected = path.with_suffix(".txt")
    if blessing:
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")
    has_error = any(each.level is Level.ERROR for each in reading.diagnostics)
    assert (reading.agreement is None) == (has_error or bool(reading.holes))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_agreement_named_after_a_code_earns_it(path: Path) -> None:
    labels = {code.label for code in Code}
    found = {each.code.label for each in reading_of(path).diagnostics}
    assert path.stem in found or path.stem not in labels


@pytest.mark.parametrize("code", Code, ids=lambda code: code.label)
def test_every_code_has_a_bad_file_and_one_put_right(code: Code) -> None:
    assert (HERE / "good" / f"{code.label}.yaml").is_file()
    assert code in WITHOUT_FILE or (HERE / "bad" / f"{code.label}.yaml").is_file()


def test_every_code_is_earned_in_the_gallery(gazetteer: Gazetteer) -> None:
    too_large = read_agreement({"a.yaml": b"#" * (LARGEST + 1)}, "a.yaml", gazetteer)
    found = {each.code for path in BAD for each in reading_of(path).diagnostics}
    assert found | {each.code for each in too_large.diagnostics} == set(Code)


def test_labels_are_unique_short_noun_phrases() -> None:
    labels = [code.label for code in Code]
    assert len(set(labels)) == len(labels)
    assert all(
        label == label.lower() and label.replace("-", "").isalpha() and len(label) <= 30 for label in labels
    )
    assert all(code.meaning.endswith(".") and code.example for code in Code)
    assert all(code.name.lower().replace("_", "-") == code.label for code in Code)
