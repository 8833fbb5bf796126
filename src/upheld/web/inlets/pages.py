"""The page of inlets: which there are, making one, and ending one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import UsageError
from upheld.operations.inlets import InletKind, InletWish, end_inlet, make_inlet
from upheld.store.roles import STAFF_TOKEN_ROLES
from upheld.web.accounts.forms import Opening
from upheld.web.inlets.addresses import beacon_address, heartbeat_address, script_address
from upheld.web.paging import ROWS, before_of, looked_for, part_of
from upheld.web.refusal import refuse
from upheld.web.request import Request


def inlets(request: Request) -> HttpResponse:
    """List them, and make one; the address of a heartbeat is shown this once."""
    form, made = _form(request), None
    if form is not None and form.is_bound and form.is_valid():
        given = form.cleaned_data
        wish = InletWish(
            kind=InletKind(given["kind"]),
            name=given["name"],
            source=given["source"],
            dossier=int(given["dossier"]),
            site=given["site"],
            location=given["location"],
            origins=given["origins"].split(),
        )
        try:
            _, ending = make_inlet(request.viewer, wish, request.now)
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            request.subject = f"inlet {given['name']}"
            is_heartbeat = wish.kind is InletKind.HEARTBEAT
            made = heartbeat_address(ending) if is_heartbeat else None
            if not is_heartbeat:
                messages.success(request, "The inlet is open: the script for your pages is below.")
            form = _form(request, empty=True)
    find = looked_for(request)
    found = request.sight.inlets(find, before_of(request), ROWS + 1)
    seen = [
        (each, script_address(each.public), beacon_address(each.public)) if each.public else (each, "", "")
        for each in found
    ]
    part = part_of(request, seen, "before", seen[:ROWS][-1][0].number if seen else 0)
    shown = {"inlets": part, "find": find, "form": form, "made": made}
    return render(request, "console/inlets.html", shown)


def end(request: Request, number: int) -> HttpResponse:
    """End an inlet at once."""
    if not end_inlet(request.viewer, number, request.now):
        return refuse(request, 404)
    messages.success(request, "The inlet was ended: what comes to its address is refused.")
    return HttpResponseRedirect(reverse("inlets"))


def _form(request: Request, *, empty: bool = False) -> Opening | None:
    """The form for those who may make inlets, once there is evidence to add to; auditors look only."""
    if not request.viewer.roles & STAFF_TOKEN_ROLES:
        return None
    dossiers = request.sight.dossiers()
    data = request.POST if request.method == "POST" and not empty else None
    return Opening(data, dossiers=dossiers) if dossiers else None
