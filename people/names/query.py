"""What somebody typed, taken apart: the words and the initials of a name, without offices and forms of address."""

import re
from typing import NamedTuple

from people.names.alphabet import APOSTROPHES, INITIALS, JCUKEN, QWERTY
from people.names.folding import keys, plain, spelling
from people.names.words import OFFICES, PARTICLES

LONGEST_QUERY = 200
MOST_WORDS = 6

POSSESSIVE = re.compile(rf"(?<=\w)[{re.escape(APOSTROPHES)}][sS]?(?=$|[\s,.;:!?])|(?<=\w)[{re.escape(APOSTROPHES)}]s\b")
WORD = re.compile(rf"[^\W\d_]+(?:[{re.escape(APOSTROPHES)}\u0300-\u036f][^\W\d_]*)*")
ADDRESS = re.compile(r"\bг-(н|жа)[а-я]*\b", re.IGNORECASE)
# Digraphs that stand for one letter in an initial: Yu. Osipov.
DIGRAPHS = frozenset("yu ya ye yo iu ia zh kh ch sh ts dz dj dzh ju ja je jo".split())
TO_JCUKEN = str.maketrans(QWERTY + QWERTY.upper().replace("[", "{"), JCUKEN + JCUKEN.upper().replace("[", "{"))
TO_QWERTY = str.maketrans(JCUKEN, QWERTY)


class Query(NamedTuple):
    words: tuple
    initials: tuple


def initial_letters(name):
    """Return the letters that an initial of *name* may be written with."""
    letters = {spelling(name)[:1]} | {key.deep[:1] for key in keys(name)} | {key.light[:1] for key in keys(name)}
    return letters - {""}


def same_initial(initial, name):
    """Tell whether *initial* ("Ю", "Yu", "C") may stand for *name*."""
    wanted, have = initial_letters(initial), initial_letters(name)
    if wanted & have:
        return True
    return any(wanted & set(line[1:]) and line[0] in have or wanted & {line[0]} and have & set(line[1:]) for line in INITIALS)


def parse(text):
    """Return the Query in *text*.

    >>> parse("сенатор Д.А.Кобицкий")
    Query(words=('кобицкий',), initials=('д', 'а'))
    """
    text = ADDRESS.sub(" ", POSSESSIVE.sub(" ", text[:LONGEST_QUERY]))
    tokens = [(match.group(), text[match.end() : match.end() + 1]) for match in WORD.finditer(text)]
    long_ones = [word for word, _after in tokens if len(spelling(word)) > 2]
    words, initials = [], []
    for word, after in tokens:
        letters = spelling(word)
        if len(letters) == 1 or (after == "." and letters in DIGRAPHS):
            initials.append(letters)
        elif len(letters) == 2 and word.isupper() and long_ones and not all(long.isupper() for long in long_ones):
            initials += letters
        elif letters:
            words.append(plain(word))
    names = [word for word in words if spelling(word) not in OFFICES and word not in PARTICLES]
    return Query(tuple((names or words)[:MOST_WORDS]), tuple(initials[:3]))


def other_layouts(text):
    """Return *text* as it comes out when the keyboard was set to the other alphabet."""
    return [text.translate(TO_JCUKEN), text.lower().translate(TO_QWERTY)]
