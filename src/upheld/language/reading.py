"""Reading: an agreement file in, the agreement out, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.provenance import Place
from upheld.errors import UsageError
from upheld.language.alternatives import MOST, copies_of, put_all
from upheld.language.diagnostic import Code, Diagnostic, Level, in_order
from upheld.language.fair_copy import FairCopy, read_copy
from upheld.language.gazetteer import Gazetteer
from upheld.language.manuscript import Files, Manuscript, assemble
from upheld.language.node import MapNode
from upheld.language.planning import covered_by, on_plan, plans_with_terms
from upheld.language.question import Question, Reading
from upheld.quantity import did_you_mean

_UNLESS_ELSEWHERE = frozenset({Code.UNUSED_NAME, Code.ACCEPTED_NOTHING})
"""What is wrong only if it is so on every plan and with every alternative."""


class ReadAgreement(Struct, frozen=True, eq=False):
    """What came of reading: the agreement where nothing keeps it from being one, and all that was found."""

    agreement: Agreement | None
    """Absent where there are errors or holes; while questions are open it holds their first readings."""
    diagnostics: tuple[Diagnostic, ...]
    questions: tuple[Question, ...]
    """What the text leaves open; those of one plan's own terms are found by reading for that plan."""
    holes: tuple[Place, ...]
    """Where a value is still to be agreed."""
    text: Manuscript
    gazetteer: Gazetteer
    plan: str | None = None
    """The plan it was read for; all of them where absent."""

    @property
    def has_errors(self) -> bool:
        """Whether something keeps the file from being an agreement, apart from holes."""
        return any(each.level is Level.ERROR for each in self.diagnostics)

    @property
    def differs_by_plan(self) -> bool:
        """Whether what is promised depends on the plan by more than the objectives that name one."""
        return self.plan is None and bool(self.on_plans or (self.agreement and self.agreement.packages))

    @property
    def on_plans(self) -> tuple[str, ...]:
        """The plans that have terms of their own, or are built on one that has."""
        return () if self.text.root is None else plans_with_terms(self.text.root)

    def with_readings(self, *chosen: Reading) -> ReadAgreement:
        """The same with some readings declared, as if their lines stood in the file.

        Questions that a reading raises in its turn are among those of the result.
        """
        edits = [edit for reading in chosen for edit in reading.edits]
        return _read(replace(self.text, root=put_all(self.text.root, edits)), self.gazetteer, self.plan)

    def for_plan(self, plan: str | None) -> ReadAgreement:
        """The agreement as it holds on a plan: its terms laid over the rest, its package's promises alone.

        UsageError for a plan the agreement doesn't have.
        """
        if plan is None or self.agreement is None or plan == self.plan:
            return self
        if plan not in self.agreement.plans:
            known = ", ".join(self.agreement.plans)
            has = f"it has {known}" if known else "it has no plans, so leave the plan out"
            advice = did_you_mean(plan, self.agreement.plans, has)
            raise UsageError(f"agreement {self.agreement.name!r} has no plan {plan!r}: {advice}")
        root = None if self.text.root is None else on_plan(self.text.root, plan)
        return _read(replace(self.text, root=root), self.gazetteer, plan)


_LISTED = frozenset({Code.CONVENTION_DEFAULT, Code.TERM_DEFAULT})
"""What lists the defaults of the whole file, which a plan's own terms change."""


def read_agreement(files: Files, main: str, gazetteer: Gazetteer) -> ReadAgreement:
    """Read the agreement in one of some files; all that is wrong with it is told, nothing is raised.

    `files` maps names, as they stand in diagnostics, to bytes; those that it is built on must be among them
    (`manuscript.wanted` tells which). UsageError where `main` is not.
    """
    if not isinstance(files.get(main), bytes):
        raise UsageError(f"there is no file {main} to read; there are {', '.join(sorted(files)) or 'none'}")
    return _read(assemble(files, main), gazetteer, None)


def _read(text: Manuscript, gazetteer: Gazetteer, plan: str | None) -> ReadAgreement:
    if text.root is None:
        return ReadAgreement(None, in_order([*text.diagnostics]), (), (), text, gazetteer, plan)
    plans = plans_with_terms(text.root) if plan is None else ()
    several = [_copies(text.root, text, gazetteer, plan, plans)]
    several += [_copies(on_plan(text.root, each), text, gazetteer, each) for each in plans]
    diagnostics = in_order([*text.diagnostics, *_of_all(several, plans)])
    holes = tuple(sorted({place for copies in several for place in copies[0].holes}))
    itself = several[0][0]
    read = ReadAgreement(itself.agreement, diagnostics, itself.questions, holes, text, gazetteer, plan)
    if holes or read.has_errors or read.agreement is None:
        return replace(read, agreement=None)
    return read if plan is None else replace(read, agreement=covered_by(read.agreement, plan))


def _copies(
    root: MapNode, text: Manuscript, gazetteer: Gazetteer, plan: str | None, apart: Sequence[str] = ()
) -> list[FairCopy]:
    """As many copies as it takes until each alternative has stood in one."""
    copies = range(min(copies_of(root), MOST))
    return [read_copy(root, text, gazetteer, copy, plan=plan, apart=apart) for copy in copies]


def _of_all(several: list[list[FairCopy]], plans: Sequence[str]) -> Iterable[Diagnostic]:
    """All that is wrong in the first copies, and what keeps later alternatives from being read.

    `plans` are those of all copies but the first; what is listed by default is told for each of them where
    it is not the same.
    """
    told = {_sign(each) for copy in several[0] for each in copy.diagnostics}
    signs = [{_sign(each) for each in copy.diagnostics} for copies in several for copy in copies]
    everywhere = set.intersection(*signs)
    for plan, copies in zip(("", *plans), several, strict=True):
        for number, copy in enumerate(copies):
            for each in copy.diagnostics:
                of_alternative = number > 0 and each.level is not Level.ERROR
                elsewhere = each.code in _UNLESS_ELSEWHERE and _sign(each) not in everywhere
                if not of_alternative and not elsewhere:
                    apart = plan and each.code in _LISTED and _sign(each) not in told
                    yield replace(each, message=f"on plan `{plan}`: {each.message}") if apart else each


def _sign(diagnostic: Diagnostic) -> tuple[Place, Code, str]:
    return diagnostic.place, diagnostic.code, diagnostic.message
