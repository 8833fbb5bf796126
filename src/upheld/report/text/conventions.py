"""Which conventions are in force, declared by the agreement or by default, each said once."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.report.figure import Json
from upheld.report.text.page import Page

OF_AVAILABILITY = frozenset(
    {"exclusions", "missing_data", "unknown_members", "before_start", "degraded_counts", "one_breach"}
)
OF_CLOCKS = frozenset(
    {
        "business_day",
        "next_business_day",
        "next_day_after",
        "pauses",
        "pause_reasons",
        "priority_change",
        "priority_history",
        "reopening",
        "next_reply",
        "ended_by_customer",
        "breach_test",
        "belongs_to",
        "one_breach",
    }
)
OF_ROLLING_PERIODS = frozenset({"rolling"})
OF_CREDITS = frozenset({"money_rounding"})


def conventions_lines(findings: Sequence[Json], settlement: Json, page: Page) -> list[str]:
    """The section on conventions: those that act on the objectives and credits of this statement."""
    declared: dict[str, list[str]] = {}
    defaults: dict[str, list[str]] = {}
    for finding in findings:
        for convention in finding["conventions"]:
            if convention["name"] in _acting(finding, settlement):
                chosen = declared if "declared_at" in convention else defaults
                chosen.setdefault(_phrase(convention), []).append(finding["objective"])
    if not declared and not defaults:
        return []
    lines = page.heading("CONVENTIONS IN FORCE")
    lines += page.field("Declared", _joined(declared, declared | defaults))
    lines += page.field("By default", _joined(defaults, declared | defaults))
    return lines


def _acting(finding: Json, settlement: Json) -> frozenset[str]:
    """The conventions that act on a finding."""
    of_kind = OF_AVAILABILITY if finding["record"]["kind"] == "availability" else OF_CLOCKS
    if finding["period"].startswith("rolling"):
        of_kind |= OF_ROLLING_PERIODS
    return of_kind | OF_CREDITS if settlement["lines"] else of_kind


def _phrase(convention: Json) -> str:
    return f"{convention['name'].replace('_', ' ')}: {convention['value']}"


def _joined(phrases: dict[str, list[str]], every: dict[str, list[str]]) -> str:
    """The phrases, with the objectives they are for where another objective has it otherwise."""
    names = [phrase.split(":")[0] for phrase in every]
    said = []
    for phrase, objectives in sorted(phrases.items()):
        alone = names.count(phrase.split(":")[0]) == 1
        said.append(phrase if alone else f"{phrase} (for {', '.join(objectives)})")
    return "; ".join(said)
