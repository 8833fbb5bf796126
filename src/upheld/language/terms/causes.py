"""Causes: exclusions of what happened for a reason, with condition, evidence and approver."""

from __future__ import annotations

from upheld.agreement.cause import Cause, Subject
from upheld.agreement.exclusion import CauseExclusion
from upheld.agreement.party import Approver
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Choice, ListOf, Text, choice
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.words import YES_NO

CAUSE: Directive[tuple[Cause, ...]] = Directive(
    "cause",
    ListOf(choice(Cause), "a cause or a list of causes"),
    "What happened for this reason is left out, once the evidence shows the reason: "
    f"{choice(Cause).words()}.",
    "third-party outage",
)
_PARTIES: Directive[tuple[str, ...]] = Directive(
    "parties",
    ListOf(Text("a name"), "a name or a list of names"),
    "Whose failures are left out, where the text names them.",
    "[Example CDN, Example DNS]",
    default=Otherwise((), "anybody's"),
    only_with=(CAUSE,),
)
_CONDITION: Directive[str | None] = Directive(
    "condition",
    Text("a condition in words"),
    "What must be true besides, in the words of the text; a person judges it, and the evidence says who did.",
    "not directly preventable by the provider's security measures",
    default=Otherwise(None, "none"),
    only_with=(CAUSE,),
)
_EXAMPLES: Directive[tuple[str, ...]] = Directive(
    "examples",
    ListOf(Text("a case"), "a case or a list of cases"),
    "Cases that the text names.",
    "[natural disasters, war, terrorism]",
    default=Otherwise((), "none"),
    only_with=(CAUSE,),
)
_OPEN_LIST: Directive[bool] = Directive(
    "open_list",
    YES_NO,
    "Whether the text says that what it names is not all, as `including but not limited to` does.",
    "yes",
    default=Otherwise(value=False, words="`no`"),
    only_with=(CAUSE,),
)
_EVIDENCE: Directive[tuple[str, ...]] = Directive(
    "evidence",
    ListOf(Text("a kind of evidence"), "a kind of evidence or a list of them"),
    "What must be shown before anything is left out.",
    "[incident report of the third party, trace from outside]",
    default=Otherwise((), "not said"),
    only_with=(CAUSE,),
)
_APPROVED_BY: Directive[Approver | None] = Directive(
    "approved_by",
    choice(Approver),
    "Who must agree that it applies; whoever claims it can't approve it alone.",
    "both parties",
    default=Otherwise(None, "not said"),
    only_with=(CAUSE,),
)
ACTS_ON: Directive[tuple[tuple[Subject, ...], ...]] = Directive(
    "acts_on",
    ListOf(
        Choice({subject.value: (subject,) for subject in Subject} | {"all": tuple(Subject)}),
        "`availability`, `clocks`, `metrics` or a list of these, or `all`",
    ),
    "The objectives it acts on without being named there: those of availability, those that time tickets, "
    "those that hold a measured figure against a target, or all of them.",
    "all",
    default=Otherwise((), "none; it holds where an objective names it"),
)
CAUSE_TERMS = (CAUSE, _PARTIES, _CONDITION, _EXAMPLES, _OPEN_LIST, _EVIDENCE, _APPROVED_BY)


def build_cause(fields: Fields) -> CauseExclusion:
    """The exclusion that a cause and what stands beside it say."""
    exclusion = CauseExclusion(
        name=fields.name,
        causes=fields[CAUSE],
        parties=fields[_PARTIES],
        condition=fields[_CONDITION],
        examples=fields[_EXAMPLES],
        open_list=fields[_OPEN_LIST],
        evidence=fields[_EVIDENCE],
        approved_by=fields[_APPROVED_BY],
        acts_on=build_acts_on(fields),
        clause=fields[CLAUSE],
        place=fields.place,
    )
    if Cause.OTHER in exclusion.causes and exclusion.condition is None:
        message = f"exclusion `{exclusion.name}` is of another cause, and does not say which"
        remedy = "add what must be true, such as `condition: a strike at the provider`, or name the cause"
        fields.reader.report(Code.MISSING_KEY, fields.at(CAUSE), message, remedy)
    return exclusion


def build_acts_on(fields: Fields) -> tuple[Subject, ...]:
    """What an exclusion acts on; one that acts by itself is in use, whether or not an objective names it."""
    subjects = tuple(dict.fromkeys(subject for each in fields[ACTS_ON] for subject in each))
    if subjects:
        fields.reader.used.add(("exclusion", fields.name))
    return subjects
