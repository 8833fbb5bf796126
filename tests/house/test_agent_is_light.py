"""What an agent imports: neither Django nor the records, nor what only reports and samples at scale need."""

from __future__ import annotations

import subprocess
import sys

NOT_NEEDED = ("django", "psycopg", "granian", "allauth", "pyarrow", "pandas", "playwright")
NOT_OURS = ("upheld.store", "upheld.web", "upheld.operations", "upheld.telemetry", "upheld.evaluation")

PROGRAM = """
import sys
import upheld.cli.agent
import upheld.collect.probes.prober
import upheld.runtime.agent.service
import upheld.runtime.logs
print(*sys.modules)
"""


def test_an_agent_knows_neither_django_nor_the_records() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    loaded = ran.stdout.split()
    assert "upheld.runtime.agent.service" in loaded
    for name in (*NOT_NEEDED, *NOT_OURS):
        assert [each for each in loaded if each == name or each.startswith(f"{name}.")] == [], name
