"""Comparison of initials with names, within and between the alphabets of the region."""

from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

from people.names.alphabet import INITIAL_DIGRAPHS, INITIALS, RUSSIAN_INITIALS
from people.names.folding import is_cyrillic, spelling

#: The score of an initial for a name that begins with it only in another spelling; in the same spelling it is 1.
OTHER_INITIAL = 0.9
#: Only this many initials of one name are read.
MOST_INITIALS = 3
#: Several letters, in lower case, that may be one initial.
DIGRAPHS = frozenset(INITIAL_DIGRAPHS.split())


def comparable(name: str) -> str:
    """Return a name or an initial in the form for comparison: in Russian letters, or in Latin letters without marks."""
    name = spelling(name)
    return name.translate(RUSSIAN_INITIALS) if is_cyrillic(name) else anyascii(name).lower()


@lru_cache(maxsize=20_000)
def openings_of_name(name: str) -> set[str]:
    """Return the keys of INITIALS with which *name*, the result of ``comparable``, may begin in Cyrillic letters."""
    if is_cyrillic(name):
        return {max(filter(name.startswith, INITIALS), key=len, default="")}
    return {
        letters
        for letters, ways in INITIALS.items()
        if any(name.startswith(way) and name[len(way) : len(way) + 1] != "h" for way in ways.split())
    }


@lru_cache(maxsize=2_000)
def openings_of_initial(initial: str) -> set[str]:
    """Return the keys of INITIALS for which *initial*, the result of ``comparable``, may stand."""
    if is_cyrillic(initial):
        return {letters for letters in INITIALS if letters.startswith(initial)}
    return {
        letters for letters, ways in INITIALS.items() if any(initial in (way, way[0]) for way in ways.split())
    }


def same_initial(initial: str, name: str) -> float:
    """Return the score of *initial* ("Ю", "Yu", "C") for *name*.

    1 means that *name* begins with it, OTHER_INITIAL that it does in another spelling, 0 that it does not.

    >>> same_initial("Д", "Дмитрий"), same_initial("C", "Чингиз"), same_initial("Я", "Алексей")
    (1, 0.9, 0)
    """
    initial, name = comparable(initial), comparable(name)
    if not initial or name.startswith(initial):
        return int(bool(initial))
    if is_cyrillic(initial) and is_cyrillic(name):
        return 0
    return OTHER_INITIAL if openings_of_initial(initial) & openings_of_name(name) else 0


def best_initial(initial: str, names: Sequence[str]) -> float:
    """Return the best score of *initial* for *names*, the names of one person in one role.

    If one of the names is in Cyrillic letters, a Latin name counts only if it begins with *initial* itself.
    """
    cyrillic = [name for name in names if is_cyrillic(name)]
    if not is_cyrillic(initial) and any(comparable(name).startswith(comparable(initial)) for name in names):
        return 1
    return max((same_initial(initial, name) for name in cyrillic or names), default=0)
