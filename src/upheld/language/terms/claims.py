"""Claims: how a credit is asked for, and until when."""

from __future__ import annotations

from upheld.agreement.claim import ClaimBy, Claims, ClaimStart, ClaimWindow, EvidenceIs
from upheld.agreement.party import Approver
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Text, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.declared import CHANNEL_NAMES
from upheld.language.terms.spans import SPAN
from upheld.language.terms.words import YES_NO
from upheld.quantity import Duration

_BY: Directive[ClaimBy] = Directive(
    "by",
    choice(ClaimBy),
    "Who sets a credit in motion: the `customer`, who must ask for it, or nobody, where it is `automatic`.",
    "customer",
)
_WITHIN: Directive[Duration | None] = Directive(
    "within",
    SPAN,
    "How long there is to claim; the last instant is in time. Months are calendar months.",
    "7 days",
    default=Otherwise(None, "no limit"),
)
_FROM: Directive[ClaimStart] = Directive(
    "from",
    choice(ClaimStart),
    "What that time runs from.",
    "end of the month",
    default=Open(
        Code.CLAIM_START,
        "the words do not say what the time to claim runs from",
        senses(
            {
                ClaimStart.FAILURE: "each failure has a time of its own, from its beginning",
                ClaimStart.AWARENESS: "it runs once the customer knows of the failure",
                ClaimStart.END_OF_MONTH: "the month that missed is one failure, which is complete at its end",
            }
        ),
    ),
    only_with=(_WITHIN,),
)
_NOTICE_WITHIN: Directive[Duration | None] = Directive(
    "notice_within",
    SPAN,
    "How long there is to report the failure itself, where a credit must be asked for in two stages.",
    "24 hours",
    default=Otherwise(None, "one stage"),
)
_NOTICE_FROM: Directive[ClaimStart] = Directive(
    "notice_from",
    choice(ClaimStart),
    "What the time to report runs from.",
    "failure",
    default=Otherwise(ClaimStart.FAILURE, f"`{ClaimStart.FAILURE.value}`"),
    only_with=(_NOTICE_WITHIN,),
)
_VIA: Directive[tuple[str, ...]] = Directive(
    "via",
    CHANNEL_NAMES,
    "The channels by which a claim is made.",
    "[portal, e-mail]",
    default=Otherwise((), "any"),
)
_ADDRESS: Directive[str | None] = Directive(
    "address",
    Text("an address"),
    "Where a claim is sent, if that is not the address of the channel.",
    "credits@example.com",
    default=Otherwise(None, "not said"),
)
_IN_WRITING: Directive[bool] = Directive(
    "in_writing",
    YES_NO,
    "Whether a claim must be in writing.",
    "yes",
    default=Otherwise(value=False, words="`no`"),
)
_EVIDENCE: Directive[EvidenceIs] = Directive(
    "evidence",
    choice(EvidenceIs),
    "What supporting documents do for a claim.",
    "helpful",
    default=Otherwise(EvidenceIs.NOT_NEEDED, f"`{EvidenceIs.NOT_NEEDED.value}`"),
)
_VERIFIED_BY: Directive[Approver | None] = Directive(
    "verified_by",
    choice(Approver),
    "Who checks a claim against the records before a credit is given.",
    "provider",
    default=Otherwise(None, "not said"),
)
_DECIDED_WITHIN: Directive[Duration | None] = Directive(
    "decided_within",
    SPAN,
    "How long the answer to a claim may take.",
    "30 days",
    default=Otherwise(None, "not said"),
)


def _build(fields: Fields) -> Claims:
    by = fields[_BY]
    if by is ClaimBy.AUTOMATIC and fields.has(_WITHIN):
        message = "a credit that is given unasked has no time to claim it"
        remedy = "write `by: customer`, or delete `within`"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_WITHIN), message, remedy)
    return Claims(
        by=by,
        window=_window(fields, _WITHIN, _FROM),
        notice=_window(fields, _NOTICE_WITHIN, _NOTICE_FROM),
        via=fields[_VIA],
        address=fields[_ADDRESS],
        in_writing=fields[_IN_WRITING],
        evidence=fields[_EVIDENCE],
        verified_by=fields[_VERIFIED_BY],
        decided_within=fields[_DECIDED_WITHIN],
        clause=fields[CLAUSE],
        place=fields.place,
    )


def _window(
    fields: Fields, within: Directive[Duration | None], start: Directive[ClaimStart]
) -> ClaimWindow | None:
    length = fields[within]
    return None if length is None else ClaimWindow(length, fields[start])


CLAIMS: Directive[Claims | None] = Directive(
    "claims",
    Record(
        "claims",
        "How credits are asked for. A single text is `by`.",
        (
            _BY,
            _WITHIN,
            _FROM,
            _NOTICE_WITHIN,
            _NOTICE_FROM,
            _VIA,
            _ADDRESS,
            _IN_WRITING,
            _EVIDENCE,
            _VERIFIED_BY,
            _DECIDED_WITHIN,
            CLAUSE,
        ),
        _build,
        short=_BY,
    ),
    "How a credit is asked for, and until when.",
    "{by: customer, within: 30 days, from: end of the month}",
    default=Otherwise(None, "not said"),
)
