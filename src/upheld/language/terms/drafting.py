"""Drafting: what the file is built on, who drafted the text, and how what it leaves open is read."""

from __future__ import annotations

from upheld.agreement.drafting import Drafter, UndeclaredTerms
from upheld.language.directive import Directive, Otherwise
from upheld.language.kind import ListOf, Text, choice

EXTENDS: Directive[tuple[str, ...]] = Directive(
    "extends",
    ListOf(Text("the name of a file"), "the name of a file or a list of them"),
    "Files that this one is built on, in its folder or below: what they say holds, unless it is said "
    "otherwise here. Mappings are joined key by key; lists and single values are replaced. Of several the "
    "later ones win.",
    "standard.yaml",
    default=Otherwise((), "none"),
)
DRAFTER: Directive[Drafter] = Directive(
    "drafter",
    choice(Drafter),
    "Who drafted the text.",
    "customer",
    default=Otherwise(Drafter.PROVIDER, "`provider`"),
)
UNDECLARED_TERMS: Directive[UndeclaredTerms] = Directive(
    "undeclared_terms",
    choice(UndeclaredTerms),
    "How a question is decided that the text leaves open and this file does not answer: not at all, so that "
    "the verdict is ambiguous, or by the readings worst for the drafter.",
    "against the drafter",
    default=Otherwise(UndeclaredTerms.AMBIGUOUS, "`ambiguous`"),
)
