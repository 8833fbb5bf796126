"""Sight: what a viewer sees. Everything that is shown is fetched here, as values and never as rows."""

from __future__ import annotations

from upheld.store.seeing.accounts import (
    AccountEyes,
    SeenInlet,
    SeenInvitation,
    SeenMember,
    SeenStep,
    SeenToken,
)
from upheld.store.seeing.agreements import (
    TO_CHOOSE_FROM,
    SeenAgreement,
    SeenCustomer,
    SeenDossier,
    SeenSubscription,
    SeenTerms,
    SeenVersion,
)
from upheld.store.seeing.alarms import AlarmEyes, SeenAlarm, SeenDelivery, SeenExpectation, SeenHearer
from upheld.store.seeing.batches import BatchEyes, SeenBatch, SeenBatchRow
from upheld.store.seeing.evidence import EvidenceEyes, SeenRow
from upheld.store.seeing.eyes import AT_ONCE, Leaf, Wanted
from upheld.store.seeing.lists import ListEyes
from upheld.store.seeing.live import LiveEyes, SeenClock, SeenLive, SeenState
from upheld.store.seeing.points import NumberedPoint, PointEyes, SeenPoint, SeenProbeVersion, SeenStanding
from upheld.store.seeing.probing import SeenAgent, SeenAgentToken, SeenFailure, SeenProbe, SeenTest
from upheld.store.seeing.retention import RetentionEyes, SeenHold, SeenKept
from upheld.store.seeing.rulings import RulingEyes, SeenRuling
from upheld.store.seeing.statements import SeenClosing, SeenStatement
from upheld.store.seeing.works import SeenRule, WorksEyes

__all__ = [
    "AT_ONCE",
    "TO_CHOOSE_FROM",
    "Leaf",
    "NumberedPoint",
    "SeenAgent",
    "SeenAgentToken",
    "SeenAgreement",
    "SeenAlarm",
    "SeenBatch",
    "SeenBatchRow",
    "SeenClock",
    "SeenClosing",
    "SeenCustomer",
    "SeenDelivery",
    "SeenDossier",
    "SeenExpectation",
    "SeenFailure",
    "SeenHearer",
    "SeenHold",
    "SeenInlet",
    "SeenInvitation",
    "SeenKept",
    "SeenLive",
    "SeenMember",
    "SeenPoint",
    "SeenProbe",
    "SeenProbeVersion",
    "SeenRow",
    "SeenRule",
    "SeenRuling",
    "SeenStanding",
    "SeenState",
    "SeenStatement",
    "SeenStep",
    "SeenSubscription",
    "SeenTerms",
    "SeenTest",
    "SeenToken",
    "SeenVersion",
    "Sight",
    "Wanted",
]


class Sight(
    BatchEyes,
    ListEyes,
    EvidenceEyes,
    AlarmEyes,
    RulingEyes,
    RetentionEyes,
    WorksEyes,
    AccountEyes,
    PointEyes,
    LiveEyes,
):
    """What one viewer sees; a new room is one more of the classes above."""
