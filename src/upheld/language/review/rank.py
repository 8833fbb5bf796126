"""Rank: which priority stands above which."""

from __future__ import annotations

from upheld.agreement.clock import TicketClock
from upheld.language.draft import Draft


def ranks(draft: Draft) -> dict[str, int]:
    """The priorities from the highest, 0, on: as they are declared, or as the file first names them."""
    if draft.priorities:
        return {written.value.name: rank for rank, written in enumerate(draft.priorities)}
    named = (
        cell.priority
        for written in draft.objectives
        if isinstance(written.value.indicator, TicketClock)
        for cell in written.value.indicator.cells
        if cell.priority is not None
    )
    return {priority: rank for rank, priority in enumerate(dict.fromkeys(named))}
