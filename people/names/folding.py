"""The key of a word of a name: what it sounds like, in whatever alphabet and spelling it was written."""

import itertools
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from people.names.alphabet import APOSTROPHES, CYRILLIC, LATIN, LOOKALIKES, LOOKALIKES_IN_CYRILLIC

# Longer words are no names; the rest of one is not looked at.
LONGEST_WORD = 40
# Ambiguous letters multiply; the likeliest readings come first, and these many are kept.
MOST_READINGS = 12
VOWELS = "aeiou"

READINGS = {
    letters: (sounds,) if isinstance(sounds, str) else sounds
    for letters, sounds in (CYRILLIC | LATIN | dict.fromkeys(APOSTROPHES, "")).items()
}
LONGEST_LETTERS = max(map(len, READINGS))
VOWEL_RUN = re.compile(f"[{VOWELS}]{{2,}}")
DOUBLED = re.compile(r"(.)\1+")
CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
LATIN_LETTER = re.compile("[a-z\u00c0-\u024f]")
HOOKED_O = re.compile(f"(?<=o)[{re.escape(APOSTROPHES)}]")


class Key(NamedTuple):
    """One reading of a word: *light* has a letter for each sound, *deep* leaves out what spellings disagree on."""

    light: str
    deep: str


def plain(text):
    """Return *text* as NFC without case and without what cannot be part of a word: marks, controls, surrogates."""
    text = unicodedata.normalize("NFC", text.replace("İ", "I")).casefold()
    return "".join(
        letter for letter in text if unicodedata.category(letter) not in {"Mn", "Me", "Cf", "Cc", "Cs"}
    )


def is_cyrillic(word):
    """Tell whether *word*, in small letters, begins with a Cyrillic one."""
    return bool(CYRILLIC_LETTER.match(word))


def in_one_alphabet(word):
    """Return *word* with its look-alikes moved to the alphabet that its other letters are of, or most of them.

    Where as many are of either it is returned in both.
    """
    cyrillic, latin = set(CYRILLIC_LETTER.findall(word)), set(LATIN_LETTER.findall(word))
    if not cyrillic or not latin:
        return [word]
    surely_cyrillic, surely_latin = cyrillic - LOOKALIKES.keys(), latin - LOOKALIKES_IN_CYRILLIC.keys()
    weights = (len(surely_cyrillic), len(cyrillic)), (len(surely_latin), len(latin))
    tables = [LOOKALIKES] * (weights[0] <= weights[1]) + [LOOKALIKES_IN_CYRILLIC] * (weights[0] >= weights[1])
    return ["".join(table.get(letter, letter) for letter in word) for table in tables]


def known_letters(word):
    """Return *word* with letters that have no line in the tables replaced by those they come from."""
    letters = []
    for letter in word:
        if letter in READINGS:
            letters.append(letter)
        else:
            base = unicodedata.normalize("NFD", letter)[0]
            letters.append(base if base in READINGS else anyascii(letter).lower())
    return "".join(letters)


def deepen(light):
    """Return the deep key of a light one: no i beside another vowel, no doubled letters.

    >>> deepen("mirziioiev"), deepen("kobiTkii")
    ('mirzoev', 'kobiTki')
    """
    deep = VOWEL_RUN.sub(lambda run: run.group().replace("i", "") or "i", light)
    return DOUBLED.sub(r"\1", deep)


@lru_cache(maxsize=20_000)
def keys(word):
    """Return the Keys of one *word*, the likeliest reading first; none for what has no letters.

    >>> keys("Кобицкий")
    (Key(light='kobiTkii', deep='kobiTki'),)
    >>> [key.deep for key in keys("Kobicky")]
    ['kobiki', 'kobiTki']
    """
    lights = itertools.chain(*map(sounds, in_one_alphabet(plain(word[:LONGEST_WORD]))))
    return tuple(Key(light, deepen(light)) for light in dict.fromkeys(lights) if light)


def sounds(word):
    """Return the light keys of *word*, plain and in one alphabet."""
    word = HOOKED_O.sub(APOSTROPHES[0], known_letters(word))
    readings, position = [""], 0
    while position < len(word):
        for length in range(LONGEST_LETTERS, 0, -1):
            ways = READINGS.get(word[position : position + length])
            if ways is not None and position + length <= len(word):
                readings = [start + sound for start, sound in itertools.product(readings, ways)]
                readings = readings[:MOST_READINGS]
                position += length
                break
        else:
            position += 1
    return readings


@lru_cache(maxsize=20_000)
def spelling(word):
    """Return *word* as it is compared letter by letter: without case, marks and apostrophes."""
    return "".join(letter for letter in plain(word[:LONGEST_WORD]) if letter.isalpha())
