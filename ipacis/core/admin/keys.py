"""Primary keys in requests."""

from ipacis.core.lists.pages import MAX_ID

#: The most digits of a primary key. ``int`` raises ValueError for a text of more than 4,300 digits.
MOST_DIGITS = len(str(MAX_ID))


def is_key(text: str) -> bool:
    """Say whether *text* from a request can be a primary key."""
    return len(text) <= MOST_DIGITS and text.isascii() and text.isdigit() and int(text) <= MAX_ID
