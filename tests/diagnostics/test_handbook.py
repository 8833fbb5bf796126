"""The page of diagnostics is the one the catalogue and the gallery make; `--bless` writes it anew."""

from __future__ import annotations

from exhibits import HERE, exhibit_of

from upheld.language.catalogue import Code
from upheld.language.gazetteer import Gazetteer
from upheld.language.handbook import handbook
from upheld.language.rationale import RATIONALE

PAGE = HERE.parents[1] / "docs" / "diagnostics.md"


def made(gazetteer: Gazetteer) -> str:
    return handbook({code: exhibit_of(code, gazetteer) for code in Code})


def test_the_page_in_the_documentation_is_the_one_that_is_made(gazetteer: Gazetteer, blessing: bool) -> None:
    page = made(gazetteer)
    if blessing:
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page


def test_every_code_has_a_rationale_in_sentences() -> None:
    assert set(RATIONALE) == set(Code)
    assert all(text[0].isupper() or text[0] in "“`0123456789" for text in RATIONALE.values())
    assert all(text.endswith((".", "”.")) for text in RATIONALE.values())


def test_every_code_has_an_entry_with_its_example_and_what_is_told(gazetteer: Gazetteer) -> None:
    entries = dict(part.split("\n", 1) for part in made(gazetteer).split("\n### ")[1:])
    assert set(entries) == {code.label for code in Code}
    for code in Code:
        entry = entries[code.label]
        assert f"{code.level.value}[{code.label}]" in entry
        assert entry.count("```yaml") == 2


def test_links_lead_to_entries(gazetteer: Gazetteer) -> None:
    page = made(gazetteer)
    links = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert links == {code.label for code in Code}
