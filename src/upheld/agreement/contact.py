"""Contacts: who is called on either side, and to whom trouble is passed on when it does not end."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.party import Party
from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Duration


class Contact(Struct, frozen=True, kw_only=True):
    """Somebody who is called, by role rather than by person."""

    name: str
    of: Party
    role: str | None = None
    """What the contact is there for, in words."""
    e_mail: str | None = None
    phone: str | None = None
    hours: str | None = None
    """Service hours in which the contact can be reached; always where absent."""
    clause: Clause | None = None
    place: Place


class EscalationStep(Struct, frozen=True, kw_only=True):
    """Passing trouble on to a contact."""

    to: str
    """Name of a contact."""
    after: Duration | None = None
    """How long after the report; at once where absent."""
    if_not: str | None = None
    """What has not happened by then, in words, such as `a workaround`."""
    priorities: tuple[str, ...] = ()
    """Priorities for which the step is taken; all of them where empty."""
    via: tuple[str, ...] = ()
    """Channels by which it is taken; any where empty."""
    place: Place


class Escalation(Struct, frozen=True, kw_only=True):
    """How trouble is passed on, step by step."""

    when: str | None = None
    """Which trouble, in words; any where absent."""
    steps: tuple[EscalationStep, ...] = ()
    """In order; none where the text promises escalation and names nobody."""
    clause: Clause | None = None
    place: Place
