"""What the site knows of a language besides its texts: the script, the locale and the order of its alphabet.

Data: a line is needed where the default of ``Language`` is wrong. To teach the site another one add a line, and
run ``manage.py rebuild_names`` where its alphabet changes.
"""

from typing import NamedTuple

from .fold import fold
from .labels import current_language

CYRILLIC, LATIN = "cyrillic", "latin"


class Language(NamedTuple):
    """A language: its *script*, *locale*, and the *places* of letters that its alphabet has elsewhere than Unicode.

    The script says which font a page asks for first, and which language a text without a label may be in. The locale
    is what social networks call the language with its country (Open Graph); without one they are told nothing.

    A letter of *places* is sorted as the letters beside it. The tails "яя" and "zz" stand behind every name that
    begins with the letter before them, and no name begins with them, so the order holds in each collation of a
    database; the alphabet of a language without *places* is that of Unicode (ё is е for ``fold``).
    """

    script: str = LATIN
    locale: str = ""
    places: dict[str, str] = {}


DEFAULT = Language()
LANGUAGES = {
    "en": Language(LATIN, "en_GB"),
    "ru": Language(CYRILLIC, "ru_RU"),
    # і stands where Russian has и; ў follows у
    "be": Language(CYRILLIC, "be_BY", {"і": "и", "ў": "уяя"}),
    "uk": Language(CYRILLIC, "uk_UA", {"ґ": "гяя", "є": "еяя", "і": "ияя", "ї": "ияяя"}),
    # і stands between ы and ь; the others follow the letters that they were made of
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
    # x and ı stand between h and i, q stands between k and l
    "az": Language(
        LATIN,
        "az_AZ",
        {
            "ç": "czz", "ə": "ezz", "ğ": "gzz", "x": "hzz", "ı": "hzzz", "q": "kzz", "ö": "ozz", "ş": "szz",
            "ü": "uzz",
        },
    ),
    # ä follows e, ž follows j
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


def about(code: str) -> Language:
    """Return what is known of the language *code*, the default where it has no line."""
    return LANGUAGES.get(code, DEFAULT)


def alphabetical(text: str, language: str | None = None) -> str:
    """Return *text* as a key that sorts by the alphabet of *language*, by default the active one.

    >>> sorted(["Ўладзіслаў", "Фёдар", "Ігар", "Уладзімір", "Ян"], key=lambda name: alphabetical(name, "be"))
    ['Ігар', 'Уладзімір', 'Ўладзіслаў', 'Фёдар', 'Ян']
    """
    places = about(language or current_language()).places
    return "".join(places.get(letter, letter) for letter in fold(text))


def letters_behind(key: str, language: str) -> list[str]:
    """Return the keys of the letters that are sorted behind the letter of the *key*, as names that begin with it.

    >>> letters_behind("у", "be"), letters_behind("а", "be")
    (['уяя'], [])
    """
    return [place for place in about(language).places.values() if place != key and place.startswith(key)]
