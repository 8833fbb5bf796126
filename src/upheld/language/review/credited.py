"""Credited promises: those whose breach earns something at all."""

from __future__ import annotations

from upheld.agreement.credit import Credits
from upheld.agreement.objective import Force, Objective


def is_credited(objective: Objective, credits: Credits) -> bool:
    """Whether credits are for the breach of a promise, whatever their rules say."""
    return objective.force is Force.GUARANTEE and (
        not credits.objectives or objective.name in credits.objectives
    )
