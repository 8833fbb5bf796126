"""Saying what is probed: a file is handed over, looked at, and defined as it was looked at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.collect.probes.foreign.table import FORMS
from upheld.errors import ConflictError, UsageError
from upheld.operations.probing.listing import OURS, Prospect, Sent, define_for, give_secret_for, look_at_for
from upheld.web.refusal import refuse
from upheld.web.request import Request

MOST_BYTES = 2 << 20
"""Of a file on the page; longer ones are for the command line."""


def probe_lists(request: Request) -> HttpResponse:
    """Show the form, what a file would change, or go to the points once it is defined."""
    shown: dict[str, object] = {
        "dossiers": list(request.sight.dossiers()),
        "forms": [(OURS, "probes.yaml"), *((form, form) for form in FORMS)],
    }
    if request.method == "POST":
        answer = _handed_over(request, shown)
        if answer is not None:
            return answer
    return render(request, "console/probe_lists.html", shown)


def probe_secret(request: Request) -> HttpResponse:
    """Keep the value of a secret, encrypted; it is never shown again."""
    slug, name = request.POST.get("dossier", ""), request.POST.get("name", "").strip()
    try:
        is_kept = give_secret_for(request.viewer, slug, name, request.POST.get("value", ""), request.now)
    except UsageError as error:
        messages.error(request, f"Not kept: {error}.")
        return HttpResponseRedirect(reverse("probe_lists"))
    if not is_kept:
        messages.error(request, "Not kept: say for which evidence.")
        return HttpResponseRedirect(reverse("probe_lists"))
    request.subject = f"secret {name} of dossier {slug}"
    messages.success(request, f"The secret {name} is kept; agents have it within a minute.")
    return HttpResponseRedirect(reverse("probe_lists"))


def _handed_over(request: Request, shown: dict[str, object]) -> HttpResponse | None:
    slug, form = request.POST.get("dossier", ""), request.POST.get("form", OURS)
    upload, text = request.FILES.get("list"), request.POST.get("text", "")
    name = upload.name or "probes.yaml" if upload is not None else request.POST.get("name", "probes.yaml")
    data = upload.read(MOST_BYTES + 1) if upload is not None else text.encode()
    sent = Sent(
        name=name,
        data=data,
        form=form,
        is_added=request.POST.get("others", "") == "stay",
        may_be_private=request.POST.get("private", "") == "yes",
    )
    shown |= {"slug": slug, "sent": sent}
    if not data or len(data) > MOST_BYTES:
        size = f"it has more than {MOST_BYTES >> 20} MiB: define it by `upheld probes define`"
        shown["trouble"] = size if data else "there is nothing in it: choose a file"
        return None
    digest = request.POST.get("digest", "")
    try:
        outcome = define_for(request.viewer, slug, sent, digest, request.now) if digest else None
    except (ConflictError, UsageError) as error:
        messages.error(request, f"Not defined: {error}.")
        digest, outcome = "", None
    if outcome is None:
        outcome = look_at_for(request.viewer, slug, sent) if not digest else None
    if outcome is None:
        return refuse(request, 404)
    if not isinstance(outcome, Prospect):
        request.subject = f"probes of dossier {slug}"
        changed = len(outcome.added) + len(outcome.changed) + len(outcome.ended)
        messages.success(request, f"Defined: {changed} changed. Agents have it within a minute.")
        return HttpResponseRedirect(reverse("points"))
    shown |= {"prospect": outcome, "text": data.decode("utf-8-sig", "replace")}
    return None
