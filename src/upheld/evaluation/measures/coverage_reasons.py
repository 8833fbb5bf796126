"""Why a coverage is what it is: what was watched least, and its longest silences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.chrono.interval import Interval
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measures.watch import Watch, lowest_share
from upheld.evaluation.reason import Length, NoData, Reason, Share, Stretch
from upheld.evaluation.statement import Verdict
from upheld.evaluation.wording import spoken_interval, spoken_moment
from upheld.quantity import percent, write_length

_SHOWN = 3
"""How many of them the reasons name."""


def explain_coverage(hearing: Hearing, watched: Sequence[Watch], verdict: Verdict) -> Reason:
    """Give the tree of reasons: the verdict, and how far each thing was watched, the least first."""
    lowest = lowest_share(watched)
    return Reason(
        rule="coverage.verdict",
        says=_in_words(hearing, watched, verdict),
        figure=lowest,
        clause=hearing.objective.clause,
        because=(*_to_date(hearing), *(_of_one(hearing, watch) for watch in sorted(watched, key=_rank))),
    )


def _in_words(hearing: Hearing, watched: Sequence[Watch], verdict: Verdict) -> str:
    target, so_far = hearing.objective.target, " so far" if hearing.as_of < hearing.interval.end else ""
    lowest = lowest_share(watched)
    if isinstance(lowest, NoData):
        followed = "could be kept or broken" if verdict is Verdict.NOT_APPLICABLE else "is decided"
        return f"{lowest.why}, so nothing {followed}"
    who = watched[0].name if len(watched) == 1 else "what was watched least"
    what = f"there is evidence of {who} for {percent(lowest.value)} of the time"
    match verdict:
        case Verdict.TRACKED:
            return f"{what}, and nothing was promised"
        case Verdict.INDETERMINATE:
            return f"{what}, and {target} is promised: of others nothing is known"
        case _:
            return f"{what}, and {target} is promised: {verdict.value.lower()}{so_far}"


def _to_date(hearing: Hearing) -> Iterator[Reason]:
    if hearing.as_of < hearing.interval.end:
        zone = hearing.calendars.zone(hearing.agreement.time_zone)
        yield Reason(
            rule="coverage.to_date",
            says=f"the period is open: it ends {spoken_moment(hearing.interval.end, zone)}",
            figure=Stretch(Interval(hearing.interval.start, hearing.as_of)),
        )


def _rank(watch: Watch) -> tuple[Fraction, str]:
    """The least watched first, and those of which nothing is known before them."""
    share = watch.share
    return share.value if isinstance(share, Share) else Fraction(-1), watch.name


def _of_one(hearing: Hearing, watch: Watch) -> Reason:
    share = watch.share
    if isinstance(share, NoData):
        says = f"{watch.name}: {share.why}"
    else:
        seen, whole = (watch.covered & watch.region).length, watch.region.length
        known = f"evidence for {write_length(seen)} of {write_length(whole)}"
        says = f"{watch.name}: {known}, {percent(share.value)}"
    return Reason(
        rule="coverage.part",
        says=says,
        figure=share,
        because=(*_silences(hearing, watch), *_excluded(hearing, watch)),
    )


def _silences(hearing: Hearing, watch: Watch) -> Iterator[Reason]:
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    for silence in watch.silences[:_SHOWN]:
        yield Reason(
            rule="coverage.gap",
            says=f"no evidence for {write_length(silence.length)}, {spoken_interval(silence, zone)}",
            figure=Stretch(silence),
        )


def _excluded(hearing: Hearing, watch: Watch) -> Iterator[Reason]:
    excluded = watch.exclusions.granted.within(hearing.interval).length
    if watch.exclusions.names:
        yield Reason(
            rule="coverage.exclusions",
            says=f"{write_length(excluded)} of the period is excluded, and need not be watched",
            figure=Length(excluded, "excluded"),
            because=tuple(exclusion_reasons(hearing, watch.exclusions)),
        )
