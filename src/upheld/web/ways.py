"""Ways: pages go through what knows browsers, and requests of programs past it, straight to the gate.

Sessions, forms and messages cost a request of a program more than the request itself. Whoever it comes from
is told by its token, and the gate holds it against the table of routes like every other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from upheld.web.refusal import FOR_MACHINES

FOR_PAGES = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
Answering = Callable[[HttpRequest], HttpResponseBase]
Look = Callable[[HttpRequest, Callable[..., HttpResponseBase], object, object], HttpResponseBase | None]


class Ways:
    """Stands for all of them among the middleware, for pages alone."""

    def __init__(self, get_response: Answering) -> None:
        self._straight = get_response
        self._looks: list[Look] = []
        answer = get_response
        for name in reversed(FOR_PAGES):
            each = import_string(name)(answer)
            if hasattr(each, "process_view"):
                self._looks.insert(0, each.process_view)
            answer = cast(Answering, convert_exception_to_response(each))
        self._through = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let a request go its way."""
        if not request.path_info.startswith(FOR_MACHINES):
            return self._through(request)
        request.get_host()  # refuses names that are not ours, as it is done for pages
        request.user = AnonymousUser()
        answered = self._straight(request)
        if isinstance(answered, HttpResponse):
            # as it is done for pages; without it an answer is sent in chunks
            answered.setdefault("Content-Length", str(len(answered.content)))
        return answered

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Look at a request before its view does, as those that stand for pages would."""
        if request.path_info.startswith(FOR_MACHINES):
            return None
        answers = (look(request, view, args, kwargs) for look in self._looks)
        return next((each for each in answers if each is not None), None)
