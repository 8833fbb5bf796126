"""What is worked out of the very same thing is worked out once, and never taken for another thing's."""

from __future__ import annotations

from upheld.quantity.identity import MOST, once_for_each


def test_it_is_worked_out_once_for_each_thing_and_argument() -> None:
    asked: list[tuple[str, int]] = []

    @once_for_each
    def longer(words: list[str], by: int) -> int:
        asked.append((words[0], by))
        return len(words[0]) + by

    one, alike = ["abc"], ["abc"]
    assert [longer(one, 1), longer(one, 1), longer(one, 2), longer(alike, 1)] == [4, 4, 5, 4]
    assert asked == [("abc", 1), ("abc", 2), ("abc", 1)]


def test_of_many_things_some_are_forgotten_and_none_is_mistaken() -> None:
    @once_for_each
    def first(words: list[int]) -> int:
        return words[0]

    # each is gone as soon as it was asked for, so that its place in memory is another's next
    assert [first([number]) for number in range(4 * MOST)] == list(range(4 * MOST))
