"""Which conventions are in force, declared by the agreement or by default, each said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upheld.report.figure import Json
from upheld.report.in_force import InForce, conventions_in_force
from upheld.report.text.page import Page


def conventions_lines(findings: Sequence[Json], settlement: Json, page: Page) -> list[str]:
    """The section on conventions: those that act on the objectives and credits of this statement."""
    held = conventions_in_force(findings, settlement)
    if not held:
        return []
    lines = page.heading("CONVENTIONS IN FORCE")
    lines += page.field("Declared", _joined(each for each in held if each.declared_at is not None))
    lines += page.field("By default", _joined(each for each in held if each.declared_at is None))
    return lines


def _joined(held: Iterable[InForce]) -> str:
    """The phrases, with the objectives they are for where another objective has it otherwise."""
    return "; ".join(
        f"{each.phrase} (for {', '.join(each.objectives)})" if each.objectives else each.phrase
        for each in held
    )
