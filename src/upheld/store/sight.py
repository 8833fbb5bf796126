"""Sight: what a viewer sees. Everything that is shown is fetched here, as values and never as rows."""

from __future__ import annotations

from upheld.store.seeing.accounts import AccountEyes, SeenInvitation, SeenMember, SeenStep, SeenToken
from upheld.store.seeing.agreements import (
    AgreementEyes,
    SeenAgreement,
    SeenCustomer,
    SeenDossier,
    SeenSubscription,
)
from upheld.store.seeing.statements import SeenClosing, SeenStatement, StatementEyes

__all__ = [
    "SeenAgreement",
    "SeenClosing",
    "SeenCustomer",
    "SeenDossier",
    "SeenInvitation",
    "SeenMember",
    "SeenStatement",
    "SeenStep",
    "SeenSubscription",
    "SeenToken",
    "Sight",
]


class Sight(AgreementEyes, StatementEyes, AccountEyes):
    """What one viewer sees; a new room is one more of the classes above."""
