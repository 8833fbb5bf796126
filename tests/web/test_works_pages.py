"""Calendars of maintenance on a page: looked at first, then taken in, by those who may."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from visitors import SignIn, person

from upheld.store.dossiers import Dossier
from upheld.store.records import Record
from upheld.store.roles import Role
from upheld.store.trail import Step
from upheld.store.works_rules import WorksRule
from works_calendars import calendar, weekly

ADDRESS = "/maintenance/calendars"


def handed(data: bytes) -> dict[str, object]:
    return {"dossier": "hosting", "source": "ops", "calendar": SimpleUploadedFile("works.ics", data)}


def test_a_calendar_is_looked_at_and_then_taken_in(dossier: Dossier, sign_in: SignIn) -> None:
    operator = sign_in(person(Role.OPERATOR))
    assert "None yet." in operator.get(ADDRESS).content.decode()
    data = calendar(weekly())
    looked = operator.post(ADDRESS, handed(data)).content.decode()
    assert "1 rule new or otherwise: 4 times added, 0 corrected." in looked
    assert not Record.objects.exists()
    assert not WorksRule.objects.exists()
    sure = {"dossier": "hosting", "source": "ops", "name": "works.ics", "text": data.decode(), "sure": "yes"}
    page = operator.post(ADDRESS, sure, follow=True).content.decode()
    assert "Taken in: 4 times added, 0 corrected." in page
    assert "RRULE:FREQ=WEEKLY" in page
    assert Record.objects.filter(table="maintenance").count() == 4
    assert Step.objects.filter(action="works", outcome=302).get().subject == "dossier hosting"
    assert "It says what is known already." in operator.post(ADDRESS, handed(data)).content.decode()


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "choose an iCalendar file"), (b"BEGIN:NOTHING", "be taken")],
    ids=["empty", "other"],
)
def test_what_is_no_calendar_is_refused(dossier: Dossier, sign_in: SignIn, data: bytes, why: str) -> None:
    operator = sign_in(person(Role.OPERATOR))
    assert why in operator.post(ADDRESS, handed(data)).content.decode()
    assert not WorksRule.objects.exists()


def test_those_who_may_not_plan_look_only(dossier: Dossier, sign_in: SignIn) -> None:
    agent = sign_in(person(Role.DESK_AGENT))
    assert "Look at a calendar" not in agent.get(ADDRESS).content.decode()
    assert agent.post(ADDRESS, handed(calendar(weekly()))).status_code == 404
    operator = sign_in(person(Role.OPERATOR))
    assert operator.post(ADDRESS, handed(calendar(weekly())) | {"dossier": "none"}).status_code == 404
