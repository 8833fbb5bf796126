"""The fair copy: a manuscript with one of all alternatives chosen and its holes marked, read by the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.provenance import Place
from upheld.language.accepting import accept
from upheld.language.alternatives import resolve
from upheld.language.diagnostic import Code, Diagnostic
from upheld.language.directive import Within, declared_names, walk
from upheld.language.gazetteer import Gazetteer
from upheld.language.hole import mark_holes, report_holes
from upheld.language.kind import Named, NewName
from upheld.language.manuscript import Manuscript
from upheld.language.node import ListNode, MapNode, Node, RefusedNode, ScalarNode
from upheld.language.question import Question
from upheld.language.reader import Reader, UnreadError
from upheld.language.recollection import Recollection
from upheld.language.review.reviews import REVIEWS, Review
from upheld.language.terms.agreements import ROOT


class FairCopy(Struct, frozen=True):
    """What came of reading a copy; the agreement is there as far as its terms could be built."""

    agreement: Agreement | None
    diagnostics: tuple[Diagnostic, ...]
    questions: tuple[Question, ...]
    holes: tuple[Place, ...]


def read_copy(
    root: MapNode,
    text: Manuscript,
    gazetteer: Gazetteer,
    copy: int = 0,
    reviews: Sequence[Review] = REVIEWS,
    *,
    plan: str | None = None,
    apart: Sequence[str] = (),
    recollection: Recollection | None = None,
) -> FairCopy:
    """Read one copy of the root of a manuscript; in copy 0 the first of all alternatives stand.

    `plan` is the one whose terms are laid over the root, `apart` those that are read by themselves. With a
    recollection, which is of one text and plan alone, what was read before is recalled.
    """

    def diagnose(code: Code, at: Node, message: str, remedy: str) -> Diagnostic:
        return text.lines[at.place.file].diagnose(code, at, message, remedy)

    plain: dict[int, Node] = {} if recollection is None else recollection.plain
    resolved = resolve(root, diagnose, copy, plain)
    filled = mark_holes(resolved.root, plain)
    if recollection is not None and isinstance(filled.root, MapNode):
        filled.root = recollection.known(filled.root)
    reader = Reader(
        gazetteer,
        text.lines,
        root=filled.root,
        plan=plan,
        apart=frozenset(apart),
        recollection=recollection,
    )
    reader.diagnostics += resolved.diagnostics
    reader.questions += resolved.questions
    report_holes(filled, reader)
    agreement = _read(filled.root, reader, reviews)
    return FairCopy(agreement, tuple(reader.diagnostics), tuple(reader.questions), filled.places)


def _unsettled(root: Node) -> Iterator[str]:
    """The sorts of names that stand at the top of the file and were refused there, whole or in part."""
    refused = (
        {key.text for key, value in root.entries if _is_refused(value)} if isinstance(root, MapNode) else ()
    )
    for directive in ROOT.directives if refused else ():
        if directive.key in refused:
            kinds = walk(directive.kind)
            yield from (kind.sort for kind in kinds if isinstance(kind, Named | NewName))


def _is_refused(section: Node) -> bool:
    items = section.items if isinstance(section, ListNode) else (section,)
    return any(isinstance(item, RefusedNode) for item in items)


def _declared(root: Node, recollection: Recollection | None) -> dict[str, dict[str, ScalarNode]]:
    """All names of the file, by sort."""
    if recollection is None or not isinstance(root, MapNode):
        return _names(root)
    names: dict[str, dict[str, ScalarNode]] = {}
    for found in recollection.in_sections(_names, root):
        for sort, several in found.items():
            before = names.get(sort, {})
            names[sort] = before | several | before
    return names


def _names(root: Node) -> dict[str, dict[str, ScalarNode]]:
    return declared_names(ROOT, root)


def _read(root: Node, reader: Reader, reviews: Sequence[Review]) -> Agreement | None:
    reader.declare(_declared(root, reader.recollection), frozenset(_unsettled(root)))
    try:
        draft = ROOT.read(root, Within(reader))
    except UnreadError:
        return None
    for review in reviews:
        review(draft, reader)
    accept(draft.accepted, root, reader)
    return draft.agreement
