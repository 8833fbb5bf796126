"""Small answers that many terms give: yes or no."""

from __future__ import annotations

from upheld.language.kind import Choice

YES_NO = Choice({"yes": True, "no": False})
