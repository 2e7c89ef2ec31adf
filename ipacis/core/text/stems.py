"""Words for full-text search: case-folded, without accents, ``ё`` as ``е``, reduced to a Russian or English stem.

Python and not the database stems the words, so that SQLite and PostgreSQL find the same rows, and so that the words
that were found can be highlighted in the original text.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer import stemmer

from .signs import APOSTROPHES, FORMAT_CHARACTER, FORMAT_CHARACTERS, composed

#: Combining marks and format characters, which are parts of a word.
MARKS = f"\u0300-\u036f{FORMAT_CHARACTERS}"
WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}{MARKS}]+[^\W_]+|[{MARKS}]+)*")
POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s$")
CYRILLIC = re.compile("[\u0400-\u04ff]")
#: The most characters of a word that are compared.
LONGEST = 40

#: The vowel that Russian words such as "дворец" and "список" have in the nominative and no other case.
FLEETING = re.compile(r"(?<=[^аеиоуыэюяьъй])[ео](?=[цк]$)")

RUSSIAN, ENGLISH = stemmer("russian"), stemmer("english")
# A stemmer stores the word on which it works, so only one thread may use it at a time.
TURN = threading.Lock()


class WordKey(NamedTuple):
    """A word for comparison: in small letters without accents, and its stem."""

    plain: str
    term: str


class Word(NamedTuple):
    """A word of a text: the indexes of its first character and of the one after its last, its key and its stem."""

    start: int
    end: int
    plain: str
    term: str


@lru_cache(maxsize=100_000)
def plain_word(word: str) -> str:
    """Return *word* in small letters without accents, apostrophes and a possessive ``'s``; ``й`` stays ``й``.

    >>> plain_word("Артём’s"), plain_word("Молодёжный"), plain_word("O‘zbek")
    ('артем', 'молодежный', 'ozbek')
    """
    word = composed(FORMAT_CHARACTER.sub("", word))[:LONGEST]
    word = POSSESSIVE.sub("", unicodedata.normalize("NFKC", word).casefold())
    bases = (letter if letter == "й" else unicodedata.normalize("NFD", letter) for letter in word)
    # Some apostrophes are letters in Unicode.
    return "".join(sign for base in bases for sign in base if sign.isalnum() and sign not in APOSTROPHES)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a plain *word*: Russian if it has Cyrillic letters, else English. Numbers are unchanged.

    A word of another language is stemmed in the same way in texts and in questions. Therefore the same word is always
    found, and its other forms often.

    >>> stem("совещания"), stem("meetings"), stem("2023")
    ('совещан', 'meet', '2023')
    >>> {stem("дворец"), stem("дворце"), stem("дворцов")}, {stem("список"), stem("списка")}
    ({'дворц'}, {'списк'})
    """
    if word.isdigit():
        return word
    is_cyrillic = CYRILLIC.search(word)
    with TURN:
        found = (RUSSIAN if is_cyrillic else ENGLISH).stemWord(word)
    return FLEETING.sub("", found) if is_cyrillic else found


@lru_cache(maxsize=200_000)
def key_of(word: str) -> WordKey:
    """Return the WordKey of a *word* as it is written. Its texts are empty if nothing of the word can be compared."""
    plain = plain_word(word)
    return WordKey(plain, stem(plain)) if plain else WordKey("", "")


def words(text: str) -> Iterator[Word]:
    """Yield the words of *text* in their order."""
    for match in WORD.finditer(text):
        key = key_of(match.group())
        if key.plain:
            yield Word(match.start(), match.end(), *key)


def word_keys(text: str) -> list[WordKey]:
    """Return the keys of the words of *text* in their order, with repetitions."""
    return [key for key in map(key_of, WORD.findall(text)) if key.plain]


def terms(text: str) -> list[str]:
    """Return the stems of the words of *text* in their order, with repetitions."""
    return [key.term for key in word_keys(text)]
