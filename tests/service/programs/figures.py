"""Says what the statements find of the service, once for all that find the same."""

from __future__ import annotations

import orjson
from opening import opened

opened()
from upheld.store.closings import Statement  # noqa: E402 records can be imported once the service is open

found = set()
for statement in Statement.objects.iterator(chunk_size=100):
    document = statement.document() or {}
    found.add(orjson.dumps(document["statement"]["findings"][0]["figure"]).decode())
print(*sorted(found), sep="\n")
