"""Cases for an exclusion by cause: which are put forward for it, and what each of them lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.agreement.cause import Cause
from upheld.agreement.exclusion import CauseExclusion
from upheld.agreement.party import Party
from upheld.chrono.instant import Instant
from upheld.evaluation.exclusions.approval import lack_of_approval, spoken_approval
from upheld.evaluation.exclusions.words import plain
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.wording import listed
from upheld.evidence.evidence import Evidence
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.governance import Change


def cases_for(
    hearing: Hearing, exclusion: CauseExclusion, services: Sequence[str]
) -> Iterator[ExclusionCase]:
    """Give the cases put forward for an exclusion by the hearing's `as_of`, of services where any are named.

    A case that names no exclusion is put forward for every one with its cause.
    """
    for case in hearing.evidence.exclusions:
        is_known = case.proposed_at is None or case.proposed_at <= hearing.as_of
        concerns = not case.services or not services or not set(services).isdisjoint(case.services)
        if is_known and concerns and _is_for(case, exclusion):
            yield case


def _is_for(case: ExclusionCase, exclusion: CauseExclusion) -> bool:
    return case.exclusion == exclusion.name if case.exclusion is not None else _has_cause(case, exclusion)


def _has_cause(case: ExclusionCase, exclusion: CauseExclusion) -> bool:
    return plain(case.cause) in {plain(cause.value) for cause in exclusion.causes}


def spoken_case(case: ExclusionCase) -> str:
    """What a case says happened: `third-party outage (Example CDN)`."""
    return f"{case.cause} ({case.party})" if case.party else case.cause


def spoken_causes(exclusion: CauseExclusion) -> str:
    """The causes in words, with the parties: `third-party outage (Example CDN, Example DNS)`."""
    causes = " or ".join(cause.value for cause in exclusion.causes)
    return f"{causes} ({', '.join(exclusion.parties)})" if exclusion.parties else causes


def lacks_of(hearing: Hearing, exclusion: CauseExclusion, case: ExclusionCase) -> tuple[str, ...]:
    """Everything a case lacks, each as the rest of a sentence that begins with `it`; empty where granted."""
    return (
        *_subject_lacks(case),
        *_cause_lacks(exclusion, case),
        *_party_lacks(exclusion, case),
        *_condition_lacks(exclusion, case),
        *_evidence_lacks(exclusion, case),
        *_change_lacks(hearing.evidence, case, hearing.as_of),
        *lack_of_approval(exclusion.approved_by, case, hearing.as_of),
    )


def grounds_of(exclusion: CauseExclusion, case: ExclusionCase, as_of: Instant) -> str:
    """Why a case that lacks nothing is granted, as the rest of a sentence that begins with `it`."""
    shown = f", shown by {listed(case.evidence)}" if case.evidence else ""
    held = f"; it meets its condition: {exclusion.condition}" if exclusion.condition else ""
    return f"{spoken_approval(exclusion.approved_by, case, as_of)}{shown}{held}"


def named_changes(evidence: Evidence, case: ExclusionCase, as_of: Instant) -> tuple[Change, ...]:
    """The changes a case names, as far as they had begun by an instant."""
    return tuple(
        change for change in evidence.changes if change.number in case.about and change.started_at <= as_of
    )


def _subject_lacks(case: ExclusionCase) -> Iterator[str]:
    if case.since is None and not case.about:
        yield "says neither when it was nor what it is about"


def _cause_lacks(exclusion: CauseExclusion, case: ExclusionCase) -> Iterator[str]:
    if not _has_cause(case, exclusion):
        covered = " or ".join(cause.value for cause in exclusion.causes)
        yield f"is a case of {case.cause}, and the exclusion covers {covered} only"


def _party_lacks(exclusion: CauseExclusion, case: ExclusionCase) -> Iterator[str]:
    if not exclusion.parties or exclusion.open_list:
        return
    named = f"the agreement names {listed(exclusion.parties)} only"
    if case.party is None:
        yield f"does not say whose failure it was, and {named}"
    elif plain(case.party) not in map(plain, exclusion.parties):
        yield f"was the failure of {case.party}, and {named}"


def _condition_lacks(exclusion: CauseExclusion, case: ExclusionCase) -> Iterator[str]:
    if exclusion.condition is None:
        return
    if case.condition_holds is None:
        yield f"lacks a finding on its condition: {exclusion.condition}"
    elif not case.condition_holds:
        yield f"was found not to meet its condition: {exclusion.condition}"


def _evidence_lacks(exclusion: CauseExclusion, case: ExclusionCase) -> Iterator[str]:
    shown = set(map(plain, case.evidence))
    missing = [item for item in exclusion.evidence if plain(item) not in shown]
    if missing:
        yield f"is not shown by {listed(missing)}, which the agreement asks for"


def _change_lacks(evidence: Evidence, case: ExclusionCase, as_of: Instant) -> Iterator[str]:
    """A change of the customer that went through its flow, and was approved, was not made outside of it."""
    if plain(case.cause) != Cause.CUSTOMER_CHANGE.value:
        return
    for change in named_changes(evidence, case, as_of):
        approved = bool(change.approved_by) and (change.approved_at is None or change.approved_at <= as_of)
        if change.by is not None and plain(change.by) != Party.CUSTOMER.value:
            yield f"names change {change.number}, which the {change.by} made"
        elif change.flow and approved:
            yield f"names change {change.number}, which was approved and went through {change.flow}"
