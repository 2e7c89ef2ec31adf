"""The script, the locale and the alphabetical order of languages.

A language needs an entry in LANGUAGES if the defaults of ``Language`` are wrong for it. After a change of an alphabet,
run ``manage.py rebuild_names``.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Model

from .fold import fold
from .labels import current_language

CYRILLIC, LATIN = "cyrillic", "latin"
#: {script: the beginning of sort keys that come after those of all names in this script, as in ``Language.places``}
LAST = {CYRILLIC: "яяяя", LATIN: "zzzz", "armenian": "ֆֆֆֆ", "georgian": "ჰჰჰჰ"}

#: Letters that have a place of their own in every alphabet, although Unicode can compose them of another one.
OWN_LETTERS = frozenset("й")
#: {letter without a decomposition in Unicode: the letter under which other alphabets file it}
BASES = {
    "ø": "o", "ł": "l", "ı": "i", "ə": "e", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "n",
    "ŧ": "t", "ɓ": "b", "ɣ": "g", "ƣ": "g", "ƶ": "z", "ʒ": "z", "ĳ": "ij",
    "і": "и", "є": "е", "ґ": "г", "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х",
    "ҳ": "х", "ҷ": "ч", "ђ": "д", "ј": "й", "љ": "л", "њ": "н", "ћ": "ч", "џ": "ж", "ѕ": "з",
    "җ": "ж", "ҙ": "з", "ҡ": "к", "ҝ": "к", "ҫ": "с", "ҹ": "ч", "ҧ": "п", "ѣ": "е", "ѳ": "ф", "ѵ": "и",
}  # fmt: skip


class Language(NamedTuple):
    """The script, the locale and the alphabetical order of a language.

    The *script* determines which font a page loads first, and helps to guess the language of a text. The *locale* is
    the value of ``og:locale`` (Open Graph), such as "en_GB"; a page in a language without a locale has no such value.

    *places* is {letter: sort key} of the letters that the alphabet has in another place than Unicode. A letter without
    an entry is filed under its base letter, such as ö under o and қ under к (``filed_under``). A key such as "уяя" sorts
    after all names that begin with "у", because no name begins with "уяя"; "zz" does the same in the Latin alphabet. The
    keys consist of ordinary letters, so that every collation of a database sorts them in this order.
    """

    script: str = LATIN
    locale: str = ""
    places: dict[str, str] = {}


DEFAULT = Language()
LANGUAGES = {
    "en": Language(LATIN, "en_GB"),
    "ru": Language(CYRILLIC, "ru_RU"),
    # і takes the place that и has in Russian; ў follows у.
    "be": Language(CYRILLIC, "be_BY", {"і": "и", "ў": "уяя"}),
    "uk": Language(CYRILLIC, "uk_UA", {"ґ": "гяя", "є": "еяя", "і": "ияя", "ї": "ияяя"}),
    # і is between ы and ь; the other letters follow the letters from which they were formed.
    "kk": Language(
        CYRILLIC,
        "kk_KZ",
        {
            "ә": "аяя", "ғ": "гяя", "қ": "кяя", "ң": "няя", "ө": "ояя", "ұ": "уяя", "ү": "уяяя", "һ": "хяя",
            "і": "ыяя",
        },
    ),
    "ky": Language(CYRILLIC, "ky_KG", {"ң": "няя", "ө": "ояя", "ү": "уяя"}),
    "tg": Language(
        CYRILLIC, "tg_TJ", {"ғ": "гяя", "ӣ": "ияя", "қ": "кяя", "ӯ": "уяя", "ҳ": "хяя", "ҷ": "чяя"}
    ),
    # x and ı are between h and i, q is between k and l.
    "az": Language(
        LATIN,
        "az_AZ",
        {
            "ç": "czz", "ə": "ezz", "ğ": "gzz", "x": "hzz", "ı": "hzzz", "q": "kzz", "ö": "ozz", "ş": "szz",
            "ü": "uzz",
        },
    ),
    # ä follows e, ž follows j.
    "tk": Language(
        LATIN,
        "tk_TM",
        {"ç": "czz", "ä": "ezz", "ž": "jzz", "ň": "nzz", "ö": "ozz", "ş": "szz", "ü": "uzz", "ý": "yzz"},
    ),
    "ro": Language(LATIN, "ro_RO", {"ă": "azz", "â": "azzz", "î": "izz", "ș": "szz", "ț": "tzz"}),
    "uz": Language(LATIN, "uz_UZ"),  # in the Latin alphabet of 1995
    "hy": Language("armenian", "hy_AM"),
    "ka": Language("georgian", "ka_GE"),
    "bg": Language(CYRILLIC, "bg_BG"),
    "sr": Language(CYRILLIC, "sr_RS"),
    "mn": Language(CYRILLIC, "mn_MN"),
}  # fmt: skip

#: The digits of a number, and the most digits whose value counts in the order of names.
NUMBER, LONGEST_NUMBER = re.compile(r"[0-9]+"), 12


def about(code: str) -> Language:
    """Return the Language with *code*, the default if it has no entry."""
    return LANGUAGES.get(code, DEFAULT)


def filed_under(letter: str, language: str) -> str:
    """Return the letter of the alphabet of *language* under which lists file *letter*, which is folded.

    >>> filed_under("ö", "en"), filed_under("š", "en"), filed_under("і", "ru"), filed_under("ө", "ky")
    ('o', 's', 'и', 'ө')

    An accent that is a character of its own is filed under nothing.
    """
    if letter in about(language).places or letter in OWN_LETTERS:
        return letter
    base = unicodedata.normalize("NFD", letter)[0]
    return "" if unicodedata.combining(base) else BASES.get(base, base)


@lru_cache(maxsize=10_000)
def place_of(letter: str, language: str) -> str:
    """Return the sort key of *letter*, which is folded, in the alphabet of *language*."""
    letter = filed_under(letter, language)
    return about(language).places.get(letter, letter)


@lru_cache(maxsize=10_000)
def script_of(letter: str) -> str:
    """Return the script of *letter* as Unicode names it, such as "latin"; "" for a sign without a name."""
    return unicodedata.name(letter, "").partition(" ")[0].lower()


def alphabetical(text: str, language: str | None = None) -> str:
    """Return the sort key of *text* in the alphabet of *language*, by default the active one.

    Texts that begin with a letter of another script come last.

    >>> sorted(["Ўладзіслаў", "Фёдар", "Ігар", "Уладзімір", "Ян"], key=lambda name: alphabetical(name, "be"))
    ['Ігар', 'Уладзімір', 'Ўладзіслаў', 'Фёдар', 'Ян']
    >>> sorted(["Zzyzx", "Özbek", "Šefčovič", "Petrov", "Sidorov"], key=lambda name: alphabetical(name, "en"))
    ['Özbek', 'Petrov', 'Šefčovič', 'Sidorov', 'Zzyzx']
    >>> sorted(["Brown", "Яшин", "Абаев"], key=lambda name: alphabetical(name, "ru"))
    ['Абаев', 'Яшин', 'Brown']
    """
    language = language or current_language()
    text, script = fold(text), about(language).script
    first = next(filter(str.isalpha, text), "")
    beginning = LAST.get(script, "") if first and script_of(first) != script else ""
    return beginning + "".join(place_of(letter, language) for letter in text)


def naturally(text: str) -> str:
    """Return the sort key of *text* in the active language, with numbers in the order of their values.

    >>> sorted(["No. 29", "No. 9"], key=naturally)
    ['No. 9', 'No. 29']
    """
    return NUMBER.sub(lambda found: found[0].zfill(LONGEST_NUMBER), alphabetical(text))


def by_name(rows: Iterable[Model]) -> list[Model]:
    """Return *rows* in the natural order of their names in the active language."""
    return sorted(rows, key=lambda row: (naturally(row.name), row.pk))


def letters_behind(key: str, language: str) -> list[str]:
    """Return the sort keys of the other letters whose sort keys begin with *key*, the sort key of a letter.

    A query for the sort keys that begin with *key* must exclude these letters: "ў" has the key "уяя", which begins
    with "у".

    >>> letters_behind("у", "be"), letters_behind("а", "be")
    (['уяя'], [])
    """
    return [place for place in about(language).places.values() if place != key and place.startswith(key)]
