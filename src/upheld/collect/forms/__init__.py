"""Forms a table of evidence may have as a file: one module each, named in this one list."""

from __future__ import annotations

from upheld.collect.batch import Form
from upheld.collect.forms import comma_separated, json_lines, parquet

FORMS: dict[str, Form] = {
    ".csv": comma_separated.FORM,
    ".csv.gz": comma_separated.FORM,
    ".jsonl": json_lines.FORM,
    ".jsonl.gz": json_lines.FORM,
    ".parquet": parquet.FORM,
}
"""Ending of the file name -> how to read it."""
