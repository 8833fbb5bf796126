"""The addresses, made from the table of routes."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from upheld.web.access import Route, View
from upheld.web.routes import ON_PATH, ROUTES


class Base36(StringConverter):
    """A number in digits and letters, without the dashes that stand behind it."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")


def _by_method(several: tuple[Route, ...]) -> View:
    """The view of a path; where it has several, each answers the methods it is for."""
    if len(several) == 1:
        return several[0].view

    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        # the gate has refused methods that none of them takes
        view = next(each.view for each in several if request.method in each.methods)
        return view(request, *args, **kwargs)

    # forms from elsewhere are refused unless all of them are for tokens, which no browser adds by itself
    answer.csrf_exempt = all(each.may.scope is not None for each in several)  # type: ignore[attr-defined]
    return answer


def _comes_often(route: Route) -> bool:
    return route.path == "api/v1/samples"


# one after the other they are held against an address
_IN_ORDER = sorted(ROUTES, key=_comes_often, reverse=True)
urlpatterns = [path(route.path, _by_method(ON_PATH[route.path]), name=route.name) for route in _IN_ORDER]

handler400 = "upheld.web.refusal.unreadable"
handler403 = "upheld.web.refusal.forbidden"
handler404 = "upheld.web.refusal.missing"
handler500 = "upheld.web.refusal.failed"
