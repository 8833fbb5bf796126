"""The addresses, made from the table of routes."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from upheld.web.routes import ROUTES


class Base36(StringConverter):
    """A number in digits and letters, without the dashes that stand behind it."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")
urlpatterns = [path(route.path, route.view, name=route.name) for route in ROUTES]

handler400 = "upheld.web.refusal.unreadable"
handler403 = "upheld.web.refusal.forbidden"
handler404 = "upheld.web.refusal.missing"
handler500 = "upheld.web.refusal.failed"
