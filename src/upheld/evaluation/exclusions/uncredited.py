"""What earns no credit: the conditions of credits, held against the evidence apart from the measurement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.agreement.cause import Subject
from upheld.agreement.credit import CreditConditions
from upheld.agreement.exclusion import acting_on
from upheld.agreement.objective import Availability
from upheld.chrono.interval import EMPTY, IntervalSet
from upheld.evaluation.exclusions.exclusion import Exclusions, weigh_named
from upheld.evaluation.exclusions.foreseen import Foreseen, foreseen_downtime
from upheld.evaluation.exclusions.provided import provisos
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Figure, Length, Reason
from upheld.evaluation.statement import Creditable, Record, Verdict
from upheld.quantity import write_length

NOTHING_FORESEEN = Foreseen(EMPTY, ())


class Uncredited(Struct, frozen=True, kw_only=True):
    """What an agreement owes no credit for, although its promise counts it."""

    conditions: CreditConditions
    names: tuple[str, ...]
    """Exclusions that keep a credit back and do not act on the promise itself."""
    exclusions: Exclusions
    foreseen: Foreseen

    @property
    def time(self) -> IntervalSet:
        """Time in which downtime earns nothing."""
        return self.exclusions.granted | self.foreseen.time

    @property
    def is_anything(self) -> bool:
        """Whether anything earns nothing."""
        return bool(self.time or self.exclusions.excused)


def uncredited(
    hearing: Hearing, subject: Subject, named: Sequence[str], services: Sequence[str]
) -> Uncredited | None:
    """Hold the conditions of credits against the evidence; nothing where the agreement has none.

    Exclusions that act on the promise itself keep nothing back here: what they cover is left out already.
    Downtime can be foreseen; nothing else is.
    """
    credits, declared = hearing.agreement.credits, hearing.agreement.exclusions
    if credits is None or credits.conditions == CreditConditions():
        return None
    conditions = credits.conditions
    acting = acting_on(subject, declared, named)
    names = tuple(name for name in conditions.not_for if name not in acting)
    exclusions = weigh_named(hearing, names, services)
    is_downtime = subject is Subject.AVAILABILITY
    asks_foresight = is_downtime and conditions.only_for is not None
    return Uncredited(
        conditions=conditions,
        names=names,
        exclusions=exclusions.of_time if is_downtime else exclusions,
        foreseen=foreseen_downtime(hearing, services) if asks_foresight else NOTHING_FORESEEN,
    )


def creditable(
    hearing: Hearing,
    held: Uncredited,
    *,
    verdict: Verdict,
    figure: Figure,
    breaches: int,
    record: Record,
) -> Creditable:
    """Put together what is left of a breach for credits, and what was said of every condition of them."""
    in_words = tuple(provisos(hearing, held.conditions))
    only_for = tuple(_only_for(hearing, held))
    unmet = [each.reason for each in in_words if each.is_unmet]
    if only_for and not _is_downtime(hearing):
        unmet = [*only_for, *unmet]
    return Creditable(
        verdict=verdict,
        figure=figure,
        breaches=breaches,
        record=record,
        unmet=unmet[0] if unmet else None,
        because=(*_not_for(hearing, held), *only_for, *(each.reason for each in in_words)),
    )


def _is_downtime(hearing: Hearing) -> bool:
    return isinstance(hearing.objective.indicator, Availability)


def _not_for(hearing: Hearing, held: Uncredited) -> Iterator[Reason]:
    if held.conditions.not_for:
        causes = " or ".join(held.conditions.not_for)
        yield Reason(
            rule="credit.not_for",
            says=f"no credit is owed for what {causes} caused; {_what_is_shown(held)}",
            clause=held.conditions.clause,
            because=tuple(exclusion_reasons(hearing, held.exclusions, "kept from credits")),
        )


def _what_is_shown(held: Uncredited) -> str:
    exclusions = held.exclusions
    if not held.names:
        return "the promise itself leaves it out"
    if exclusions.granted or exclusions.excused:
        return "what of this is shown to be theirs earns none"
    if exclusions.by_number or any(record.evidence for record in exclusions.records):
        return "what is put forward is not granted"
    return "no evidence says that one of them caused this"


def _only_for(hearing: Hearing, held: Uncredited) -> Iterator[Reason]:
    if held.conditions.only_for is None:
        return
    says = f"credits are for {held.conditions.only_for.value} only"
    if not _is_downtime(hearing):
        yield Reason(
            rule="credit.only_for", says=f"{says}, and this is no downtime", clause=held.conditions.clause
        )
        return
    length = held.foreseen.time.length
    shown = f"{write_length(length)} was foreseen" if length else "no evidence says that this was foreseen"
    yield Reason(
        rule="credit.only_for",
        says=f"{says}; {shown}",
        figure=Length(length, "foreseen") if length else None,
        clause=held.conditions.clause,
        because=held.foreseen.because,
    )
