"""The sound keys of a word of a name, which are equal for its spellings in all alphabets."""

import itertools
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from people.names.alphabet import APOSTROPHES, CYRILLIC, LATIN, LOOKALIKES, LOOKALIKES_IN_CYRILLIC

#: Only this many characters of a word are read; no word of a name is longer.
LONGEST_WORD = 40
#: Only this many readings of a word are kept, the likeliest, because each ambiguous letter multiplies their number.
MOST_READINGS = 12
VOWELS = "aeiou"

#: {letters: the sounds that they may stand for, the likeliest first}
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


class SoundKey(NamedTuple):
    """One reading of a word, in the letters that ``alphabet`` describes.

    *light* has a letter for each sound; *deep* leaves out the sounds that some spellings write and others do not.
    """

    light: str
    deep: str


def lowered(text: str) -> str:
    """Return *text* in lower case (casefold, NFC), without control characters, surrogates and separate marks.

    Separate marks are combining characters that NFC does not join with a letter, such as stress accents in Russian.
    """
    text = unicodedata.normalize("NFC", text.replace("İ", "I")).casefold()
    return "".join(
        letter for letter in text if unicodedata.category(letter) not in {"Mn", "Me", "Cf", "Cc", "Cs"}
    )


def is_cyrillic(word: str) -> bool:
    """Say whether *word*, which is in lower case, begins with a Cyrillic letter."""
    return bool(CYRILLIC_LETTER.match(word))


def in_one_alphabet(word: str) -> list[str]:
    """Return *word* in one alphabet, with the look-alike letters of the other alphabet replaced.

    It is the alphabet that has more of the letters of *word* without a look-alike, or, if these are equally many, more
    of all its letters. A word with equally many of each is returned in both alphabets. Repeated letters count once.
    """
    cyrillic, latin = set(CYRILLIC_LETTER.findall(word)), set(LATIN_LETTER.findall(word))
    if not cyrillic or not latin:
        return [word]
    surely_cyrillic, surely_latin = cyrillic - LOOKALIKES.keys(), latin - LOOKALIKES_IN_CYRILLIC.keys()
    weights = (len(surely_cyrillic), len(cyrillic)), (len(surely_latin), len(latin))
    tables = [LOOKALIKES] * (weights[0] <= weights[1]) + [LOOKALIKES_IN_CYRILLIC] * (weights[0] >= weights[1])
    return ["".join(table.get(letter, letter) for letter in word) for table in tables]


def known_letters(word: str) -> str:
    """Return *word* with each letter that READINGS lacks replaced by its base letter, or else by its ASCII form."""
    letters = []
    for letter in word:
        if letter in READINGS:
            letters.append(letter)
        else:
            base = unicodedata.normalize("NFD", letter)[0]
            letters.append(base if base in READINGS else anyascii(letter).lower())
    return "".join(letters)


def deep_key(light: str) -> str:
    """Return the deep key of a *light* key, without i beside another vowel and with repeated letters written once.

    >>> deep_key("mirziioiev"), deep_key("kobiTkii")
    ('mirzoev', 'kobiTki')
    """
    deep = VOWEL_RUN.sub(lambda run: run.group().replace("i", "") or "i", light)
    return DOUBLED.sub(r"\1", deep)


@lru_cache(maxsize=20_000)
def sound_keys(word: str) -> tuple[SoundKey, ...]:
    """Return the SoundKeys of one *word*, the likeliest reading first; none for a word without letters.

    >>> sound_keys("Кобицкий")
    (SoundKey(light='kobiTkii', deep='kobiTki'),)
    >>> [key.deep for key in sound_keys("Kobicky")]
    ['kobiki', 'kobiTki']
    """
    lights = itertools.chain(*map(light_keys, in_one_alphabet(lowered(word[:LONGEST_WORD]))))
    return tuple(SoundKey(light, deep_key(light)) for light in dict.fromkeys(lights) if light)


def light_keys(word: str) -> list[str]:
    """Return the light keys of *word*, the likeliest first. *word* must be in lower case and in one alphabet."""
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
def spelling(word: str) -> str:
    """Return the letters of *word* in lower case, without apostrophes and separate marks, to compare spellings."""
    return "".join(letter for letter in lowered(word[:LONGEST_WORD]) if letter.isalpha())
