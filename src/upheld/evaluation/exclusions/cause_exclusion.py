"""Exclusions by cause held against the evidence: nothing is excluded until a cause is shown and approved."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.cause import Subject
from upheld.agreement.exclusion import CauseExclusion, Exclusion, acting_on
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Excluded


def weigh_cause(hearing: Hearing, exclusion: CauseExclusion) -> Iterator[Excluded]:
    """Refuse an exclusion for the whole period where no evidence names its cause, saying what would do."""
    yield Excluded(
        exclusion=exclusion.name,
        what=spoken_causes(exclusion),
        interval=hearing.interval,
        granted=False,
        why=lack_of_evidence(exclusion),
        evidence=(),
    )


def unevidenced(hearing: Hearing, subject: Subject) -> Iterator[Reason]:
    """Say of each exclusion that acts on all objectives of some sort that nothing was left out under it."""
    declared = hearing.agreement.exclusions
    holding = acting_on(subject, declared, ())
    for exclusion in (each for each in declared if each.name in holding):
        yield Reason(
            rule="exclusion.refused",
            says=f"nothing is left out by {exclusion.name}, because {_lack(exclusion)}",
            clause=exclusion.clause,
        )


def _lack(exclusion: Exclusion) -> str:
    if isinstance(exclusion, CauseExclusion):
        return f"it {lack_of_evidence(exclusion)}"
    return "no evidence ties anything judged here to it"


def spoken_causes(exclusion: CauseExclusion) -> str:
    """The causes in words, with the parties: `third-party outage (Example CDN, Example DNS)`."""
    causes = " or ".join(cause.value for cause in exclusion.causes)
    return f"{causes} ({', '.join(exclusion.parties)})" if exclusion.parties else causes


def lack_of_evidence(exclusion: CauseExclusion) -> str:
    """What is missing, as the rest of a sentence: the cause, and who would have to agree."""
    approved = f", approved by {exclusion.approved_by.value}," if exclusion.approved_by else ""
    return f"has no evidence: nothing{approved} says that this was the cause of anything in the period"
