"""Merging: the findings under all combinations of readings, made into what the words come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from upheld.agreement.interpretation import OpenTerm
from upheld.evaluation.ambiguity.case import Case, Sign, lines_of, sign_of, terms_in, told_apart
from upheld.evaluation.ambiguity.span import span_of
from upheld.evaluation.reason import NoData, Reason, Words
from upheld.evaluation.statement import Finding, Outcome, Verdict
from upheld.evaluation.wording import counted, listed

_GRAVITY = (
    Verdict.MISSED,
    Verdict.AMBIGUOUS,
    Verdict.INDETERMINATE,
    Verdict.MET,
    Verdict.TRACKED,
    Verdict.NOT_APPLICABLE,
)
"""Verdicts, the worst first for whom something was promised."""
_NOT_PROMISED = Reason(rule="reading.not_promised", says="by these readings it is not promised")


def merged(cases: Sequence[Case]) -> tuple[Finding, ...]:
    """What an objective comes to, the first case being that of all first readings.

    Where all cases judge it for the same periods, and the same members each by itself, there is a finding for
    each of them; otherwise one for all.
    """
    spans = {tuple((finding.interval, finding.member) for finding in case.findings) for case in cases}
    if len(spans) != 1:
        return _merged_periods(cases)
    columns = zip(*(case.findings for case in cases), strict=True)
    return tuple(
        _merged([replace(case, findings=(finding,)) for case, finding in zip(cases, column, strict=True)])
        for column in columns
    )


def undecided(finding: Finding, combinations: int) -> Finding:
    """A finding whose words allow so many combinations of readings that they are not judged one by one."""
    says = (
        f"the text leaves open what this is judged by, in {combinations} combinations of readings or more; "
        "they were not judged one by one, so whether all come to the same is not known: declare some terms"
    )
    first = Reason(
        rule="reading.first",
        says=f"by all first readings: {finding.verdict.value}",
        because=(finding.reason,),
    )
    return replace(
        finding,
        verdict=Verdict.AMBIGUOUS,
        figure=NoData(f"{combinations} combinations of readings or more"),
        breaches=0,
        creditable=None,
        at_worst=None,
        reason=Reason(rule="reading.too_many", says=says, clause=finding.objective.clause, because=(first,)),
    )


def _merged(cases: Sequence[Case]) -> Finding:
    """Merge cases with one finding each."""
    first = cases[0].findings[0]
    if len(cases) == 1:
        return first
    outcomes = _outcomes(cases, first.objective.name)
    terms = terms_in(case.choices for case in cases)
    if len(outcomes) == 1:
        return replace(first, reason=_agreed(first.reason, terms, len(cases)))
    findings = [finding for case in cases for finding in case.findings]
    return _differing(first, findings, outcomes, terms)


def _merged_periods(cases: Sequence[Case]) -> tuple[Finding, ...]:
    """Merge cases that judge other periods or members, or do not promise it all, into one finding."""
    findings = [finding for case in cases for finding in case.findings]
    if not findings:
        return ()
    outcomes = _outcomes(cases, findings[0].objective.name)
    if len(outcomes) == 1:
        return cases[0].findings
    return (_differing(findings[0], findings, outcomes, terms_in(case.choices for case in cases)),)


def _agreed(reason: Reason, terms: Sequence[OpenTerm], combinations: int) -> Reason:
    """The reason of a finding that is the same whatever is meant."""
    says = (
        f"it comes to this by all {combinations} combinations of readings of what the text leaves open here"
    )
    step = Reason(rule="reading.agreed", says=says, because=tuple(_asked(terms)))
    return replace(reason, because=(*reason.because, step))


def _differing(
    first: Finding, findings: Sequence[Finding], outcomes: tuple[Outcome, ...], terms: Sequence[OpenTerm]
) -> Finding:
    verdicts = [verdict for verdict in _GRAVITY if any(each.verdict is verdict for each in outcomes)]
    verdict = verdicts[0] if len(verdicts) == 1 else Verdict.AMBIGUOUS
    figure = span_of([each.figure for each in outcomes])
    if isinstance(figure, NoData) and verdict is Verdict.AMBIGUOUS:
        figure = Words(" or ".join(each.value for each in verdicts))
    gaps = dict.fromkeys(gap for finding in findings for gap in finding.gaps)
    return replace(
        first,
        verdict=verdict,
        is_final=all(finding.is_final for finding in findings),
        figure=figure,
        breaches=min(each.breaches for each in outcomes),
        reason=Reason(
            rule="reading.outcomes",
            says=_says(verdicts, terms),
            clause=first.objective.clause,
            because=(*_asked(terms), *map(_yielded, outcomes)),
        ),
        gaps=tuple(gaps),
        member=first.member if all(finding.member == first.member for finding in findings) else None,
        outcomes=tuple(replace(each, reason=replace(each.reason, because=())) for each in outcomes),
        creditable=None,
        at_worst=None,
    )


def _outcomes(cases: Sequence[Case], name: str) -> tuple[Outcome, ...]:
    """What cases come to, each outcome once, the worst first."""
    together: dict[Sign, list[Case]] = {}
    for case in cases:
        together.setdefault(sign_of(case.findings), []).append(case)
    outcomes = [_outcome(several, name) for several in together.values()]
    return tuple(sorted(outcomes, key=lambda each: (_GRAVITY.index(each.verdict), -each.breaches)))


def _outcome(cases: Sequence[Case], name: str) -> Outcome:
    """The outcome of cases that come to the same."""
    findings = cases[0].findings
    worst = min(findings, key=lambda each: _GRAVITY.index(each.verdict), default=None)
    readings = told_apart(case.choices for case in cases)
    return Outcome(
        readings=tuple(lines_of(choices, ("objectives", name)) for choices in readings),
        verdict=Verdict.NOT_APPLICABLE if worst is None else worst.verdict,
        figure=NoData(_NOT_PROMISED.says) if worst is None else worst.figure,
        breaches=sum(each.breaches for each in findings),
        reason=_NOT_PROMISED if worst is None else _of_periods(findings, worst),
    )


def _of_periods(findings: Sequence[Finding], worst: Finding) -> Reason:
    if len(findings) == 1:
        return worst.reason
    several = counted(len(findings), "period" if worst.member is None else "member")
    which = worst.period.label if worst.member is None else worst.member
    says = f"of {several} judged, the worst is {which}: {worst.reason.says}"
    return Reason(rule="reading.periods", says=says, because=tuple(each.reason for each in findings))


def _says(verdicts: Sequence[Verdict], terms: Sequence[OpenTerm]) -> str:
    if len(verdicts) == 1:
        return f"it is {verdicts[0].value} whatever is meant, but not by the same figure"
    words = listed([each.value for each in verdicts], "or")
    several = counted(len(terms), "term")
    return f"the words do not decide: it is {words}, as one reads {several} that the text leaves open"


def _asked(terms: Sequence[OpenTerm]) -> Iterator[Reason]:
    for term in terms:
        lines = listed([f"`{reading.line}`" for reading in term.readings], "or")
        yield Reason(rule="reading.open", says=f"{term.asks}: {lines}")


def _yielded(outcome: Outcome) -> Reason:
    ways = [" and ".join(f"`{line}`" for line in lines) for lines in outcome.readings]
    shown = "; or ".join(ways[:3]) + (f"; or {len(ways) - 3} others" if len(ways) > 3 else "")
    return Reason(
        rule="reading.outcome",
        says=f"{outcome.verdict.value} by {shown}",
        figure=outcome.figure,
        because=(outcome.reason,),
    )
