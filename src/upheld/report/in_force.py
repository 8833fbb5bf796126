"""The conventions in force in a statement: those that act on its objectives and credits, each once."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from upheld.report.figure import Json

OF_AVAILABILITY = frozenset(
    {"exclusions", "missing_data", "unknown_members", "before_start", "degraded_counts", "one_breach"}
)
OF_LASTING_OUTAGES = frozenset({"outage_belongs_to"})
"""They act where an outage lasts beyond the period."""
OF_BUSINESS_TIME = frozenset({"business_day", "next_business_day", "next_day_after"})
OF_CLOCKS = OF_BUSINESS_TIME | {
    "pauses",
    "pause_reasons",
    "priority_change",
    "priority_history",
    "reopening",
    "next_reply",
    "ended_by_customer",
    "breach_test",
    "belongs_to",
    "missing_data",
    "one_breach",
}
OF_FIGURES = frozenset({"missing_data", "one_breach"})
OF_ROLLING_PERIODS = frozenset({"rolling"})
OF_CREDITS = frozenset({"money_rounding"})

_COUNTED_IN_BUSINESS_TIME = frozenset({"notification", "recovery", "reporting"})
_ABOUT_TICKETS = frozenset({"reply content", "classification", "channel entitlement"})


class InForce(Struct, frozen=True):
    """One convention as it holds."""

    phrase: str
    """`missing data: indeterminate`."""
    declared_at: str | None
    """Where the agreement states it; a default otherwise."""
    objectives: tuple[str, ...]
    """For which objectives, where another one has it otherwise; empty where it holds for all it acts on."""


def conventions_in_force(findings: Sequence[Json], settlement: Json) -> list[InForce]:
    """Every convention that acts on something in this statement, in alphabetical order."""
    held: dict[tuple[str, str, str | None], list[str]] = {}
    for finding in findings:
        acting = _acting(finding, settlement)
        for each in finding["conventions"]:
            if each["name"] in acting:
                key = (each["name"].replace("_", " "), each["value"], each.get("declared_at"))
                held.setdefault(key, []).append(finding["objective"])
    names = [name for name, _, _ in held]
    return [
        InForce(
            phrase=f"{name}: {value}",
            declared_at=declared_at,
            objectives=tuple(dict.fromkeys(objectives)) if names.count(name) > 1 else (),
        )
        for (name, value, declared_at), objectives in sorted(held.items(), key=lambda item: item[0][:2])
    ]


def _acting(finding: Json, settlement: Json) -> frozenset[str]:
    """The conventions that act on a finding."""
    of_kind = _of_kind(finding)
    if finding["period"].startswith("rolling"):
        of_kind |= OF_ROLLING_PERIODS
    if any("parts" in outage.get("whole", {}) for outage in finding["record"].get("outages", ())):
        of_kind |= OF_LASTING_OUTAGES
    return of_kind | OF_CREDITS if settlement["lines"] else of_kind


def _of_kind(finding: Json) -> frozenset[str]:
    match finding["record"]["kind"], finding["indicator"]:
        case "availability", _:
            return OF_AVAILABILITY
        case "clocks", _:
            return OF_CLOCKS
        case "duties", indicator if indicator in _COUNTED_IN_BUSINESS_TIME:
            return OF_FIGURES | OF_BUSINESS_TIME
        case "duties", indicator if indicator in _ABOUT_TICKETS:
            return OF_FIGURES | {"belongs_to"}
        case _:
            return OF_FIGURES
