"""Interpreting: a text that leaves terms open, as the agreement it is under some of their readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.interpretation import Choices, OpenTerm, TermPath, TermReading
from upheld.errors import UsageError
from upheld.language.alternatives import put_all
from upheld.language.diagnostic import Code, Level
from upheld.language.fair_copy import read_copy
from upheld.language.gazetteer import Gazetteer
from upheld.language.manuscript import Manuscript
from upheld.language.node import MapNode
from upheld.language.patch import Edit
from upheld.language.planning import covered_by
from upheld.language.question import Question, Reading
from upheld.language.reading import ReadAgreement
from upheld.language.recollection import Recollection
from upheld.language.review.reviews import ASKING

_OF_ONE_WORD = frozenset({Code.AMBIGUOUS_ZONE.label})
"""What is asked of a word of the text: it means the same wherever it stands."""


_SECTIONS = (("conventions",), ("hours",))
"""Sections that a file may lack, and that readings give it."""


class Text(Struct, frozen=True):
    """A text in which some readings stand, and the agreement it then is; an `Interpretation`."""

    agreement: Agreement
    questions: Mapping[OpenTerm, tuple[Question, ...]]
    """What each open term answers; several where one word of the text stands in several places."""
    manuscript: Manuscript
    gazetteer: Gazetteer
    plan: str | None
    meanings: Choices = field(default_factory=dict)
    """The readings of words that mean the same wherever they stand, also where a reading brings them in."""
    recollection: Recollection = field(default_factory=Recollection)
    """What its parts were read as, in whichever readings."""

    @property
    def open_terms(self) -> tuple[OpenTerm, ...]:
        """What is still open, in the order of the file."""
        return tuple(self.questions)

    def read_as(self, choices: Choices) -> Text | None:
        """The same under further readings; a term within another is read once that is, if it is open then."""
        found, left = self, dict(choices)
        while left:
            written = Counter(part for term in left for part in set(term.parts))
            outer = [term for term in left if not _is_within(term, written)]
            now = {term: left[term] for term in outer if term in found.questions}
            further = found._put(now) if now else None
            if further is None:
                return None
            found, left = further, {term: left[term] for term in left if term not in now}
        return found

    def _put(self, choices: Choices) -> Text | None:
        chosen = (
            question.readings[number] for term, number in choices.items() for question in self.questions[term]
        )
        root = put_all(self.manuscript.root, [edit for reading in chosen for edit in reading.edits])
        words = {term: number for term, number in choices.items() if term.code in _OF_ONE_WORD}
        found = _read(replace(self.manuscript, root=root), self.gazetteer, self.plan, self.recollection)
        return None if found is None else replace(found, meanings={**self.meanings, **words})._settled()

    def _settled(self) -> Text | None:
        """The same, its words read as they were read elsewhere."""
        known = {term.asks: number for term, number in self.meanings.items()}
        of_words = (term for term in self.questions if term.code in _OF_ONE_WORD and term.asks in known)
        again = {term: known[term.asks] for term in of_words}
        return self._put(again) if again else self


def interpretation_of(read: ReadAgreement) -> Text:
    """The interpretation from which all others set out; UsageError where nothing can be judged by it."""
    if read.agreement is None:
        raise UsageError("an agreement with errors, or with values still to be agreed, has no interpretation")
    return Text(read.agreement, _terms(read.questions), read.text, read.gazetteer, read.plan)


def _is_within(term: OpenTerm, written: Counter[TermPath]) -> bool:
    """Whether what a term writes stands in what another one writes, such as in one of some alternatives.

    `written` are the parts that all of them write, the term's own too.
    """
    around = (part[:end] for part in term.parts for end in range(len(part)))
    return any(written[each] > (each in term.parts) for each in around)


def each_reading(text: Text) -> Iterator[Agreement]:
    """Agreements until each reading of each open term has stood in one, as far as it is no contradiction."""
    yield text.agreement
    terms = text.open_terms
    seen = set(terms)
    for number in range(1, max((len(term.readings) for term in terms), default=0)):
        having = {term: number for term in terms if len(term.readings) > number}
        together = text.read_as(having)
        alone = () if together is not None else (text.read_as({term: number}) for term in having)
        for under in (together, *alone):
            if under is not None:
                new = [term for term in under.open_terms if term not in seen]
                seen.update(new)
                yield from each_reading(under) if new else (under.agreement,)


def _read(
    text: Manuscript, gazetteer: Gazetteer, plan: str | None, recollection: Recollection
) -> Text | None:
    """Read for the sense alone: what else there is to say of a text was said when it was first read."""
    if text.root is None:
        return None
    copy = read_copy(text.root, text, gazetteer, reviews=ASKING, recollection=recollection)
    if copy.holes:
        raise UsageError(
            f"a reading of the agreement leaves a value to be agreed at {copy.holes[0]}: write the value, or "
            "strike the reading"
        )
    if copy.agreement is None or any(each.level is Level.ERROR for each in copy.diagnostics):
        return None
    agreement = copy.agreement if plan is None else covered_by(copy.agreement, plan)
    return Text(agreement, _terms(copy.questions), text, gazetteer, plan, recollection=recollection)


def _terms(questions: tuple[Question, ...]) -> dict[OpenTerm, tuple[Question, ...]]:
    """The open terms, in the order of the file, and the questions that each of them answers."""
    together: dict[tuple[object, ...], list[Question]] = {}
    for question in questions:
        word = question.code.label in _OF_ONE_WORD
        key = (question.code, question.asks, *(() if word else (question.place, question.readings)))
        together.setdefault(key, []).append(question)
    terms = {_term(several): tuple(several) for several in together.values()}
    return {term: terms[term] for term in sorted(terms, key=lambda each: each.place)}


def _term(several: list[Question]) -> OpenTerm:
    first = several[0]
    parts = (_part(edit) for each in several for reading in each.readings for edit in reading.edits)
    return OpenTerm(
        code=first.code.label,
        asks=first.asks,
        place=first.place,
        parts=tuple(dict.fromkeys(parts)),
        readings=tuple(map(_reading, first.readings)),
    )


def _reading(reading: Reading) -> TermReading:
    """A reading with the mapping its line stands in: its path, but for the key that the line begins with.

    A value of a list has its number for a key. One line in several mappings stands alone.
    """
    edit, label = reading.edits[0], reading.label
    if (
        len({_part(each) for each in reading.edits}) > 1
        and len({each.path[-1:] for each in reading.edits}) == 1
    ):
        return TermReading(label, reading.meaning, ())
    path = _part(edit)
    if edit.path and isinstance(edit.path[-1], int):
        label = f"{edit.path[-1]}: {label}"
    within = path[:-1] if path and label.startswith(f"{path[-1]}: ") else path
    return TermReading(label, reading.meaning, within)


def _part(edit: Edit) -> TermPath:
    """The part of the file an edit writes; a section of one key that it puts in is that key."""
    path, value = tuple(map(str, edit.path)), edit.value
    while path in _SECTIONS and isinstance(value, MapNode) and len(value.entries) == 1:
        key, value = value.entries[0]
        path = (*path, key.text)
    return path
