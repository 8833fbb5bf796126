"""Whether what is declared is used."""

from __future__ import annotations

from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.reader import Reader

_SORTS = ("hours", "business days", "service", "load", "measure", "exclusion")
"""What has an effect only where something refers to it."""


def review_usage(draft: Draft, reader: Reader) -> None:
    """Warn of names that nothing refers to, unless something can't be read, which may be the reference."""
    if reader.found_errors:
        return
    for sort in _SORTS:
        for name, node in reader.names.get(sort, {}).items():
            if (sort, name) not in reader.used:
                message = f"nothing refers to the {sort} `{name}`"
                remedy = "name it where it is meant to hold, or delete it"
                reader.report(Code.UNUSED_NAME, node, message, remedy)
