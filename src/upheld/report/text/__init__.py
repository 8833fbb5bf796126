"""The statement as text for a terminal or a mail, rendered from a document alone."""

from __future__ import annotations

from upheld.report.text.explanation import render_explanation
from upheld.report.text.statement import render_text, render_verdicts

__all__ = ["render_explanation", "render_text", "render_verdicts"]
