"""Who has an account, and who is invited."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import ConflictError
from upheld.operations.accounts.dismiss import dismiss
from upheld.operations.accounts.invite import invite, withdraw
from upheld.store.roles import Role
from upheld.web.accounts.forms import Choice, Inviting, number_of
from upheld.web.paging import ROWS, before_of, counted, looked_for, part_of, start_of
from upheld.web.refusal import refuse
from upheld.web.request import Request


def people(request: Request) -> HttpResponse:
    """List them, and invite others."""
    form = _form(request)
    if form is not None and form.is_bound and form.is_valid():
        given = form.cleaned_data
        customer = number_of(given["customer"])
        invited = invite(request.viewer, given["email"], Role(given["role"]), customer, request.now)
        request.subject = f"invitation {invited.number}"
        if invited.is_sent:
            messages.success(request, f"{given['email']} was sent a link.")
            return HttpResponseRedirect(reverse("people"))
        return _page(request, form=_form(request, empty=True), link=invited.link, email=given["email"])
    return _page(request, form=form)


def withdraw_invitation(request: Request, number: int) -> HttpResponse:
    """Take an invitation back."""
    if not withdraw(request.viewer, number, request.now):
        return refuse(request, 404)
    messages.success(request, "The invitation was withdrawn.")
    return HttpResponseRedirect(reverse("people"))


def end_membership(request: Request, number: int) -> HttpResponse:
    """Take a role from somebody."""
    try:
        ended = dismiss(request.viewer, number)
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        if ended is None:
            return refuse(request, 404)
        request.subject = ended
        messages.success(request, "The role was taken away.")
    return HttpResponseRedirect(reverse("people"))


def _form(request: Request, *, empty: bool = False) -> Inviting | None:
    """The form for those who may give roles; auditors look only."""
    staff = Role.OWNER in request.viewer.roles
    administered = request.viewer.customers_as({Role.CUSTOMER_ADMIN})
    if not staff and not administered:
        return None
    customers = Choice(
        request.sight.customers_to_choose(None if staff else administered), request.sight.customers_called
    )
    data = request.POST if request.method == "POST" and not empty else None
    return Inviting(data, staff=staff, customers=customers)


def _page(request: Request, **content: object) -> HttpResponse:
    sight, find = request.sight, looked_for(request)
    invitations = sight.invitations(request.now, find, before_of(request, "invited"), ROWS + 1)
    last = invitations[:ROWS][-1].number if invitations else 0
    shown = {
        "members": counted(request, sight.members(find, start_of(request), ROWS + 1)),
        "count": sight.count_members(),
        "invitations": part_of(request, invitations, "invited", last),
        "find": find,
        **content,
    }
    return render(request, "accounts/people.html", shown)
