"""Passwords that are long and yet guessed at once."""

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Rows of neighbours, on a keyboard or in an alphabet; the digits go round.
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
NEIGHBOURS = {pair for row in ROWS for line in (row, row[::-1]) for pair in pairwise(line)}
#: So many characters must not follow from those before them.
FEWEST = 6
#: Of a longer password only the beginning is looked at.
LOOKED_AT = 100


def surprises(password):
    """Return how many characters of *password* do not follow from those before them.

    A character follows when it repeats the one before, is its neighbour in a row, or repeats the text: what is
    counted for "abcabcabcabc" is one character, for "hellohello12" five.
    """
    text = password.casefold()[:LOOKED_AT]
    fresh = [
        place
        for place, sign in enumerate(text)
        if place == 0 or (text[place - 1] != sign and (text[place - 1], sign) not in NEIGHBOURS)
    ]
    return min(
        (
            sum(place < period or text[place] != text[place - period] for place in fresh)
            for period in range(1, len(text) // 2 + 1)
        ),
        default=len(fresh),
    )


class VariedPasswordValidator:
    """Refuses what repeats itself or follows a row, such as "aaaaaaaaaaaa", "abcabcabcabc", "1234567890ab"."""

    def validate(self, password, user=None):
        if surprises(password) < FEWEST:
            raise ValidationError(
                _(
                    "This password is easy to guess: it repeats the same characters or follows a row such as abc, 123 "
                    "or qwerty."
                ),
                code="password_too_regular",
            )

    def get_help_text(self):
        return _("Your password can’t repeat the same characters or follow a row such as abc, 123 or qwerty.")
