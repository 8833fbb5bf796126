"""Paths into JSON: names, quoted names and places in lists, and nothing else."""

from __future__ import annotations

import re

from upheld.errors import PhraseError

_STEP = re.compile(
    r"\.(?P<name>[^\W\d][\w-]*)|\[(?P<place>-?\d{1,9})\]|\[(?P<quote>['\"])(?P<quoted>.*?)(?P=quote)\]"
)

Step = str | int


def parse_path(text: str) -> tuple[Step, ...]:
    """Read a path such as `$.checks[0]['disk space'].status`.

    Raises PhraseError for anything else.
    """
    remedy = "write `$`, then `.name`, `[0]` or `['a name']` for each step, such as `$.checks[0].status`"
    if not text.startswith("$"):
        raise PhraseError(f"`{text}` is no path into JSON", remedy)
    steps: list[Step] = []
    at = 1
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            raise PhraseError(f"`{text}` can't be read as a path from `{text[at:]}` on", remedy)
        if match["place"] is not None:
            steps.append(int(match["place"]))
        else:
            steps.append(match["name"] if match["name"] is not None else match["quoted"])
        at = match.end()
    return tuple(steps)


def value_at(document: object, steps: tuple[Step, ...]) -> object:
    """Give the value a path leads to. Raises LookupError where there is none."""
    for step in steps:
        kind = dict if isinstance(step, str) else list
        if not isinstance(document, kind):
            raise LookupError(step)  # noqa: TRY004 - a document of another shape is one without the value
        document = document[step]  # type: ignore[index]
    return document


def is_same(value: object, expected: object) -> bool:
    """Whether two values of JSON are the same; true is not 1."""
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    return value == expected
