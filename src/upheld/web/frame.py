"""The frame of every page: who is signed in, and where they can go from here."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from msgspec import Struct

from upheld.store.viewer import NOBODY, Viewer


class Place(Struct, frozen=True):
    """A line of the menu."""

    name: str
    words: str


MENU = (
    Place("start", "Start"),
    Place("alarms", "Alarms"),
    Place("state", "State"),
    Place("clocks", "Clocks"),
    Place("statements", "Statements"),
    Place("closings", "Closings"),
    Place("customer_lists", "Customer lists"),
    Place("batches", "Evidence"),
    Place("works", "Maintenance"),
    Place("retention", "Retention"),
    Place("telling", "Messages"),
    Place("points", "Points"),
    Place("agents", "Agents"),
    Place("people", "People"),
    Place("tokens", "Tokens"),
    Place("inlets", "Inlets"),
    Place("trail", "Trail"),
)
"""Places of the menu, in order; those that a viewer may not go to are left out."""
ACCOUNT = (
    Place("mfa_index", "Second factor"),
    Place("account_change_password", "Password"),
    Place("account_email", "E-mail address"),
    Place("usersessions_list", "Sessions"),
)
"""What somebody can set for themselves."""


class Item(Struct, frozen=True):
    """A line of the menu as it is shown."""

    words: str
    address: str
    is_here: bool


def framing(request: HttpRequest) -> dict[str, object]:
    """Give what every page is framed by."""
    viewer: Viewer = getattr(request, "viewer", NOBODY)
    return {
        "viewer": viewer,
        "menu": _menu(request, viewer, MENU),
        "account_menu": _menu(request, viewer, ACCOUNT),
    }


def _menu(request: HttpRequest, viewer: Viewer, places: tuple[Place, ...]) -> list[Item]:
    from upheld.web.routes import BY_NAME  # the table names views, and views are framed

    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        Item(place.words, reverse(place.name), place.name == here)
        for place in places
        if not viewer.is_nobody and BY_NAME[place.name].may.admits(viewer)
    ]
