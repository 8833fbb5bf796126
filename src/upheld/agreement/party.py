"""Parties: the two sides of an agreement, and who must agree to something."""

from __future__ import annotations

from enum import Enum


class Party(Enum):
    """A side of the agreement."""

    PROVIDER = "provider"
    CUSTOMER = "customer"


class Approver(Enum):
    """Who must agree that something is so."""

    PROVIDER = "provider"
    CUSTOMER = "customer"
    BOTH = "both parties"
    EXPERT = "independent expert"
