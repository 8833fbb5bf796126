"""What a process keeps for good is left out of searches for garbage, and not without end."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc
from upheld.runtime.garbage import Watch, leave_out_what_stays

gc.disable()  # searches are those below alone
leave_out_what_stays()
loaded = gc.get_freeze_count()
kept = [[] for _ in range(1000)]
gc.callbacks[:] = [Watch(long=3600)]
gc.collect()
short = gc.get_freeze_count()
gc.callbacks[:] = [Watch(long=0, most=1)]
gc.collect(1)
young = gc.get_freeze_count()
gc.collect()
first = gc.get_freeze_count()
kept += [[] for _ in range(1000)]
gc.collect()
print(loaded > 1000, short - loaded, young - loaded, first - loaded >= 1000, gc.get_freeze_count() - first)
"""


def test_what_a_long_search_found_to_stay_is_left_out_so_many_times() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0", "0", "True", "0"]
