"""Who is told what: one's own mail, and webhooks with their last messages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from msgspec import Struct

from upheld.errors import UsageError
from upheld.operations.telling import subscribing
from upheld.operations.telling.subscribing import MANAGERS, Wish, may_manage, topics_of
from upheld.operations.work.addresses import Network
from upheld.store.roles import Role
from upheld.store.sight import SeenCustomer, SeenHearer
from upheld.web.accounts.forms import number_of
from upheld.web.paging import ROWS, counted, start_of
from upheld.web.refusal import refuse
from upheld.web.request import SERVICE, Request
from upheld.web.telling.forms import Hooking, Mailing

MAY_SEE = frozenset({Role.OWNER, Role.OPERATOR, Role.AUDITOR, Role.CUSTOMER_ADMIN})
MAY_CHANGE = MANAGERS | {Role.CUSTOMER_ADMIN}


class Post(Struct, frozen=True):
    """What somebody gets by mail of a customer, or of the provider."""

    customer: int | None
    whose: str
    form: Mailing


def telling(request: Request) -> HttpResponse:
    """Show one's own mail, and webhooks to those who may see them; one is set up here."""
    form, secret, number = _form(request), None, None
    if request.method == "POST":
        if form is None:
            return refuse(request, 404)
        if form.is_valid():
            try:
                wish = _wish(form, form.customer)
                number, secret = subscribing.add_webhook(request.viewer, wish, _networks(), request.now)
            except UsageError as error:
                form.add_error("address", _sentence(error))
            else:
                request.subject = f"webhook {number}"
                form = _form(request, empty=True)
    may_see = bool(request.viewer.every_role & MAY_SEE)
    shown = {
        "posts": _posts(request),
        "form": form,
        "secret": secret,
        "made": number,
        "may_see": may_see,
        "hearers": counted(request, request.sight.hearers(start_of(request), ROWS + 1) if may_see else []),
        "deliveries": request.sight.deliveries() if may_see else [],
    }
    return render(request, "telling/telling.html", shown)


def hearer(request: Request, number: int) -> HttpResponse:
    """Show one webhook with its last messages; those whose it is change it here."""
    found = request.sight.hearer(number)
    if found is None:
        return refuse(request, 404)
    is_mine = may_manage(request.viewer, found.customer)
    form = _form_of(request, found) if is_mine else None
    if request.method == "POST":
        if form is None:
            return _not_mine(request, number)
        if form.is_valid():
            try:
                subscribing.change_webhook(request.viewer, number, _wish(form, found.customer), _networks())
            except UsageError as error:
                form.add_error("address", _sentence(error))
            else:
                messages.success(request, "The webhook was changed.")
                return HttpResponseRedirect(reverse("hearer", args=[number]))
    return _page(request, found, form, None)


def renew_secret(request: Request, number: int) -> HttpResponse:
    """Give a webhook a new secret, which is shown this once."""
    secret = subscribing.renew_secret(request.viewer, number, request.now)
    found = request.sight.hearer(number)
    if secret is None or found is None:
        return _not_mine(request, number)
    return _page(request, found, _form_of(request, found, empty=True), secret)


def test_hearer(request: Request, number: int) -> HttpResponse:
    """Send a webhook a test."""
    if not subscribing.try_out(request.viewer, number, request.now):
        return _not_mine(request, number)
    messages.success(request, "A test is on its way; what came of it is told below in a moment.")
    return HttpResponseRedirect(reverse("hearer", args=[number]))


def pause_hearer(request: Request, number: int) -> HttpResponse:
    """Tell a webhook nothing for a while, or something again."""
    is_paused = request.POST.get("paused") == "yes"
    if not subscribing.pause(request.viewer, number, is_paused=is_paused):
        return refuse(request, 404)
    done = "is told nothing until you let it" if is_paused else "is told again"
    messages.success(request, f"The webhook {done}.")
    return HttpResponseRedirect(reverse("hearer", args=[number]))


def end_hearer(request: Request, number: int) -> HttpResponse:
    """Take a webhook away."""
    if not subscribing.end(request.viewer, number, request.now):
        return refuse(request, 404)
    messages.success(request, "The webhook was taken away.")
    return HttpResponseRedirect(reverse("telling"))


def choose_mail(request: Request) -> HttpResponse:
    """Set what one gets by mail, of a customer or of the provider."""
    whose = request.POST.get("customer", "")
    if whose and not (whose.isascii() and whose.isdecimal() and len(whose) < 19):
        return refuse(request, 404)
    own = sorted(customer for _, customer in request.viewer.grants)
    customer = number_of(whose) if whose or request.viewer.roles or not own else own[0]
    asked = request.POST.getlist("topics")
    topics = [each for each in topics_of(customer) if each.value in asked]
    if not subscribing.choose_mail(request.viewer, customer, topics, request.now):
        return refuse(request, 404)
    said = ", ".join(each.value for each in topics)
    messages.success(
        request, f"You get mail about {said}." if said else "You get no mail about this any more."
    )
    return HttpResponseRedirect(reverse("telling"))


def test_mail(request: Request) -> HttpResponse:
    """Send oneself a test by mail."""
    if not subscribing.try_mail(request.viewer, SERVICE.environment.address, request.now):
        return refuse(request, 404)
    messages.success(request, f"A test is on its way to {request.viewer.name}.")
    return HttpResponseRedirect(reverse("telling"))


def _not_mine(request: Request, number: int) -> HttpResponse:
    """What is seen and somebody else's is told to be; anything else does not exist."""
    if request.sight.hearer(number) is None:
        return refuse(request, 404)
    messages.error(request, "This webhook is its customer’s to change.")
    return HttpResponseRedirect(reverse("hearer", args=[number]))


def _page(request: Request, found: SeenHearer, form: Hooking | None, secret: str | None) -> HttpResponse:
    shown = {
        "hearer": found,
        "form": form,
        "secret": secret,
        "may_stop": form is not None or bool(request.viewer.roles & MANAGERS),
        "deliveries": request.sight.deliveries(found.number),
    }
    return render(request, "telling/hearer.html", shown)


def _posts(request: Request) -> list[Post]:
    viewer = request.viewer
    own = sorted({number for _, number in viewer.grants})
    names = {each.number: each.name for each in request.sight.customers_to_choose(own)} if own else {}
    whose: list[tuple[int | None, str]] = [(None, "")] if viewer.roles else []
    whose += [(number, names.get(number, "")) for number in own]
    return [
        Post(number, name, Mailing(customer=number, chosen=subscribing.mail_of(viewer, number)))
        for number, name in whose
    ]


def _form(request: Request, *, empty: bool = False) -> Hooking | None:
    for_provider = may_manage(request.viewer, None)
    own = request.viewer.customers_as({Role.CUSTOMER_ADMIN})
    if not for_provider and not own:
        return None
    customers: list[SeenCustomer] = request.sight.customers_to_choose(own) if own else []
    return Hooking(
        request.POST if request.method == "POST" and not empty else None,
        for_provider=for_provider,
        customers=customers,
        agreements=request.sight.agreements(),
    )


def _form_of(request: Request, found: SeenHearer, *, empty: bool = False) -> Hooking:
    return Hooking(
        request.POST if request.method == "POST" and not empty else None,
        for_provider=found.customer is None,
        customers=(),
        agreements=request.sight.agreements(),
        initial={
            "name": found.name,
            "address": found.address,
            "topics": list(found.topics),
            "agreement": "" if found.agreement is None else str(found.agreement),
        },
    )


def _wish(form: Hooking, customer: int | None) -> Wish:
    given = form.cleaned_data
    return Wish(
        name=given["name"],
        address=given["address"],
        topics=[each for each in topics_of(None) if each.value in given["topics"]],
        customer=customer,
        agreement=form.agreement_number,
    )


def _networks() -> tuple[Network, ...]:
    return SERVICE.environment.webhook_networks


def _sentence(error: UsageError) -> str:
    text = str(error)
    return f"{text[0].upper()}{text[1:]}."
