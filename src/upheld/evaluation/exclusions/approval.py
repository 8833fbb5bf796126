"""Approvals: whether those who must agree to an exclusion had agreed to a case of it by some instant."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.party import Approver
from upheld.chrono.instant import Instant, format_instant
from upheld.evaluation.exclusions.words import plain
from upheld.evaluation.wording import listed
from upheld.evidence.exclusion import ExclusionCase

_SIDES = {
    Approver.PROVIDER: (Approver.PROVIDER.value,),
    Approver.CUSTOMER: (Approver.CUSTOMER.value,),
    Approver.BOTH: (Approver.PROVIDER.value, Approver.CUSTOMER.value),
    Approver.EXPERT: (Approver.EXPERT.value,),
}


def lack_of_approval(approver: Approver | None, case: ExclusionCase, as_of: Instant) -> Iterator[str]:
    """Say what an approval lacks, as the rest of a sentence that begins with `it`; nothing where none does.

    A rejection stands whoever approved. Whoever puts a case forward can't approve it alone.
    """
    if case.rejected_at is not None and case.rejected_at <= as_of:
        yield "was rejected"
    elif approver is not None:
        agreed = _agreed(case, as_of)
        missing = [side for side in _SIDES[approver] if side not in agreed]
        if not agreed:
            yield f"is not approved yet, and {_who(approver)} must agree{_later(case, as_of)}"
        elif missing:
            yield f"was approved by {listed(sorted(agreed))} only, and {_who(approver)} must agree"
        elif agreed == {plain(case.proposed_by or "")}:
            yield f"was approved by nobody but {_who(approver)}, who put it forward"


def spoken_approval(approver: Approver | None, case: ExclusionCase, as_of: Instant) -> str:
    """Say who agreed, as the rest of a sentence that begins with `it`, or that nobody need have."""
    agreed = listed(sorted(_agreed(case, as_of)))
    if approver is None:
        said = "the agreement does not say who must agree"
        return f"was approved by {agreed}; {said}" if _agreed(case, as_of) else f"is recorded; {said}"
    return f"was approved by {agreed}"


def _agreed(case: ExclusionCase, as_of: Instant) -> frozenset[str]:
    """The sides that had agreed; an approval without a date is as old as the case."""
    if case.approved_at is not None and case.approved_at > as_of:
        return frozenset()
    return frozenset(plain(side) for side in case.approved_by)


def _later(case: ExclusionCase, as_of: Instant) -> str:
    """That there is an approval, of which nothing was known as of an instant."""
    if case.approved_at is None or case.approved_at <= as_of or not case.approved_by:
        return ""
    return f"; the approval at {format_instant(case.approved_at)} came after what this statement is as of"


def _who(approver: Approver) -> str:
    match approver:
        case Approver.BOTH:
            return "both parties"
        case Approver.EXPERT:
            return "an independent expert"
        case _:
            return f"the {approver.value}"
