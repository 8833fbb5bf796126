"""Changes: who may change what of the service, and how the agreement itself is changed."""

from __future__ import annotations

from upheld.agreement.change import AgreementChanges, ChangePermission, InAdvance
from upheld.agreement.party import Approver, Party
from upheld.errors import PhraseError
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, Text, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.declared import CHANNEL_NAMES
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.quantity import Duration, Operator, parse_duration, parse_target
from upheld.quantity.phrase import tidy


def parse_notice(text: str) -> Duration:
    """The duration of `at least 2 business days`; PhraseError for a most one, and for none at all."""
    target = parse_target(text, parse_duration, default=Operator.AT_LEAST)
    if target.operator is not Operator.AT_LEAST or target.bound.count == 0:
        raise PhraseError(f"`{tidy(text)}` is not a least length", f"write `at least {target.bound}`")
    return target.bound


def parse_in_advance(text: str) -> InAdvance:
    """`in advance`, or with how much: `at least 30 days in advance`."""
    length = tidy(text).removesuffix("in advance").strip()
    return InAdvance(parse_notice(length) if length else None)


_BY: Directive[Party] = Directive("by", choice(Party), "Who makes the change.", "customer")
_MAY: Directive[str] = Directive(
    "may", Text("a change, in words"), "What may be changed.", "restart the instance"
)
_APPROVED_BY: Directive[Approver | None] = Directive(
    "approved_by",
    choice(Approver),
    "Who must agree before it is made.",
    "provider",
    default=Otherwise(None, "nobody"),
)
_NOTICE: Directive[Duration | None] = Directive(
    "notice",
    Phrase(parse_notice, "a least length of time (`at least 2 business days`)"),
    "How long before it must be said.",
    "at least 2 business days",
    default=Otherwise(None, "none is asked for"),
)
_HOURS: Directive[str | None] = Directive(
    "hours",
    HOURS_NAME,
    "Service hours in which it may be made.",
    "office",
    default=Otherwise(None, "at any time"),
)
_VIA: Directive[tuple[str, ...]] = Directive(
    "via",
    CHANNEL_NAMES,
    "The channels by which it is asked for or announced.",
    "[portal]",
    default=Otherwise((), "any"),
)


def _build_permission(fields: Fields) -> ChangePermission:
    return ChangePermission(
        by=fields[_BY],
        may=fields[_MAY],
        approved_by=fields[_APPROVED_BY],
        notice=fields[_NOTICE],
        hours=fields[_HOURS],
        via=fields[_VIA],
        clause=fields[CLAUSE],
        place=fields.place,
    )


CHANGE_FLOW: Directive[tuple[ChangePermission, ...]] = Directive(
    "change_flow",
    ListOf(
        Record(
            "permission to change",
            "Who may change what of the service, when, and who must agree. What nothing here allows is a "
            "change outside the change flow.",
            (_BY, _MAY, _APPROVED_BY, _NOTICE, _HOURS, _VIA, CLAUSE),
            _build_permission,
        ),
        "a mapping (permission to change) or a list of them",
    ),
    "Who may change what of the service.",
    "[{by: customer, may: change DNS records, approved_by: provider, notice: at least 2 business days}]",
    default=Otherwise((), "not said"),
)

_IN_ADVANCE: Directive[InAdvance | None] = Directive(
    "notice",
    Phrase(parse_in_advance, "`in advance`, or how long before (`at least 30 days`)"),
    "How long before it takes effect a new version is announced.",
    "at least 30 days",
    default=Otherwise(None, "it need not be announced"),
)
_OF: Directive[str | None] = Directive(
    "of",
    Text("some changes, in words"),
    "Which changes of the text are announced.",
    "significant updates",
    default=Otherwise(None, "all of them"),
)
_SHOWN_AT: Directive[tuple[str, ...]] = Directive(
    "shown_at",
    ListOf(Text("a place"), "a place or a list of places"),
    "Where a new version is shown.",
    "[this page, customer portal]",
    default=Otherwise((), "not said"),
)


def _build_changes(fields: Fields) -> AgreementChanges:
    return AgreementChanges(
        notice=fields[_IN_ADVANCE],
        of=fields[_OF],
        via=fields[_VIA],
        shown_at=fields[_SHOWN_AT],
        clause=fields[CLAUSE],
        place=fields.place,
    )


CHANGES: Directive[AgreementChanges | None] = Directive(
    "changes",
    Record(
        "changes of the agreement",
        "How a new version of the agreement comes about. A single text is `notice`.",
        (_IN_ADVANCE, _OF, _VIA, _SHOWN_AT, CLAUSE),
        _build_changes,
        short=_IN_ADVANCE,
    ),
    "How the agreement itself is changed.",
    "{notice: in advance, of: significant updates, shown_at: [this page, customer portal]}",
    default=Otherwise(None, "not said"),
)
