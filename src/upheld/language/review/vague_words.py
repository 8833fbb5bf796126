"""Vague words: what a text says that nobody can measure, and what to declare in its place."""

from __future__ import annotations

import re

from msgspec import Struct

from upheld.language.catalogue import Code


class VagueWord(Struct, frozen=True):
    """A wording, why it can't be judged, and the keys that say what it leaves open."""

    pattern: re.Pattern[str]
    code: Code
    trouble: str
    """Goes on after the words themselves."""
    remedy: str
    settled_by: frozenset[str] = frozenset()
    """Keys of the term that say it exactly; beside one of them the words are no trouble."""
    sections: frozenset[str] = frozenset()
    """The keys of the file under which the words mean this; everywhere where empty."""
    elsewhere: frozenset[str] = frozenset()
    """The keys of the file under which they don't."""

    def holds_in(self, section: str) -> bool:
        """Whether the words mean this under a key of the file."""
        return section not in self.elsewhere and (not self.sections or section in self.sections)


def _word(
    pattern: str,
    code: Code,
    trouble: str,
    remedy: str,
    *,
    settled_by: str = "",
    sections: str = "",
    elsewhere: str = "",
) -> VagueWord:
    return VagueWord(
        re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE),
        code,
        trouble,
        remedy,
        frozenset(settled_by.split()),
        frozenset(sections.split()),
        frozenset(elsewhere.split()),
    )


VAGUE_WORDS = (
    _word(
        "(?:the )?(?:vast )?(?:most|majority)(?: of)?(?: the| our| all)? (?:regions|locations|users|customers"
        "|requests|cases|countries)",
        Code.UNDEFINED_WORD,
        "is no number: of 20 they are 11 to one reader and 19 to the next",
        "declare how many, such as `share: at least 90 %`",
        settled_by="share regions",
    ),
    _word(
        "most of the time|(?:in|on) most (?:cases|days|occasions)",
        Code.UNDEFINED_WORD,
        "is no share: more than half is most to one reader, and nearly all to the next",
        "declare how much, as a `target`",
        settled_by="target share",
    ),
    _word(
        "typically|usually|normally|generally|ordinarily|as a rule",
        Code.UNDEFINED_WORD,
        "allows exceptions and names none, so whatever happens can be called one",
        "declare when it holds and when not",
        settled_by="force",
        elsewhere="objectives",
    ),
    _word(
        "(?:normal|usual|typical|regular|expected) (?:load|loads|traffic|conditions|operating conditions"
        "|usage|circumstances)",
        Code.UNDEFINED_WORD,
        "has no figure, so a slow day can always be called a day of more than that",
        "declare it under `loads`, such as `normal: {at_most: 200 requests/s}`, and name it as `load`",
        settled_by="load loads at_most means",
    ),
    _word(
        "(?:low|lower|lowest|minimal|off)[- ](?:usage|traffic|use|load|activity|peak)(?: hours| periods| "
        "times)?"
        "|(?:quiet|off-peak) (?:hours|periods|times)",
        Code.UNDEFINED_WORD,
        "names no hours: night in one zone is working time in another",
        "declare the window under `hours` and name it here as `hours`",
        settled_by="hours during",
    ),
    _word(
        "(?:beyond|outside(?: of)?)(?: \\S+){0,3}? (?:control|influence)"
        "|(?:cannot|can not|could not) be (?:predicted|controlled|foreseen|prevented)[^.;]{0,40}"
        "|not (?:directly |reasonably )?(?:preventable|avoidable|foreseeable)",
        Code.UNDEFINED_WORD,
        "is a judgement, and the text does not say whose",
        "declare who decides and upon what, such as `approved_by: both parties` and `evidence: [incident "
        "report]`",
        settled_by="approved_by",
    ),
    _word(
        "client (?:queries|usage|requests|load|actions?)|clients['’]? "
        "(?:queries|usage|requests|load|actions?)",
        Code.UNDEFINED_WORD,
        "does not say whose: the load of another customer's clients would excuse an outage of this one",
        "declare whose load it is, as `condition`",
        settled_by="condition",
        sections="exclusions",
    ),
    _word(
        "as soon as possible|without (?:undue )?delay|in a timely manner|promptly|within a reasonable time",
        Code.UNDEFINED_WORD,
        "sets no time, so it can't be late",
        "declare one, such as `within: 4 business hours`",
        settled_by="within",
        sections="objectives",
    ),
    _word(
        "(?:includ(?:ing|e|es)[^.;]{0,12})?but (?:are |is )?not limited to",
        Code.OPEN_LIST,
        "makes the list open: whatever is not in it may still be meant",
        "declare all that is meant",
        settled_by="open_list",
    ),
    _word(
        r"a\.o\.|et cetera|etc\.?|among(?:st)? others|and (?:so on|others|the like)|(?<=, )(?:and|or) "
        r"other [a-z]+",
        Code.OPEN_LIST,
        "leaves the list open: what else belongs to it is not said",
        "declare all that is meant",
        settled_by="open_list",
    ),
    _word(
        "(?:results|performance|figures|times|values|it|they) (?:may|might|can) "
        "(?:vary|differ|deviate)[^.;]{0,80}"
        "|may be (?:slower|longer|higher|lower)|best[- ]efforts?(?: basis)?|commercially reasonable efforts"
        "|to the extent possible|without (?:any )?guarantee",
        Code.WEAKENED_PROMISE,
        "takes back part of the promise: every miss can be called such a case",
        "declare the cases as exclusions",
        settled_by="qualified_by",
    ),
    _word(
        "(?:free (?:of|from)|without)(?: any)?(?: software)? (?:glitches|errors|defects|bugs|interruptions?"
        "|disruptions?|faults)|(?:error|bug|fault)-free|uninterrupted|zero downtime|always available",
        Code.UNMEASURABLE_PROMISE,
        "is promised without a measure, so nobody can tell whether it is kept",
        "declare what shows it, such as an objective with a target",
    ),
    _word(
        "(?:begin|start)s? (?:with|upon|on|at) (?:the )?(?:first )?(?:substantive "
        ")?(?:repl(?:y|ies)|responses?)",
        Code.REVERSED_WORDS,
        "says that the time begins with what must end it: no reply could ever be late",
        "declare what ends it, such as `until: substantive reply`",
    ),
    _word(
        "availability is still affected|(?:service|system) is still (?:unavailable|affected|down)"
        "|(?:failures|outages|downtime) of the (?:service|platform)(?: itself)?",
        Code.SWALLOWING_EXCLUSION,
        "is what the promise is about: read literally, this excuses every outage it was made for",
        "declare what must be true besides, as `condition` with `evidence`",
        sections="exclusions",
    ),
    _word(
        "excluded from (?:the|this) (?:sla|agreement|service level agreement|guarantee)",
        Code.SWALLOWING_EXCLUSION,
        "excludes what is excluded: anything may be put there later",
        "name what is meant under `examples`, with `open_list: no`",
        settled_by="examples parties",
        sections="exclusions",
    ),
)
"""In the order in which they are looked for; words that one of them has found are left to it."""
