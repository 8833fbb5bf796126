"""Agents: who probes from where, how they are doing, and tokens for new ones."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.collect.probes.location import LOCATION_NAME
from upheld.errors import UsageError
from upheld.operations.accounts.grant import Wish, grant, revoke
from upheld.store.roles import STAFF_TOKEN_ROLES, Scope
from upheld.store.sight import SeenAgent
from upheld.web.accounts.forms import number_of
from upheld.web.choosing import Chooser
from upheld.web.paging import ROWS, counted, looked_for, start_of
from upheld.web.refusal import refuse
from upheld.web.request import Request

WRONG = 1_000_000
"""Microseconds from which on a clock is shown as wrong."""


class Posting(forms.Form):
    """Where a new agent will be."""

    location = forms.CharField(
        label="Location",
        max_length=60,
        help_text="From where it will probe, as definitions name it: small letters, digits and hyphens.",
    )
    dossier = forms.ChoiceField(label="Evidence", widget=Chooser, help_text="What it probes for.")
    days = forms.IntegerField(
        label="Valid for days", min_value=1, max_value=730, initial=365, help_text="1 to 730."
    )

    def __init__(self, data: object = None, *, dossiers: list[tuple[str, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["dossier"].choices = dossiers  # type: ignore[attr-defined]

    def clean_location(self) -> str:
        """Hold the name to what names of locations are."""
        name = str(self.cleaned_data["location"]).strip()
        if not LOCATION_NAME.fullmatch(name):
            raise forms.ValidationError("Write a word of small letters, digits and hyphens.")
        return name


def agents(request: Request) -> HttpResponse:
    """List agents; those who may, make a token for a new one, which is shown this once."""
    form, secret, location = _form(request), None, ""
    if request.method == "POST" and form is None:
        return refuse(request, 404)
    if form is not None and form.is_bound and form.is_valid():
        given = form.cleaned_data
        location = given["location"]
        wish = Wish(
            name=f"agent in {location}",
            scopes=[Scope.PROBES_RUN],
            days=given["days"],
            dossier=number_of(given["dossier"]),
            location=location,
        )
        try:
            secret = grant(request.viewer, wish, request.now)
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            request.subject = f"token for an agent in {location}"
            form = _form(request, empty=True)
    find = looked_for(request)
    heard = [
        (each, _clock(each), (_spoken(each.waiting), _spoken(each.lost), _spoken(each.passed_over)))
        for each in request.sight.agents(request.now, find, start_of(request), ROWS + 1)
    ]
    tokens = request.sight.agent_tokens(request.now, find, start_of(request, "tokens"), ROWS + 1)
    shown = {
        "agents": counted(request, heard),
        "tokens": counted(request, tokens, "tokens"),
        "find": find,
        "form": form,
        "secret": secret,
        "location": location,
        "server": settings.ENVIRONMENT.address,
    }
    return render(request, "console/agents.html", shown)


def revoke_agent_token(request: Request, number: int) -> HttpResponse:
    """End a token at once: its agent probes nothing any more."""
    if not revoke(request.viewer, number, request.now):
        return refuse(request, 404)
    messages.success(request, "The token was revoked; its agent stops when it next asks.")
    return HttpResponseRedirect(reverse("agents"))


def _clock(agent: SeenAgent) -> tuple[str, bool]:
    """How far its clock is off, in words, and whether that is much."""
    if agent.clock_offset is None:
        return "not measured", False
    off, side = abs(agent.clock_offset), "behind" if agent.clock_offset > 0 else "ahead"
    bound = f" ± {_span(agent.clock_bound or 0)}"
    return f"{_span(off)} {side}{bound}", off >= WRONG


def _spoken(number: int) -> str:
    """A number in groups of three that a line may break between."""
    return f"{number:,}".replace(",", " ")


def _span(micros: int) -> str:
    if micros >= 1_000_000:
        return f"{micros / 1_000_000:.1f} s"
    return f"{micros / 1000:.1f} ms"


def _form(request: Request, *, empty: bool = False) -> Posting | None:
    """The form for those who may make tokens; all others look only."""
    if not request.viewer.roles & STAFF_TOKEN_ROLES:
        return None
    return Posting(
        request.POST if request.method == "POST" and not empty else None,
        dossiers=[(str(each.number), each.name) for each in request.sight.dossiers()],
    )
