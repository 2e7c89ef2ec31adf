"""Parsing of the text that somebody typed to find a person, into the words and initials of a name."""

import itertools
import re
from typing import NamedTuple

from ipacis.core.text.limits import MAX_QUERY_TEXT
from people.names.alphabet import APOSTROPHES, JCUKEN, QWERTY
from people.names.folding import lowered, spelling
from people.names.initials import DIGRAPHS, MOST_INITIALS
from people.names.words import ABBREVIATED, OFFICES, PARTICLES

#: A text of at most SHORT letters, or of at most LONGEST_ABBREVIATION capitals (OSCE), is not taken for one that was
#: typed in the wrong keyboard layout.
SHORT, LONGEST_ABBREVIATION = 2, 4
#: Only this many words of a name, and this many pieces of a text, are read.
MOST_WORDS, MOST_PIECES = 6, 12

MARKS = re.escape(APOSTROPHES)
POSSESSIVE = re.compile(rf"(?<=\w)[{MARKS}][sS]?(?!\w)")
WORD = re.compile(rf"[^\W\d_]+(?:[{MARKS}\u0300-\u036f]+[^\W\d_]+)*")
#: Forms of address that would otherwise be read as initials: H.E. (His Excellency), г-н, г-жа.
ADDRESS = re.compile(r"\bг-(н|ж)[а-я]*\b|^\s*H\.?\s?E\.?(?=\s+\w{2})", re.IGNORECASE)
LAST_TWO = re.compile(r"\b([^\W\d_]{2,})[\s\u2010\u2011-]([^\W\d_]+)\s*$")
TO_JCUKEN = str.maketrans(QWERTY, JCUKEN)
TO_QWERTY = str.maketrans(JCUKEN, QWERTY)


class NameQuestion(NamedTuple):
    """The *words* of a name in the order in which they were typed, and its *initials*, all in lower case."""

    words: tuple[str, ...]
    initials: tuple[str, ...]


class TypedWords(NamedTuple):
    """The words of a text: possible *names*, *others* (offices and particles), and *initials*."""

    names: list[str]
    others: list[str]
    initials: list[str]


class NameAmongWords(NamedTuple):
    """Neighbouring words of a text that may be a *name*, and *beside*, the other words of the text."""

    name: tuple[str, ...]
    beside: tuple[str, ...]


class HalfTyped(NamedTuple):
    """The *first* half of a double name as it was typed, and a *question* in which both halves are joined."""

    first: str
    question: NameQuestion


def read_question(text: str, *, particles: bool = False) -> NameQuestion:
    """Return the NameQuestion in *text*. If *particles* is true, words like "oglu" are kept as words of the name.

    >>> read_question("сенатор Д.А.Кобицкий")
    NameQuestion(words=('кобицкий',), initials=('д', 'а'))
    """
    typed = typed_words(text, particles=particles)
    words = typed.names or typed.others
    return NameQuestion(tuple(words[:MOST_WORDS]), tuple(typed.initials[:MOST_INITIALS]))


def typed_words(text: str, *, particles: bool = False) -> TypedWords:
    """Return the TypedWords of *text*. If *particles* is true, particles are among the names."""
    text = ADDRESS.sub(" ", POSSESSIVE.sub(" ", text[:MAX_QUERY_TEXT]))
    tokens = [(found.group(), text[found.end() : found.end() + 1]) for found in WORD.finditer(text)]
    has_small_letters = any(len(word) > 2 and not word.isupper() for word, _after in tokens)
    names, others, initials = [], [], []
    for word, after in tokens:
        letters = spelling(word)
        if len(letters) == 1 or (after == "." and letters in DIGRAPHS):
            initials.append(letters)
        elif letters in OFFICES or (after == "." and letters in ABBREVIATED):
            others.append(lowered(word))
        elif len(letters) == 2 and word.isupper() and has_small_letters:
            initials += letters
        elif letters:
            (names if particles or lowered(word) not in PARTICLES else others).append(lowered(word))
    return TypedWords(names, others, initials)


def names_among_words(text: str) -> list[NameAmongWords]:
    """Return every three and every two neighbouring pieces of *text* as a NameAmongWords.

    Pieces are separated by spaces and not by hyphens, because half of Салтыков-Щедрин is another name.
    """
    typed = (typed_words(piece) for piece in text[:MAX_QUERY_TEXT].split())
    pieces = [tuple(words.names) for words in typed if words.names][:MOST_PIECES]
    found = []
    for length in (3, 2):
        for start in range(len(pieces) - length + 1):
            within, beside = pieces[start : start + length], pieces[:start] + pieces[start + length :]
            name = tuple(itertools.chain(*within))
            if len(name) <= MOST_WORDS and beside:
                found.append(NameAmongWords(name, tuple(itertools.chain(*beside))))
    return found


def half_typed(text: str) -> HalfTyped:
    """Return the last two words of *text* as a double name whose end is not typed yet: Azimbek ky, Rimsky-K.

    Both fields are empty if *text* does not end in two words.

    >>> half_typed("Nurgul Azimbek ky")
    HalfTyped(first='Azimbek', question=NameQuestion(words=('nurgul', 'azimbekky'), initials=()))
    """
    found = LAST_TWO.search(text[:MAX_QUERY_TEXT])
    if not found:
        return HalfTyped("", NameQuestion((), ()))
    return HalfTyped(found[1], read_question(text[: found.start()] + found[1] + found[2]))


def other_layouts(text: str) -> list[str]:
    """Return *text* as typed with the same keys in the other keyboard layout, English and Russian.

    Empty for abbreviations and very short texts (``SHORT``).
    """
    text = text[:MAX_QUERY_TEXT]
    letters = len(spelling(text))
    if letters <= SHORT or (letters <= LONGEST_ABBREVIATION and text.isupper()):
        return []
    others = text.translate(TO_JCUKEN), text.translate(TO_QWERTY)
    return [other for other in others if other != text]
