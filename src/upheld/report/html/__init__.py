"""The statement as one HTML page that can be sent to a customer, and the index of a folder of statements."""

from __future__ import annotations

from upheld.report.html.index import Entry, render_index
from upheld.report.html.statement import render_html

__all__ = ["Entry", "render_html", "render_index"]
