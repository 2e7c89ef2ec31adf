"""A validator of passwords that are long and nevertheless easy to guess."""

from itertools import pairwise

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Rows of keyboards, and alphabets. In the row of digits, 0 is before 1 and after 9.
ROWS = [
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
]
#: Pairs of characters that are next to each other in a row, in both directions.
NEIGHBOURS = {pair for row in ROWS for line in (row, row[::-1]) for pair in pairwise(line)}
#: A password needs at least this many unpredictable characters.
FEWEST = 6
#: Only this many characters at the beginning of a password are examined.
EXAMINED = 100


def unpredictable_characters(password: str) -> int:
    """Count the characters of *password* that cannot be predicted from the characters before them.

    A character can be predicted if it repeats the previous one, is next to it in one of ROWS, or repeats the text
    before it with a fixed period. The result is 1 for "abcabcabcabc" and 5 for "hellohello12".
    """
    text = password.casefold()[:EXAMINED]
    candidates = [
        place
        for place, character in enumerate(text)
        if place == 0 or (text[place - 1] != character and (text[place - 1], character) not in NEIGHBOURS)
    ]
    return min(
        (
            sum(place < period or text[place] != text[place - period] for place in candidates)
            for period in range(1, len(text) // 2 + 1)
        ),
        default=len(candidates),
    )


class VariedPasswordValidator:
    """Refuses repetitive passwords and rows, such as "aaaaaaaaaaaa", "abcabcabcabc" and "1234567890ab"."""

    def validate(self, password: str, user: AbstractUser | None = None) -> None:
        """Raise ValidationError with the code ``password_too_regular``."""
        if unpredictable_characters(password) < FEWEST:
            raise ValidationError(
                _(
                    "This password is easy to guess: it repeats the same characters or follows a row such as abc, 123 "
                    "or qwerty."
                ),
                code="password_too_regular",
            )

    def get_help_text(self) -> str:
        return _("Your password can’t repeat the same characters or follow a row such as abc, 123 or qwerty.")
