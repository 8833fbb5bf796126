"""The example of how webhooks are checked checks what is really sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from upheld.operations.work.webhook import headers_of

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
OURS, OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
SECOND = 1_774_000_000
BODY = b'{"data":{},"type":"test"}'


@pytest.fixture(scope="module")
def is_ours() -> Callable[..., bool]:
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    found: Callable[..., bool] = names["is_ours"]
    return found


@pytest.mark.parametrize(
    "secrets", [[OURS], [OTHER, OURS], [OURS, OTHER]], ids=["one", "renewed", "renewing"]
)
def test_what_is_sent_is_taken(is_ours: Callable[..., bool], secrets: list[str]) -> None:
    headers = headers_of("statement 17 to hearer 1", secrets, SECOND, BODY)
    assert is_ours(headers, BODY, OURS, SECOND + 299)


def test_what_is_forged_old_or_changed_is_not(is_ours: Callable[..., bool]) -> None:
    headers = headers_of("statement 17 to hearer 1", [OURS], SECOND, BODY)
    assert not is_ours(headers, BODY, OTHER, SECOND)
    assert not is_ours(headers, BODY + b" ", OURS, SECOND)
    assert not is_ours(headers, BODY, OURS, SECOND + 301)
    assert not is_ours(headers | {"webhook-id": "msg_other"}, BODY, OURS, SECOND)
    assert not is_ours(headers | {"webhook-timestamp": str(SECOND + 9)}, BODY, OURS, SECOND)


def test_every_type_of_message_is_told_of() -> None:
    told = set(re.findall(r"`([a-z]+\.[a-z]+)`", PAGE)) | {"test"}
    source = Path(__file__).parents[2] / "src" / "upheld" / "operations"
    sent = {
        kind
        for file in [*(source / "telling").glob("*.py"), *(source / "alarms").glob("*.py")]
        for kind in re.findall(r'"((?:statement|closing|alarm)\.[a-z]+)"', file.read_text("utf-8"))
    }
    assert sent == {
        "statement.released",
        "statement.revised",
        "closing.released",
        "alarm.raised",
        "alarm.over",
    }
    assert sent <= told
