"""What somebody typed, taken apart: the words and the initials of a name, without offices and forms of address."""

import itertools
import re
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from people.names.alphabet import (
    APOSTROPHES,
    INITIAL_DIGRAPHS,
    INITIALS,
    JCUKEN,
    QWERTY,
    RUSSIAN_INITIALS,
)
from people.names.folding import is_cyrillic, plain, spelling
from people.names.words import ABBREVIATED, OFFICES, PARTICLES

LONGEST_QUERY = 200
OTHER_INITIAL = 0.9
# Words of so many letters, and capitals up to the second, are no slip of the keyboard.
SHORT, LONGEST_ABBREVIATION = 2, 4
MOST_WORDS, MOST_INITIALS, MOST_PIECES = 6, 3, 12

MARKS = re.escape(APOSTROPHES)
POSSESSIVE = re.compile(rf"(?<=\w)[{MARKS}][sS]?(?!\w)")
WORD = re.compile(rf"[^\W\d_]+(?:[{MARKS}\u0300-\u036f]+[^\W\d_]+)*")
# Excellencies would be initials otherwise.
ADDRESS = re.compile(r"\bг-(н|ж)[а-я]*\b|^\s*H\.?\s?E\.?(?=\s+\w{2})", re.IGNORECASE)
DIGRAPHS = frozenset(INITIAL_DIGRAPHS.split())
LAST_TWO = re.compile(r"\b([^\W\d_]{2,})[\s\u2010\u2011-]([^\W\d_]+)\s*$")
TO_JCUKEN = str.maketrans(QWERTY, JCUKEN)
TO_QWERTY = str.maketrans(JCUKEN, QWERTY)


class Query(NamedTuple):
    """The *words* of a name in the order they were typed, and its *initials*, all in small letters."""

    words: tuple
    initials: tuple


def opening(name):
    """Return *name* as its initial is compared: Cyrillic letters as in Russian, Latin ones without their hooks."""
    name = spelling(name)
    return name.translate(RUSSIAN_INITIALS) if is_cyrillic(name) else anyascii(name).lower()


@lru_cache(maxsize=20_000)
def letters_of_name(name):
    """Return the lines of INITIALS that a name with this ``opening`` may begin with."""
    if is_cyrillic(name):
        return {max(filter(name.startswith, INITIALS), key=len, default="")}
    return {
        letters
        for letters, ways in INITIALS.items()
        if any(name.startswith(way) and name[len(way) : len(way) + 1] != "h" for way in ways.split())
    }


@lru_cache(maxsize=2_000)
def letters_of_initial(initial):
    """Return the lines of INITIALS that an initial with this ``opening`` may be cut from."""
    if is_cyrillic(initial):
        return {letters for letters in INITIALS if letters.startswith(initial)}
    return {
        letters for letters, ways in INITIALS.items() if any(initial in (way, way[0]) for way in ways.split())
    }


def same_initial(initial, name):
    """Return how well *initial* ("Ю", "Yu", "C") stands for *name*: 1, less in another spelling, 0 for another letter.

    >>> same_initial("Д", "Дмитрий"), same_initial("C", "Чингиз"), same_initial("Я", "Алексей")
    (1, 0.9, 0)
    """
    initial, name = opening(initial), opening(name)
    if not initial or name.startswith(initial):
        return int(bool(initial))
    if is_cyrillic(initial) and is_cyrillic(name):
        return 0
    return OTHER_INITIAL if letters_of_initial(initial) & letters_of_name(name) else 0


def best_initial(initial, names):
    """Return how well *initial* stands for any of a person's *names* of one role.

    The Cyrillic names say what it may be; only a letter that one of the others begins with is as good.
    """
    cyrillic = [name for name in names if is_cyrillic(name)]
    if not is_cyrillic(initial) and any(opening(name).startswith(opening(initial)) for name in names):
        return 1
    return max((same_initial(initial, name) for name in cyrillic or names), default=0)


def parse(text, *, particles=False):
    """Return the Query in *text*; with *particles* also the words that may be no more than son or daughter of.

    >>> parse("сенатор Д.А.Кобицкий")
    Query(words=('кобицкий',), initials=('д', 'а'))
    """
    names, offices, initials = taken_apart(text, particles=particles)
    return Query(tuple((names or offices)[:MOST_WORDS]), tuple(initials[:MOST_INITIALS]))


def taken_apart(text, *, particles=False):
    """Return three lists: the words in *text* that may be of a name, offices and particles, and the initials."""
    text = ADDRESS.sub(" ", POSSESSIVE.sub(" ", text[:LONGEST_QUERY]))
    tokens = [(found.group(), text[found.end() : found.end() + 1]) for found in WORD.finditer(text)]
    has_small_letters = any(len(word) > 2 and not word.isupper() for word, _after in tokens)
    names, offices, initials = [], [], []
    for word, after in tokens:
        letters = spelling(word)
        if len(letters) == 1 or (after == "." and letters in DIGRAPHS):
            initials.append(letters)
        elif letters in OFFICES or (after == "." and letters in ABBREVIATED):
            offices.append(plain(word))
        elif len(letters) == 2 and word.isupper() and has_small_letters:
            initials += letters
        elif letters:
            (names if particles or plain(word) not in PARTICLES else offices).append(plain(word))
    return names, offices, initials


def excerpts(text):
    """Return two or three neighbours out of *text* at a time, each with the words beside them, as pairs of tuples.

    What has no space in it is not cut: half of Салтыков-Щедрин is somebody else.
    """
    pieces = [tuple(names) for names, *_ in map(taken_apart, text[:LONGEST_QUERY].split()) if names]
    pieces = pieces[:MOST_PIECES]
    found = []
    for length in (3, 2):
        for start in range(len(pieces) - length + 1):
            within, beside = pieces[start : start + length], pieces[:start] + pieces[start + length :]
            words = tuple(itertools.chain(*within))
            if len(words) <= MOST_WORDS and beside:
                found.append((words, tuple(itertools.chain(*beside))))
    return found


def half_typed(text):
    """Return the last word but one of *text*, and the Query in which it is one with the last: Azimbek ky, Rimsky-K.

    >>> half_typed("Nurgul Azimbek ky")
    ('Azimbek', Query(words=('nurgul', 'azimbekky'), initials=()))
    """
    found = LAST_TWO.search(text[:LONGEST_QUERY])
    if not found:
        return "", Query((), ())
    return found[1], parse(text[: found.start()] + found[1] + found[2])


def other_layouts(text):
    """Return *text* as it comes out when the keyboard was set to the other alphabet, nothing for RT and OSCE."""
    text = text[:LONGEST_QUERY]
    letters = len(spelling(text))
    if letters <= SHORT or (letters <= LONGEST_ABBREVIATION and text.isupper()):
        return []
    others = text.translate(TO_JCUKEN), text.translate(TO_QWERTY)
    return [other for other in others if other != text]
