"""What an agent loads: probing alone needs neither the service nor its libraries."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import json, sys
from upheld.collect.probes import attempt, prober, probe_file
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_probing_loads_nothing_of_the_service() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout))
    assert {"pycurl", "upheld"} <= loaded
    assert not loaded & {"django", "pyarrow", "pandas", "playwright", "psycopg", "granian", "dns"}
