"""Phrases: numbers and words as people write them in contracts, read strictly and exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from typing import NoReturn

from upheld.errors import PhraseError
from upheld.quantity.pattern import Pattern

LONGEST_PHRASE = 200
MOST_DIGITS = 60

_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:/([0-9]+))?")
_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBER_WORDS = (
    {"a": 1, "an": 1}
    | {word: count for count, word in enumerate(_WORDS, start=1)}
    | {word: count * 10 for count, word in enumerate(_TENS, start=2)}
    | {
        f"{tens}{hyphen}{word}": many * 10 + count
        for many, tens in enumerate(_TENS, start=2)
        for count, word in enumerate(_WORDS[:9], start=1)
        for hyphen in " -"
    }
)
_LONGEST_FIRST = sorted(_NUMBER_WORDS, key=len, reverse=True)
_NUMBER_WORD = Pattern(rf"({'|'.join(_LONGEST_FIRST)})(?: \(([0-9]{{1,2}})\))?(?=[ -]|$)", re.IGNORECASE)

_RANGE = (
    "is a range, of which only one end can bind",
    "write the end that binds, such as `within 15 minutes`; where both do, a promise for each",
)
_NOT_NUMBERS = {
    r"(?i:between )": _RANGE,
    r"[0-9.]+ ?(?:-|–|—|\.\.|to ) ?[0-9]": _RANGE,
    r"[-−–]": ("is negative", "write it without the sign"),
    r"\+": ("starts with a sign", "write it without the sign"),
    r"[±~≈]": ("is not an exact number", "write the figure that binds, such as 99.9"),
    r"(?i:nan|inf|infinite|infinity|unlimited)\b": ("is not a number", "write a figure"),
    r"[0-9.]*,": (
        "has a comma, which is a decimal point to some and a thousands separator to others",
        "write digits without separators and a point before decimals, such as 1500 or 99.9",
    ),
    r"[0-9.]*(?:['’_]| [0-9])": (
        "has a separator between its digits",
        "write the digits together, such as 1500",
    ),
    r"[0-9.]*[eE][-+]?[0-9]": ("has an exponent", "write all the digits, such as 1500"),
    r"\.[0-9]": ("starts with a point", "write a digit before it, such as 0.5"),
    r"[0-9]+\.(?![0-9])": ("ends in a point", "write 5 or 5.0"),
    r"[0-9.]*\.[0-9.]*\.": ("has two points", "write one point, before the decimals"),
    r"[0-9.]*/": ("is no number", "write a decimal figure, such as 99.9"),
}
"""What stands in place of a plain number, and what to write instead; the first that matches counts."""

_NUMBER_GOES_ON = re.compile(r"[.,'’_/]|[eE][-+]?[0-9]| ?(?:-|–|—|to ) ?[0-9]| [0-9]")


def tidy(text: str) -> str:
    """The phrase with its white space made single spaces.

    Raises PhraseError for an empty or overlong phrase, for characters that can't be seen and for digits of
    another script: two readers must never see different figures.
    """
    phrase = " ".join(text.split())
    if not phrase:
        raise PhraseError("nothing is written here", "write a value")
    if len(phrase) > LONGEST_PHRASE:
        raise PhraseError(f"`{phrase[:40]}…` is {len(phrase)} characters long", "write one value")
    for character in "" if phrase.isascii() and phrase.isprintable() else phrase:
        if not (character.isascii() and character.isprintable()):
            _refuse_hidden_or_foreign(phrase, character)
    return phrase


def _refuse_hidden_or_foreign(phrase: str, character: str) -> None:
    """Raise PhraseError where a character is invisible, a control, or numeric outside 0-9."""
    point = f"U+{ord(character):04X}"
    if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn"}:
        visible = phrase.replace(character, f"<{point}>")
        raise PhraseError(f"`{visible}` has a character that can't be seen ({point})", "delete it")
    if character.isnumeric():
        name = unicodedata.name(character, point).lower()
        raise PhraseError(f"`{phrase}` has the {name} ({point})", "write figures with the digits 0 to 9")


def take_number(phrase: str, *, words: bool = False, ratios: bool = False) -> tuple[Fraction, str]:
    """The number a tidy phrase starts with, exactly, and the rest of the phrase.

    `words` allows one to ninety-nine, `a`, `an` and `thirty (30)`, if that is one number; `ratios` allows
    `1/3`. Raises PhraseError for NaN, infinities, signs, exponents, separators, ranges and anything else that
    isn't one plain number.
    """
    if words and not phrase[:1].isdigit() and (word := _NUMBER_WORD.match(phrase)):
        number_of_word = _NUMBER_WORDS[word[1].lower()]
        if word[2] is not None and int(word[2]) != number_of_word:
            raise PhraseError(f"`{word[0]}` says two numbers", "write the one that binds")
        return Fraction(number_of_word), phrase[word.end() :].lstrip(" -")
    number = _NUMBER.match(phrase)
    if number is None or (number[2] is not None and not ratios):
        refuse_number(phrase)
    rest = phrase[number.end() :]
    if _NUMBER_GOES_ON.match(rest):
        refuse_number(phrase)
    if number.end() > MOST_DIGITS and sum(map(str.isdigit, number[0])) > MOST_DIGITS:
        raise PhraseError(f"`{phrase[:40]}…` has more than {MOST_DIGITS} digits", "write a shorter figure")
    if number[2] is None:
        return Fraction(number[1]), rest.lstrip(" ")
    divisor = int(number[2])
    if divisor == 0:
        raise PhraseError(f"`{phrase}` divides by zero", "write a figure")
    return Fraction(number[1]) / divisor, rest.lstrip(" ")


def refuse_range(phrase: str) -> NoReturn:
    """Raise the PhraseError for a phrase that names two ends."""
    message, remedy = _RANGE
    raise PhraseError(f"`{phrase}` {message}", remedy)


def refuse_number(phrase: str) -> NoReturn:
    """Raise the PhraseError that says why the phrase doesn't start with a plain number."""
    for pattern, (message, remedy) in _NOT_NUMBERS.items():
        if re.match(pattern, phrase):
            raise PhraseError(f"`{phrase}` {message}", remedy)
    raise PhraseError(f"`{phrase}` doesn't start with a number", "write a figure, then its unit")


def write_decimal(number: Fraction) -> str | None:
    """The number as a plain decimal without trailing zeros, exactly; None where no decimal ends."""
    twos, fives, rest = 0, 0, number.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    return shift_point(number.numerator * 10**places // number.denominator, places)


def shift_point(scaled: int, places: int) -> str:
    """`scaled` / 10**`places` as a decimal, with exactly that many digits after the point."""
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def write_number(number: Fraction) -> str:
    """The number exactly: as a decimal where one ends, as a ratio such as `1/3` where none does."""
    return write_decimal(number) or str(number)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like a word that isn't known, or None where none is alike."""
    names = {name.casefold(): name for name in known}
    import difflib  # only a word that is not known has to be guessed at

    close = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.6)
    return names[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy that names the nearest known word, or says `otherwise` where none is alike."""
    close = nearest(word, known)
    return f"did you mean `{close}`?" if close else otherwise
