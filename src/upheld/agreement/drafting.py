"""Drafting: who wrote the text, and what that means for terms it leaves open."""

from __future__ import annotations

from enum import Enum


class Drafter(Enum):
    """Who drafted the text."""

    PROVIDER = "provider"
    CUSTOMER = "customer"


class UndeclaredTerms(Enum):
    """How a question is decided that the text leaves open and the file does not answer."""

    AMBIGUOUS = "ambiguous"
    """It is not decided: where the readings differ, the verdict is that they differ."""
    AGAINST_DRAFTER = "against the drafter"
    """The readings worst for the drafter count (contra proferentem)."""
