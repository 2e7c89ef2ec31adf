"""The signs of a text: Unicode in its composed form (NFC), and without signs that nobody sees."""

import re
import unicodedata

#: The inside of a character class of the signs that nobody sees: all format characters (Unicode category Cf), such as
#: soft hyphens, zero-width spaces, byte order marks and tags, and the others that Unicode calls default ignorable, such
#: as variation selectors and fillers.
FORMAT_CHARACTERS = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
FORMAT_CHARACTER = re.compile(f"[{FORMAT_CHARACTERS}]")
#: The empty pattern of Braille, a symbol that is blank.
BLANK = "\u2800"
#: The signs that are written for an apostrophe or for a letter that looks like one.
APOSTROPHES = "'’‘‛ʼʻʾʿʹˈ`´′＇"
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
        # What stood between a letter and its accent goes first.
        text = composed(FORMAT_CHARACTER.sub("", text))
    return text if is_visible(text) else ""


def is_visible(text: str) -> bool:
    """Say whether *text* has a sign that readers see. An accent without a letter is none."""
    seen = (sign for sign in FORMAT_CHARACTER.sub("", text) if sign != BLANK)
    return any(unicodedata.category(sign)[0] not in "ZCM" for sign in seen)
