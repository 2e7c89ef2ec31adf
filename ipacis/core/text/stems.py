"""Words as the search compares them: without case and accents, ``ё`` as ``е``, cut to a Russian or English stem.

It is done here and not in the database, so that both databases find the same for the same words, and so that
what matched can be marked in the text as it was written.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer import stemmer

APOSTROPHES = "'’‘ʼʻ`´′"
MARKS = "\u0300-\u036f"
WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}{MARKS}]+[^\W_]+|[{MARKS}]+)*")
POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s$")
CYRILLIC = re.compile("[\u0400-\u04ff]")
LONGEST = 40

RUSSIAN, ENGLISH = stemmer("russian"), stemmer("english")
# A stemmer keeps the word it works on in itself.
TURN = threading.Lock()


class Word(NamedTuple):
    """A word of a text: where it stands, its letters as they are compared, and its stem."""

    start: int
    end: int
    plain: str
    term: str


@lru_cache(maxsize=100_000)
def plain_word(word):
    """Return *word* in small letters without accents and apostrophes; ``й`` is a letter of its own.

    >>> plain_word("Артём’s"), plain_word("Молодёжный"), plain_word("O‘zbek")
    ('артем', 'молодежный', 'ozbek')
    """
    word = POSSESSIVE.sub("", unicodedata.normalize("NFKC", word[:LONGEST]).casefold())
    bases = (letter if letter == "й" else unicodedata.normalize("NFD", letter) for letter in word)
    return "".join(sign for base in bases for sign in base if sign.isalnum())


@lru_cache(maxsize=100_000)
def stem(word):
    """Return the stem of a plain *word*: Russian for Cyrillic letters, English for Latin ones.

    >>> stem("совещания"), stem("meetings"), stem("2023")
    ('совещан', 'meet', '2023')
    """
    if word.isdigit():
        return word
    with TURN:
        return (RUSSIAN if CYRILLIC.search(word) else ENGLISH).stemWord(word)


def words(text):
    """Yield the Words of *text* in their order."""
    for match in WORD.finditer(text):
        if plain := plain_word(match.group()):
            yield Word(match.start(), match.end(), plain, stem(plain))


def terms(text):
    """Return the stems of *text* in their order."""
    return [word.term for word in words(text)]
