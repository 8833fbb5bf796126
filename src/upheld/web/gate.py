"""The gate: every request passes here, and a route that the table does not open stays shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from upheld.operations.accounts.admission import admit
from upheld.operations.accounts.note import note_change, note_look, note_opening
from upheld.store.sight import Sight
from upheld.store.viewer import NOBODY, Viewer, viewer_of
from upheld.web.access import READ, Limit, Route, View
from upheld.web.accounts.second_factor import way_to_second_factor
from upheld.web.limits import count, limit_of, neighbourhood
from upheld.web.refusal import refuse
from upheld.web.request import SERVICE, Request, address_of
from upheld.web.routes import methods_on, route_on

TOO_MANY = "Ask again when `Retry-After` says."
REFUSED = 400
"""Statuses from here on tell that nothing was shown or changed."""


class Gate:
    """Says who asks, lets through whom the table of routes names, and keeps the trail of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        """Let a request through, on behalf of whoever sent it."""
        request = cast(Request, plain)
        request.now = SERVICE.now
        request.subject, request.standing = "", None
        _enter(request, viewer_of(request.user) if request.user.is_authenticated else NOBODY)
        response = self.get_response(request)
        _tell_standing(request, response)
        _note(request, response.status_code)
        return response

    def process_view(
        self, plain: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Refuse whatever the table does not allow; what is not yours does not exist."""
        request = cast(Request, plain)
        route = _route_of(request)
        if route is None:
            return refuse(request, 404)
        if route.may.scope is not None:
            _enter(request, _shown(request))
        limit, who = limit_of(route), request.viewer.actor
        if limit is not None and (route.may.scope is None or request.viewer.is_nobody):
            limit = limit if route.may.scope is None else Limit.STRANGERS
            who = neighbourhood(address_of(request))
        if limit is not None and count(request, limit, who).is_over:
            return refuse(request, 429, TOO_MANY)
        if not route.may.admits(request.viewer):
            return _refused(request, route)
        if request.method not in route.methods:
            refused = refuse(request, 405)
            refused["Allow"] = ", ".join(sorted(methods_on(route.path)))
            return refused
        return None if route.before_second_factor or route.may.anybody else _detour(request)


def _tell_standing(request: Request, response: HttpResponseBase) -> None:
    if request.standing is not None:
        request.standing.tell(response)


def _route_of(request: Request) -> Route | None:
    return route_on(request.resolver_match.route, request.method) if request.resolver_match else None


def _enter(request: Request, viewer: Viewer) -> None:
    request.viewer = viewer
    request.sight = Sight(viewer)


def _shown(request: Request) -> Viewer:
    """On whose behalf a token asks; a session counts for nothing here, so that no page can use it unseen."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    request.admission = admit(token.strip(), request.now) if scheme.lower() == "bearer" else None
    return NOBODY if request.admission is None else request.admission.viewer


def _refused(request: Request, route: Route) -> HttpResponseBase:
    if route.may.scope is not None:
        refused = refuse(request, 401 if request.viewer.is_nobody else 403)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    if request.viewer.is_nobody and route.may.somebody and request.method in READ:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    return refuse(request, 404)


def _detour(request: Request) -> HttpResponseBase | None:
    """Lead staff to their second factor first."""
    name = way_to_second_factor(request, request.viewer)
    if name is None:
        return None
    if request.method not in READ:
        return refuse(request, 403)
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def _note(request: Request, status: int) -> None:
    """Keep the trail: of changes by those who are known, and of looks at customers' data by staff."""
    route, address = _route_of(request), address_of(request)
    if route is not None and route.is_audited:
        newcomer = _newcomer(request, route)
        actor = newcomer or request.viewer
        if not actor.is_nobody and (newcomer or request.method not in READ):
            note_change(actor, route.name, request.subject or _named(request), status, address, request.now)
    if request.viewer.is_staff and request.sight.looked_at and status < REFUSED:
        note_look(request.viewer, request.sight.looked_at, status, address, request.now)
    if request.sight.opened and status < REFUSED:
        note_opening(request.viewer, request.sight.opened, status, address, request.now)


def _newcomer(request: Request, route: Route) -> Viewer | None:
    """Who came in with this very request; sign-on elsewhere comes back by GET."""
    if route.may.scope is None and request.viewer.is_nobody and request.user.is_authenticated:
        return viewer_of(request.user)
    return None


def _named(request: Request) -> str:
    """What a request is about, by the numbers in its address; secrets there are not among them."""
    found = request.resolver_match.kwargs if request.resolver_match else {}
    return " ".join(f"{name} {value}" for name, value in found.items() if isinstance(value, int))
