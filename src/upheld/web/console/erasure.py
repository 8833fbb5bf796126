"""Erasure: the data of a customer taken out of the records, by owners, who write the name to confirm it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import ConflictError
from upheld.operations.erasing import erase_for, look_at_for
from upheld.web.refusal import refuse
from upheld.web.request import Request

LONGEST_REASON = 300


def erasure(request: Request, number: int) -> HttpResponse:
    """Show what would go, and take it away once the name is written."""
    customer = request.sight.customer(number)
    if customer is None:
        return refuse(request, 404)
    why, trouble = request.POST.get("why", "").strip(), ""
    if request.method == "POST":
        if request.POST.get("name", "").strip() != customer.name:
            trouble = "the name is not that of the customer: write it as it stands above"
        elif not 0 < len(why) <= LONGEST_REASON:
            trouble = f"say why, in at most {LONGEST_REASON} characters"
        else:
            return _erased(request, number, why)
    shown = {
        "customer": customer,
        "why": why,
        "trouble": trouble,
        "there": look_at_for(request.viewer, number),
        "holds": request.sight.holds_against(customer),
    }
    return render(request, "console/erasure.html", shown)


def _erased(request: Request, number: int, why: str) -> HttpResponse:
    statements = request.POST.get("statements") == "yes"
    try:
        erased = erase_for(request.viewer, number, why, request.now, statements=statements)
    except ConflictError as error:
        messages.error(request, f"Not erased: {error}.")
        return HttpResponseRedirect(reverse("erasure", args=[number]))
    if erased is None:
        return refuse(request, 404)
    request.subject = f"customer {number}"
    messages.success(
        request,
        f"Erased: {erased.rows} rows and {erased.statements} statements, in entry {erased.sequence} of the "
        "ledger.",
    )
    return HttpResponseRedirect(reverse("start"))
