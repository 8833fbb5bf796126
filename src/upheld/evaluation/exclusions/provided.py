"""Provisos: conditions of a credit in words, held against what was attested of them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.credit import CreditConditions
from upheld.evaluation.exclusions.words import plain
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evidence.governance import Attestation

RULE = "credit.provided"
"""That a condition in words holds, or does not."""


class Proviso(Struct, frozen=True):
    """One condition in words, and whether somebody found that it does not hold."""

    is_unmet: bool
    reason: Reason


def provisos(hearing: Hearing, conditions: CreditConditions) -> Iterator[Proviso]:
    """Say of each condition in words what was attested of it by `as_of`.

    The last attestation that was good at some time of the hearing's interval counts; of two given at one
    instant, the one that it does not hold. A condition of which no evidence speaks is taken to be met.
    """
    for words in conditions.provided:
        last = _last(hearing, words)
        if last is None:
            says = f"a condition of the credit is taken to be met, since no evidence speaks of it: {words}"
        elif last.holds:
            says = f"a condition of the credit is met, as was attested{_by(last)}: {words}"
        else:
            says = f"a condition of the credit is not met, as was attested{_by(last)}: {words}"
        evidence = () if last is None else (last.identity,)
        yield Proviso(
            is_unmet=last is not None and not last.holds,
            reason=Reason(
                rule=RULE,
                says=says,
                clause=conditions.clause,
                evidence=evidence,
                evidence_count=len(evidence),
            ),
        )


def _last(hearing: Hearing, words: str) -> Attestation | None:
    speaking = [
        each
        for each in hearing.evidence.attestations
        if plain(each.control) == plain(words)
        and each.given_at <= hearing.as_of
        and (each.expires_at is None or each.expires_at > hearing.interval.start)
    ]
    return max(speaking, key=lambda each: (each.given_at, not each.holds, each.identity), default=None)


def _by(attestation: Attestation) -> str:
    return f" by {attestation.by}" if attestation.by else ""
