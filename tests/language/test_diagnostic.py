"""Diagnostics as text and as values."""

from __future__ import annotations

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code, Diagnostic, Level, as_json, in_order, render


def diagnostic(line: str = "of: aap", column: int = 5, width: int = 3, number: int = 12) -> Diagnostic:
    return Diagnostic(
        code=Code.UNKNOWN_NAME,
        place=Place("a.yaml", number, column),
        width=width,
        line=line,
        message="`aap` is none of the services",
        remedy="did you mean `app`?",
    )


def test_the_text_has_place_level_code_line_carets_and_remedy() -> None:
    assert render(diagnostic()).splitlines() == [
        "a.yaml:12:5: error[unknown-name]: `aap` is none of the services",
        "   12 | of: aap",
        "      |     ^^^",
        "   did you mean `app`?",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    shown = render(diagnostic("x" * 5000 + "aap" + "y" * 5000, 5001)).splitlines()
    assert len(shown[1]) < 120
    at = shown[2].index("^")
    assert shown[1][at : at + 3] == "aap"
    assert shown[2].count("^") == 3


def test_carets_never_run_beyond_the_line() -> None:
    assert render(diagnostic("of: aap", 5, 400)).splitlines()[2].count("^") == 3
    assert render(diagnostic("of", 40, 4)).splitlines()[2].count("^") == 1


def test_a_place_without_a_line_is_shown_without_one() -> None:
    assert len(render(diagnostic(""))) == len("\n".join(render(diagnostic()).splitlines()[::3]))


def test_what_a_terminal_would_obey_is_made_visible() -> None:
    shown = render(diagnostic("of: \x1b[31m\taap", 11))
    assert "\x1b" not in shown
    assert "\t" not in shown


def test_values_for_machines() -> None:
    values = as_json(diagnostic())
    assert values == {
        "code": "unknown-name",
        "level": "error",
        "file": "a.yaml",
        "line": 12,
        "column": 5,
        "end_column": 8,
        "message": "`aap` is none of the services",
        "remedy": "did you mean `app`?",
        "excerpt": "of: aap",
        "accepted": "",
    }


def test_order_is_by_place_and_each_is_told_once() -> None:
    first, second = diagnostic(number=2), diagnostic(number=10)
    assert in_order([second, first, second]) == (first, second)


def test_levels_come_from_the_catalogue() -> None:
    assert diagnostic().level is Level.ERROR
