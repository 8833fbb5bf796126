"""Lists of customers on a page: handed over, looked at row by row, and applied as they were looked at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.collect.parcel.lists import ListFile
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.errors import ConflictError
from upheld.operations.customer_lists import UNCHANGED, Applied, Lists, Prospect, apply_for, look_at_for
from upheld.store.roles import Role
from upheld.web.refusal import refuse
from upheld.web.request import Request

LISTERS = frozenset({Role.OWNER, Role.OPERATOR, Role.FINANCE, Role.CONTRACT_OWNER})
"""Who may take customers and fees in."""
MOST_BYTES = 2 << 20
"""Of a list on the page; longer ones are for the command line."""
SHOWN = 200


def customer_lists(request: Request) -> HttpResponse:
    """Show the form, what a list would change, or what came of applying it."""
    shown: dict[str, object] = {"dossiers": list(request.sight.dossiers())}
    if request.method == "POST":
        answer = _handed_over(request, shown)
        if answer is not None:
            return answer
    return render(request, "console/customer_lists.html", shown)


def _handed_over(request: Request, shown: dict[str, object]) -> HttpResponse | None:
    slug, source = request.POST.get("dossier", ""), request.POST.get("source", "").strip() or "customers"
    upload, text = request.FILES.get("list"), request.POST.get("text", "")
    name = upload.name or "list.csv" if upload is not None else request.POST.get("name", "list.csv")
    data = upload.read(MOST_BYTES + 1) if upload is not None else text.encode()
    shown |= {"dossier": slug, "source": source}
    if not data or len(data) > MOST_BYTES:
        size = f"it has more than {MOST_BYTES >> 20} MiB: take it in by `upheld customers`"
        shown["trouble"] = size if data else "there is no list in it: choose a CSV file"
        return None
    lists = Lists(files=[ListFile(name=name, data=data)], source=source)
    digest = request.POST.get("digest", "")
    outcome: Applied | Prospect | ParcelProblems | None
    try:
        if digest:
            outcome = apply_for(request.viewer, slug, lists, request.now, digest)
        else:
            outcome = look_at_for(request.viewer, slug, lists)
    except ConflictError as error:
        messages.error(request, f"Not applied: {error}.")
        outcome = look_at_for(request.viewer, slug, lists)
    if outcome is None:
        return refuse(request, 404)
    if isinstance(outcome, Applied):
        request.subject = f"dossier {slug}"
        messages.success(
            request, "The list is applied." if outcome.sequence else "Nothing had to be changed."
        )
        if outcome.sequence:
            return HttpResponseRedirect(reverse("batch", args=[outcome.sequence]))
        return HttpResponseRedirect(reverse("customer_lists"))
    shown |= _looked_at(outcome)
    shown |= {"name": name, "text": data.decode("utf-8-sig", "replace")}
    return None


def _looked_at(outcome: Prospect | ParcelProblems) -> dict[str, object]:
    if isinstance(outcome, ParcelProblems):
        return {"problems": outcome.problems, "unlisted": outcome.unlisted}
    changes = [each for each in outcome.changes if each.kind != UNCHANGED]
    return {
        "prospect": outcome,
        "counts": outcome.counts,
        "changes": changes[:SHOWN],
        "unshown": max(len(changes) - SHOWN, 0),
        "digest": outcome.digest if changes else "",
    }
