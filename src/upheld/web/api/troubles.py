"""Troubles: the one table that maps failures to statuses, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse

from upheld.errors import ConflictError, NoRoom, NotWritten, UpheldError, UsageError
from upheld.web.api.answers import problem
from upheld.web.request import Request

STATUS_OF: dict[type[UpheldError], tuple[int, str]] = {
    UsageError: (400, "The request makes no sense here"),
    ConflictError: (409, "The request contradicts an earlier one"),
    NotWritten: (503, "Nothing could be kept"),
    NoRoom: (507, "There is no room"),
}


class TroubleError(Exception):
    """A request that can't be read, with the status it is refused by."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail


Answering = Callable[[Request], HttpResponse]


def told(view: Answering) -> Answering:
    """Answer failures that are known as problems; whatever else is raised is a fault of ours."""

    @wraps(view)
    def answering(request: Request) -> HttpResponse:
        try:
            return view(request)
        except TroubleError as trouble:
            return problem(trouble.status, trouble.title, trouble.detail)
        except tuple(STATUS_OF) as error:
            status, title = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
            return problem(status, title, str(error))

    return answering
