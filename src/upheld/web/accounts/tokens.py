"""Tokens: which there are, making one, and ending one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import UsageError
from upheld.operations.accounts.grant import Wish, grant, revoke
from upheld.store.roles import CUSTOMER_SCOPES, STAFF_TOKEN_ROLES, Role, Scope
from upheld.web.accounts.forms import Choice, Granting, number_of
from upheld.web.paging import ROWS, before_of, looked_for, part_of
from upheld.web.refusal import refuse
from upheld.web.request import Request

_OFFERED = [scope for scope in Scope if scope is not Scope.PROBES_RUN]
"""Tokens of agents are made on the page of agents."""


def tokens(request: Request) -> HttpResponse:
    """List them, and make one; its secret is shown this once."""
    form, secret = _form(request), None
    if form is not None and form.is_bound and form.is_valid():
        given = form.cleaned_data
        wish = Wish(
            name=given["name"],
            scopes=[Scope(scope) for scope in given["scopes"]],
            days=given["days"],
            dossier=number_of(given["dossier"]),
            customer=number_of(given["customer"]),
        )
        try:
            secret = grant(request.viewer, wish, request.now)
        except UsageError as error:
            form.add_error(None, f"{error}: a token of a customer is for looking only, at their own evidence")
        else:
            request.subject = f"token {given['name']}"
            form = _form(request, empty=True)
    find = looked_for(request)
    found = request.sight.tokens(request.now, find, before_of(request), ROWS + 1)
    tokens = part_of(request, found, "before", found[:ROWS][-1].number if found else 0)
    shown = {"tokens": tokens, "find": find, "form": form, "secret": secret}
    return render(request, "accounts/tokens.html", shown)


def revoke_token(request: Request, number: int) -> HttpResponse:
    """End a token at once."""
    if not revoke(request.viewer, number, request.now):
        return refuse(request, 404)
    messages.success(request, "The token was revoked.")
    return HttpResponseRedirect(reverse("tokens"))


def _form(request: Request, *, empty: bool = False) -> Granting | None:
    """The form for those who may make tokens; auditors look only."""
    staff = bool(request.viewer.roles & STAFF_TOKEN_ROLES)
    administered = request.viewer.customers_as({Role.CUSTOMER_ADMIN})
    if not staff and not administered:
        return None
    return Granting(
        request.POST if request.method == "POST" and not empty else None,
        scopes=[scope for scope in _OFFERED if staff or scope in CUSTOMER_SCOPES],
        dossiers=request.sight.dossiers(),
        customers=Choice(
            request.sight.customers_to_choose(None if staff else administered), request.sight.customers_called
        ),
        staff=staff,
    )
