"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

#: A word, a space, or one other character.
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
#: The most tokens of two texts that are compared word by word. Longer ones are compared by their lines and sentences,
#: because the time grows with the product of the two numbers.
MOST_TOKENS = 6_000
#: The parts of a long text: lines, and sentences with the space after them.
PART = re.compile(r"[^\n.!?…]*(?:[.!?…]+\s*|\n+|$)")
#: The number of characters of equal text that are shown before and after a difference.
AROUND = 60


class Piece(NamedTuple):
    """A part of two compared texts. ``kind`` is "same", "gone" (only in the first) or "new" (only in the second)."""

    kind: str
    text: str


def word_differences(before: str, after: str) -> list[Piece]:
    """Return the Pieces of which *before* and *after* consist, in order.

    >>> word_differences("The Palace", "The old Palace")
    [Piece(kind='same', text='The '), Piece(kind='new', text='old '), Piece(kind='same', text='Palace')]
    """
    split = TOKEN.findall
    old, new = split(before), split(after)
    if len(old) * len(new) > MOST_TOKENS**2:
        split = PART.findall
        old, new = split(before), split(after)
    return list(pieces(old, new))


def pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    """Yield the Pieces of the tokens *old* and *new*."""
    gone = added = ""
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, False).get_opcodes():
        before, after = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
        is_space = kind == "equal" and not before.strip() and bool(gone or added)
        if kind != "equal" or is_space:  # a space between two differences belongs to them
            gone, added = gone + before, added + after
            continue
        yield from differing(gone, added)
        yield Piece("same", before)
        gone = added = ""
    yield from differing(gone, added)


def differing(gone: str, added: str) -> Iterator[Piece]:
    """Yield the Pieces of a difference. A space with which both texts end is equal."""
    end = gone[len(gone.rstrip()) :]
    if not end or not added.endswith(end):
        end = ""
    for kind, text in (("gone", gone.removesuffix(end)), ("new", added.removesuffix(end)), ("same", end)):
        if text:
            yield Piece(kind, text)


def shortened(compared: list[Piece]) -> list[Piece]:
    """Return *compared* with at most AROUND characters of equal text on each side of a difference.

    >>> shortened([Piece("same", "a" * 200), Piece("new", "b")])[0].text == "… " + "a" * 60
    True
    """
    short, last = [], len(compared) - 1
    for number, piece in enumerate(compared):
        before, after = AROUND if number else 0, AROUND if number < last else 0
        if piece.kind != "same" or len(piece.text) <= before + after:
            short.append(piece)
            continue
        start, end = piece.text[:before], piece.text[len(piece.text) - after :]
        short.append(Piece("same", f"{start}{' ' if start else ''}…{' ' if end else ''}{end}"))
    return short
