"""The page on the interface: its examples are sent, and answered as it says; every path is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import orjson
import pytest
from django.test import Client
from visitors import token

from upheld.evidence.evidence import Table
from upheld.runtime.intakes import Intakes
from upheld.store.agreements import Agreement
from upheld.store.roles import Scope
from upheld.web.api import evidence, shapes
from upheld.web.api.lists import LISTS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
EXAMPLE = re.compile(
    r"^```http\n(?P<asked>(?:GET|POST) .*?)^```\n\n^```http\n(?P<answered>\d{3} .*?)^```$",
    re.DOTALL | re.MULTILINE,
)
ANYTHING = "…"


@pytest.fixture
def sender(agreement: Agreement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    intakes = Intakes(tmp_path, floor=0)
    for module in (evidence, shapes):
        monkeypatch.setattr(module, "INTAKES", intakes)
    yield token(*Scope, dossier=agreement.dossier)
    intakes.close()


def parts(message: str) -> tuple[str, dict[str, str], str]:
    head, _, body = message.partition("\n\n")
    first, *lines = head.strip().splitlines()
    return first, dict(line.split(": ", 1) for line in lines), body.strip()


def same(told: object, found: object) -> bool:
    if told == ANYTHING:
        return found is not None
    if isinstance(told, dict) and isinstance(found, dict):
        return told.keys() == found.keys() and all(same(told[key], found[key]) for key in told)
    if isinstance(told, list) and isinstance(found, list):
        return len(told) == len(found) and all(map(same, told, found))
    return told == found


def test_every_example_is_answered_as_the_page_says(sender: str, client: Client) -> None:
    examples = list(EXAMPLE.finditer(PAGE))
    assert len(examples) == PAGE.count("```http") / 2 >= 7
    for example in examples:
        asked, headers, body = parts(example["asked"])
        method, address = asked.split(" ")
        given = {"HTTP_" + name.upper().replace("-", "_"): text for name, text in headers.items()}
        form = given.pop("HTTP_CONTENT_TYPE", "")
        answer = client.generic(
            method, address, body, content_type=form, HTTP_AUTHORIZATION=f"Bearer {sender}", **given
        )
        status, told, content = parts(example["answered"])
        number = int(status[:3])
        assert answer.status_code == number, (asked, answer.content)
        assert status == f"{number} {PHRASES.get(number, HTTPStatus(number).phrase)}"
        assert {name: ANYTHING if text == ANYTHING else answer[name] for name, text in told.items()} == told
        assert [name for name in told if name not in answer] == []
        assert same(orjson.loads(content), orjson.loads(answer.content)), answer.content.decode()


PHRASES = {422: "Unprocessable Content"}
"""Named anew by RFC 9110."""


def test_every_list_and_refusal_is_told_of() -> None:
    tables = {table.value.replace("_", "-") for table in Table}
    others = [each for each in LISTS if each.name not in tables]
    told = dict(re.findall(r"^\| `/api/v1/([\w-]+)` \| `([a-z:]+)` \|", PAGE, re.MULTILINE))
    assert {each.name: each.scope.value for each in others}.items() <= told.items()
