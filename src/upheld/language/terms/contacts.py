"""Contacts, and the chain by which trouble is passed on to them."""

from __future__ import annotations

from upheld.agreement.contact import Contact, Escalation, EscalationStep
from upheld.agreement.party import Party
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Named, Reference, Text, Written, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.declared import CHANNEL_NAMES, PRIORITY_NAMES
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.language.terms.spans import SPAN
from upheld.quantity import Duration

_OF: Directive[Party] = Directive("of", choice(Party), "Whose contact it is.", "provider")
_ROLE: Directive[str | None] = Directive(
    "role",
    Text("a role"),
    "What the contact is there for.",
    "decides on emergency changes",
    default=Otherwise(None, "what the name says"),
)
_E_MAIL: Directive[str | None] = Directive(
    "e_mail",
    Text("an address"),
    "The e-mail address.",
    "incidents@example.com",
    default=Otherwise(None, "not said"),
)
_PHONE: Directive[str | None] = Directive(
    "phone",
    Text("a number"),
    "The phone number.",
    '"+353 1 555 0100"',
    default=Otherwise(None, "not said"),
)
_HOURS: Directive[str | None] = Directive(
    "hours",
    HOURS_NAME,
    "Service hours in which the contact can be reached.",
    "office",
    default=Otherwise(None, "always"),
)


def _build_contact(fields: Fields) -> Contact:
    return Contact(
        name=fields.name,
        of=fields[_OF],
        role=fields[_ROLE],
        e_mail=fields[_E_MAIL],
        phone=fields[_PHONE],
        hours=fields[_HOURS],
        clause=fields[CLAUSE],
        place=fields.place,
    )


CONTACTS: Directive[tuple[Written[Contact], ...]] = Directive(
    "contacts",
    Named(
        "contact",
        Record(
            "contact",
            "Somebody who is called, by role rather than by person. A single text is `of`.",
            (_OF, _ROLE, _E_MAIL, _PHONE, _HOURS, CLAUSE),
            _build_contact,
            short=_OF,
        ),
    ),
    "Contacts of both sides by name.",
    "{incident manager: {of: provider, e_mail: incidents@example.com}}",
    default=Otherwise((), "none"),
)

_TO: Directive[str] = Directive(
    "to", Reference("contact", "the name of a contact"), "To whom it is passed on.", "incident manager"
)
_AFTER: Directive[Duration | None] = Directive(
    "after",
    SPAN,
    "How long after the report.",
    "30 minutes",
    default=Otherwise(None, "at once"),
)
_IF_NOT: Directive[str | None] = Directive(
    "if_not",
    Text("something that may happen, in words"),
    "What has not happened by then.",
    "a workaround",
    default=Otherwise(None, "the ticket is not resolved"),
)
_PRIORITIES: Directive[tuple[str, ...]] = Directive(
    "priorities",
    PRIORITY_NAMES,
    "The priorities for which the step is taken.",
    "[P1]",
    default=Otherwise((), "all of them"),
)
_VIA: Directive[tuple[str, ...]] = Directive(
    "via",
    CHANNEL_NAMES,
    "The channels by which it is taken.",
    "[phone]",
    default=Otherwise((), "any"),
)


def _build_step(fields: Fields) -> EscalationStep:
    return EscalationStep(
        to=fields[_TO],
        after=fields[_AFTER],
        if_not=fields[_IF_NOT],
        priorities=fields[_PRIORITIES],
        via=fields[_VIA],
        place=fields.place,
    )


_WHEN: Directive[str | None] = Directive(
    "when",
    Text("a kind of trouble, in words"),
    "Which trouble is passed on.",
    "business-critical issues",
    default=Otherwise(None, "any"),
)
_STEPS: Directive[tuple[EscalationStep, ...]] = Directive(
    "steps",
    ListOf(
        Record(
            "escalation step",
            "Passing trouble on to a contact. A single text is `to`.",
            (_TO, _AFTER, _IF_NOT, _PRIORITIES, _VIA),
            _build_step,
            short=_TO,
        ),
        "the name of a contact, a mapping (escalation step), or a list of these",
    ),
    "The steps, in order. A list in place of the mapping is this list, too.",
    "[incident manager, {to: incident manager, after: 2 hours}]",
    default=Otherwise((), "nobody is named"),
)


def _build(fields: Fields) -> Escalation:
    return Escalation(when=fields[_WHEN], steps=fields[_STEPS], clause=fields[CLAUSE], place=fields.place)


ESCALATION: Directive[Escalation | None] = Directive(
    "escalation",
    Record(
        "escalation",
        "How trouble is passed on when it does not end. A list is `steps`.",
        (_WHEN, _STEPS, CLAUSE),
        _build,
        listed=_STEPS,
    ),
    "How trouble is passed on, step by step.",
    "{when: business-critical issues, steps: [{to: incident manager, after: 30 minutes}]}",
    default=Otherwise(None, "none"),
)
