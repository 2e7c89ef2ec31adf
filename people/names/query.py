"""What somebody typed, taken apart: the words and the initials of a name, without offices and forms of address."""

import re
from typing import NamedTuple

from people.names.alphabet import APOSTROPHES, INITIAL_DIGRAPHS, INITIALS, JCUKEN, QWERTY
from people.names.folding import keys, plain, spelling
from people.names.words import OFFICES, PARTICLES

LONGEST_QUERY = 200
OTHER_INITIAL = 0.9
MOST_WORDS, MOST_INITIALS = 6, 3

MARKS = re.escape(APOSTROPHES)
POSSESSIVE = re.compile(rf"(?<=\w)[{MARKS}][sS]?(?!\w)")
WORD = re.compile(rf"[^\W\d_]+(?:[{MARKS}\u0300-\u036f]+[^\W\d_]+)*")
ADDRESS = re.compile(r"\bг-(н|ж)[а-я]*\b", re.IGNORECASE)
DIGRAPHS = frozenset(INITIAL_DIGRAPHS.split())
TO_JCUKEN = str.maketrans(QWERTY, JCUKEN)
TO_QWERTY = str.maketrans(JCUKEN, QWERTY)


class Query(NamedTuple):
    """The *words* of a name in the order they were typed, and its *initials*, all in small letters."""

    words: tuple
    initials: tuple


def initial_letters(name):
    """Return the letters that an initial of *name* may be written with."""
    letters = {spelling(name)[:1]}
    for key in keys(name):
        letters |= {key.light[:1], key.deep[:1]}
    return letters - {""}


def same_initial(initial, name):
    """Return how well *initial* ("Ю", "Yu", "C") stands for *name*: 1, less for a letter of another alphabet, 0.

    >>> same_initial("Д", "Дмитрий"), same_initial("C", "Чингиз"), same_initial("Д", "Андрей")
    (1, 0.9, 0)
    """
    wanted, have = initial_letters(initial), initial_letters(name)
    if wanted & have:
        return 1
    for first, *others in INITIALS:
        if (first in have and wanted & set(others)) or (first in wanted and have & set(others)):
            return OTHER_INITIAL
    return 0


def parse(text, *, particles=False):
    """Return the Query in *text*; with *particles* also the words that may be no more than son or daughter of.

    >>> parse("сенатор Д.А.Кобицкий")
    Query(words=('кобицкий',), initials=('д', 'а'))
    """
    text = ADDRESS.sub(" ", POSSESSIVE.sub(" ", text[:LONGEST_QUERY]))
    tokens = [(found.group(), text[found.end() : found.end() + 1]) for found in WORD.finditer(text)]
    has_small_letters = any(len(word) > 2 and not word.isupper() for word, _after in tokens)
    words, initials = [], []
    for word, after in tokens:
        letters = spelling(word)
        if len(letters) == 1 or (after == "." and letters in DIGRAPHS):
            initials.append(letters)
        elif len(letters) == 2 and word.isupper() and has_small_letters and letters not in OFFICES:
            initials += letters
        elif letters:
            words.append(plain(word))
    names = [word for word in words if spelling(word) not in OFFICES and (particles or word not in PARTICLES)]
    return Query(tuple((names or words)[:MOST_WORDS]), tuple(initials[:MOST_INITIALS]))


def other_layouts(text):
    """Return *text* as it comes out when the keyboard was set to the other alphabet."""
    text = text[:LONGEST_QUERY]
    others = text.translate(TO_JCUKEN), text.translate(TO_QWERTY)
    return [other for other in others if other != text]
