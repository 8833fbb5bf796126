"""When alarms are raised: for all agreements, and for one where it is said of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import UsageError
from upheld.evaluation.alarms.rules import AlarmRules, WrittenRules, write_rules
from upheld.operations.alarms.ruling import rule
from upheld.store.roles import Role
from upheld.web.paging import ROWS, counted, looked_for, start_of
from upheld.web.refusal import refuse
from upheld.web.request import Request

RULERS = frozenset({Role.OWNER, Role.OPERATOR})
"""Who says when alarms are raised."""
LONGEST = 500


def alarm_rules(request: Request) -> HttpResponse:
    """Show when alarms are raised; those who may, say it otherwise."""
    if request.method == "POST":
        return _said(request)
    return _page(request, request.GET.get("agreement", ""))


def _page(
    request: Request, agreement: str, entered: WrittenRules | None = None, trouble: str = ""
) -> HttpResponse:
    sight, find = request.sight, looked_for(request)
    default, chosen = sight.standard_ruling(), sight.alarm_ruling(agreement)
    standard = write_rules(AlarmRules()) if default is None or default.written is None else default.written
    shown = {
        "default": default,
        "standard": standard,
        "own": counted(request, sight.alarm_rulings(find, start_of(request), ROWS + 1)),
        "find": find,
        "former": sight.former_alarm_rulings(),
        "agreements": list(sight.agreements()),
        "chosen": agreement,
        "entered": entered or (standard if chosen is None else chosen.written),
        "trouble": trouble,
        "may_rule": bool(request.viewer.roles & RULERS),
    }
    return render(request, "console/alarm_rules.html", shown)


def _said(request: Request) -> HttpResponse:
    if not request.viewer.roles & RULERS:
        return refuse(request, 404)
    agreement = request.POST.get("agreement", "")
    written = None if request.POST.get("withdraw") == "yes" else _entered(request)
    try:
        is_known = rule(request.viewer, agreement, written, request.now)
    except UsageError as error:
        return _page(request, agreement, written, str(error))
    if not is_known:
        return refuse(request, 404)
    request.subject = f"agreement {agreement}" if agreement else "all agreements"
    messages.success(request, "Alarms are raised like this from now on.")
    return HttpResponseRedirect(reverse("alarm_rules"))


def _entered(request: Request) -> WrittenRules:
    text = {
        name: request.POST.get(name, "")[:LONGEST] for name in ("clocks", "allowances", "burns", "silent")
    }
    burns = tuple(each.strip() for each in text["burns"].splitlines() if each.strip())
    return WrittenRules(
        clocks=text["clocks"], allowances=text["allowances"], burns=burns, silent_after=text["silent"]
    )
