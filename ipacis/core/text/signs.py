"""The signs of a text: Unicode in its composed form (NFC), and without signs that nobody sees."""

import re
import unicodedata

#: The inside of a character class of all format characters (Unicode category Cf): soft hyphens, zero-width spaces and
#: joiners, directions of writing, byte order marks, tags.
FORMAT_CHARACTERS = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
FORMAT_CHARACTER = re.compile(f"[{FORMAT_CHARACTERS}]")
#: Letters and symbols that are blank: fillers of Hangul, the empty pattern of Braille.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
#: The signs that are written for an apostrophe or for a letter that looks like one.
APOSTROPHES = "'’‘ʼʻ`´′"
ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def composed(text: str) -> str:
    """Return *text* in NFC, in which a letter with an accent is one character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def tidied(text: str) -> str:
    """Return *text* in NFC and without format characters; "" if it has no visible sign.

    >>> tidied("Мо\\u00adлодёжь\\u200b"), tidied("\\u200b \\u2800")
    ('Молодёжь', '')
    """
    if not text.isascii():
        text = FORMAT_CHARACTER.sub("", composed(text))
    return text if is_visible(text) else ""


def is_visible(text: str) -> bool:
    """Say whether *text* has a sign that readers see."""
    return any(unicodedata.category(sign)[0] not in "ZC" and sign not in BLANK for sign in text)
