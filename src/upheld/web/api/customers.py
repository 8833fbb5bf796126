"""Customers over the interface: a list of fees or accounts as CSV, looked at or taken in whole."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from upheld.collect.parcel.lists import ListFile
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.operations.customer_lists import UNCHANGED, Applied, Lists, Prospect, apply, look_at
from upheld.operations.taking_in import dossier_for
from upheld.web.api.answers import answer, problem
from upheld.web.api.body import media_type_of, unpacked
from upheld.web.api.troubles import TroubleError, told
from upheld.web.request import Request

CSV = "text/csv"
SOURCE = "customers"
LONGEST_SOURCE = 100
FILE = "the body"


@csrf_exempt
@told
def take(request: Request) -> HttpResponse:
    """Take a list in, or tell what it would change (`?check=yes`)."""
    if media_type_of(request) != CSV:
        raise TroubleError(415, "The body is of no form that is read here", f"send it as {CSV}")
    check = request.GET.get("check", "no")
    source = request.GET.get("source", SOURCE)
    if check not in ("yes", "no") or not 0 < len(source) <= LONGEST_SOURCE:
        said = f"`check` is yes or no, and `source` has 1 to {LONGEST_SOURCE} characters"
        raise TroubleError(400, "A parameter makes no sense", said)
    dossier = dossier_for(request.viewer, request.GET.get("dossier"))
    lists = Lists(files=[ListFile(name=FILE, data=unpacked(request))], source=source)
    if check == "yes":
        outcome: Prospect | Applied | ParcelProblems = look_at(dossier, lists)
    else:
        outcome = apply(dossier, lists, request.viewer.actor, request.now)
    if isinstance(outcome, ParcelProblems):
        return _refused(outcome)
    prospect = outcome.prospect if isinstance(outcome, Applied) else outcome
    sequence = outcome.sequence if isinstance(outcome, Applied) else None
    request.subject = f"dossier {dossier.slug}"
    content = {
        **prospect.counts,
        "ledger": sequence,
        "changes": [
            {
                "line": _line(each.place),
                "kind": each.kind,
                "table": each.table,
                "number": each.number,
                "says": {said.column: [said.before, said.after] for said in each.says},
            }
            for each in prospect.changes
            if each.kind != UNCHANGED
        ],
    }
    return answer(content, 200 if sequence is None else 201)


def _refused(problems: ParcelProblems) -> HttpResponse:
    rows = [
        {
            "row": None,
            "line": _line(each.place),
            "field": each.field or None,
            "reason": each.reason,
            "remedy": each.remedy,
        }
        for each in problems.problems
    ]
    found = len(rows) + problems.unlisted
    noun = "thing is" if found == 1 else "things are"
    more = {"errors": rows, "unlisted": problems.unlisted}
    return problem(422, "The list can't be taken", f"{found} {noun} wrong; nothing was recorded", more)


def _line(place: str) -> int | None:
    line = place.rpartition(":")[2]
    return int(line) if line.isdecimal() else None
