"""Ruling: how long months of an agreement wait, and whether anybody looks before statements go out."""

from __future__ import annotations

from msgspec import Struct

from upheld.errors import UsageError
from upheld.store.agreements import Agreement
from upheld.store.reach import reached
from upheld.store.viewer import Viewer

LONGEST_WAIT = 365


class Closure(Struct, frozen=True, kw_only=True):
    """How the months of an agreement are closed."""

    days: int
    """So long after its end a month waits for late evidence before it is closed by itself."""
    at_once: bool
    """Statements go out as soon as they are made; otherwise somebody lets them out."""

    def __str__(self) -> str:
        days = "1 day" if self.days == 1 else f"{self.days} days"
        out = "as soon as they are made" if self.at_once else "when somebody lets them out"
        return f"closed {days} after the end of the month; statements go out {out}"


def read_wait(text: str) -> int:
    """Read for how many days a month waits. UsageError for anything else."""
    if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= LONGEST_WAIT:
        return int(text)
    raise UsageError(f"{text!r} is no number of days: write 0 to {LONGEST_WAIT}")


def closure_of(agreement: Agreement) -> Closure:
    """Tell how months are closed now."""
    return Closure(days=agreement.settling_days, at_once=agreement.is_released_at_once)


def rule(agreement: Agreement, closure: Closure) -> None:
    """Say how months are closed from now on; what is ready goes out soon where nobody is to look."""
    found = Agreement.objects.filter(pk=agreement.pk)
    found.update(settling_days=closure.days, is_released_at_once=closure.at_once)


def rule_for(viewer: Viewer, slug: str, closure: Closure) -> bool:
    """As `rule`, on behalf of somebody who reaches the agreement; tell whether there is one."""
    found = reached(viewer, Agreement).filter(slug=slug).first()
    if found is not None:
        rule(found, closure)
    return found is not None
