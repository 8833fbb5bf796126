"""When alarms are raised, over the interface: said otherwise for all agreements, or for one."""

from __future__ import annotations

import msgspec
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct, to_builtins

from upheld.operations.alarms.ruling import change_rules
from upheld.web.api.answers import answer
from upheld.web.api.body import unpacked
from upheld.web.api.troubles import TroubleError, told
from upheld.web.request import Request

LONGEST = 500
"""Characters of each of them."""


class SaidRules(Struct, kw_only=True, forbid_unknown_fields=True):
    """What somebody says; what is left out stays as it is."""

    agreement: str | None = None
    """Its slug; all of which nothing is said of their own where it is absent."""
    clocks: str | None = None
    allowances: str | None = None
    burns: list[str] | None = None
    silent_after: str | None = None
    as_before: bool = False
    """Whether what was said before holds no more."""


@csrf_exempt
@told
def say(request: Request) -> HttpResponse:
    """Say when alarms are raised from now on, and tell what holds then; the same again changes nothing."""
    try:
        said = msgspec.json.decode(unpacked(request), type=SaidRules)
    except (msgspec.DecodeError, ValueError) as error:
        raise TroubleError(400, "The body can't be read", f"these are no rules: {error}") from error
    changes = {
        name: value
        for name in ("clocks", "allowances", "silent_after")
        if (value := getattr(said, name)) is not None
    }
    several = [*changes.values(), *(said.burns or ()), said.agreement or ""]
    if any(len(each) > LONGEST or "\0" in each for each in several):
        raise TroubleError(400, "The body can't be read", f"a rule has at most {LONGEST} characters")
    burns = None if said.burns is None else tuple(said.burns)
    if said.as_before == bool(changes or burns is not None):
        raise TroubleError(
            400, "The request makes no sense here", "say what changes, or `as_before` and nothing else"
        )
    wanted = None if said.as_before else {**changes, **({} if burns is None else {"burns": burns})}
    request.subject = f"agreement {said.agreement}" if said.agreement else "all agreements"
    holding = change_rules(request.viewer, said.agreement, wanted, request.now)
    return answer({"agreement": said.agreement, "rules": to_builtins(holding)})
