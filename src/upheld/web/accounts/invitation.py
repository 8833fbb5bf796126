"""Accepting an invitation."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import ConflictError
from upheld.operations.accounts.join import Newcomer, Offer, accept, join, offer_of
from upheld.web.accounts.forms import Joining
from upheld.web.refusal import refuse
from upheld.web.request import Request

_KEPT = "invitation"
GONE = "The link was used, or withdrawn, or has expired. Ask whoever sent it for another."


def invitation_link(request: Request, secret: str) -> HttpResponse:
    """Take the secret out of the address, where it would be seen, and go on."""
    if offer_of(secret, request.now) is None:
        return refuse(request, 404, GONE)
    request.session[_KEPT] = secret
    return HttpResponseRedirect(reverse("invitation"))


def invitation(request: Request) -> HttpResponseBase:
    """Show what is offered, and give it to whom it is for."""
    secret = str(request.session.get(_KEPT, ""))
    offer = offer_of(secret, request.now)
    if offer is None:
        return refuse(request, 404, GONE)
    if not request.viewer.is_nobody:
        return _as_somebody(request, secret, offer)
    form = Joining(request.POST if request.method == "POST" else None, email=offer.email)
    if form.is_bound and form.is_valid() and not offer.is_known:
        given = form.cleaned_data
        try:
            user = join(secret, Newcomer(given["email"], given["name"], given["password"]), request.now)
        except ConflictError as error:
            form.add_error(None, str(error))
        else:
            del request.session[_KEPT]
            request.subject = f"{offer.role.value} by invitation"
            # a password was just chosen, so that it need not be asked for again to set up a second factor
            record_authentication(request, user, method="password")
            answer: HttpResponseBase = perform_login(request, user, email_verification="none")
            return answer
    return render(request, "accounts/invitation.html", {"offer": offer, "form": form})


def _as_somebody(request: Request, secret: str, offer: Offer) -> HttpResponse:
    if request.method == "POST":
        request.subject = f"{offer.role.value} by invitation"
        if accept(secret, request.viewer.user or 0, request.now):
            del request.session[_KEPT]
            messages.success(request, f"You are {offer.role.value} now.")
            return HttpResponseRedirect(reverse("start"))
        messages.error(request, "This invitation is for another address.")
    return render(request, "accounts/invitation.html", {"offer": offer})
