"""What a server of WSGI runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.core.wsgi import get_wsgi_application

from upheld.runtime.evenness import Evenness

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.runtime.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def evenly(answer: Application, evenness: Evenness) -> Application:
    """Let a connection go where another process has less to do than this one."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *trouble: object) -> object:
            # a header of connections is the server's own business by PEP 3333; Granian has no other way
            if environ["SERVER_PROTOCOL"].startswith("HTTP/1") and evenness.lets_go():
                headers.append(("Connection", "close"))
            return start_response(status, headers, *trouble)

        evenness.enter()
        try:
            return answer(environ, start)
        finally:
            evenness.leave()

    return application


def _made() -> Application:
    from django.conf import settings

    plain = cast(Application, get_wsgi_application())
    environment = settings.ENVIRONMENT
    return evenly(plain, Evenness(environment.data)) if environment.web_processes > 1 else plain


application = _made()
