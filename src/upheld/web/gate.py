"""The gate: every request passes here, and a route that the table does not open stays shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from upheld.store.sight import Sight
from upheld.store.viewer import NOBODY, Viewer, viewer_of
from upheld.web.access import Route, View
from upheld.web.refusal import refuse
from upheld.web.request import SERVICE, Request
from upheld.web.routes import BY_NAME


class Gate:
    """Says who asks, and lets through whom the table of routes names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        """Let a request through, on behalf of whoever sent it."""
        request = cast(Request, plain)
        request.now = SERVICE.now
        _enter(request, viewer_of(request.user) if request.user.is_authenticated else NOBODY)
        return self.get_response(request)

    def process_view(
        self, plain: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Refuse whatever the table does not allow; what is not yours does not exist."""
        request = cast(Request, plain)
        route = BY_NAME.get(request.resolver_match.view_name) if request.resolver_match else None
        if route is None:
            return refuse(request, 404)
        if not route.may.admits(request.viewer):
            return _refused(request, route)
        if request.method not in route.methods:
            refused = refuse(request, 405)
            refused["Allow"] = ", ".join(sorted(route.methods))
            return refused
        return None


def _enter(request: Request, viewer: Viewer) -> None:
    request.viewer = viewer
    request.sight = Sight(viewer)


def _refused(request: Request, route: Route) -> HttpResponseBase:
    if route.may.scope is not None:
        refused = refuse(request, 401 if request.viewer.is_nobody else 403)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    if request.viewer.is_nobody and request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    return refuse(request, 404)
