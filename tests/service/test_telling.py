"""What is to be told is told once, whoever is killed while telling it."""

from __future__ import annotations

from places import Place, until

NUMBER = 30


def test_statements_are_told_of_once_over_a_kill(place: Place) -> None:
    assert place.run("teller.py", "fill").returncode == 0
    told = "SELECT count(*) FROM delivery WHERE subject LIKE 'statement %'"
    for number in (3, 9, 15):
        worker = place.start("teller.py", "work")
        until(lambda number=number: place.rows(told)[0][0] >= number)  # type: ignore[operator, misc]
        worker.kill()
        worker.wait()
    assert place.rows(told)[0][0] < NUMBER  # type: ignore[operator]
    place.start("teller.py", "work")
    until(lambda: [each.split(" ")[-2] for each in place.work() if each.startswith("tell")] == ["done"])
    assert place.rows(told) == [(NUMBER,)]
    keys = [str(key) for (key,) in place.rows("SELECT key FROM delivery ORDER BY key")]
    assert len(set(keys)) == NUMBER
    assert place.rows("SELECT count(*) FROM work WHERE kind = 'deliver'") == [(NUMBER,)]
