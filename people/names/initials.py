"""Which names an initial may stand for, in the alphabets of the region."""

from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

from people.names.alphabet import INITIAL_DIGRAPHS, INITIALS, RUSSIAN_INITIALS
from people.names.folding import is_cyrillic, spelling

#: How well an initial stands for a name that begins with it in another spelling; in the same spelling it is 1.
OTHER_INITIAL = 0.9
#: The most initials that are read of one name.
MOST_INITIALS = 3
#: Two small letters that may be one initial.
DIGRAPHS = frozenset(INITIAL_DIGRAPHS.split())


def comparable(name: str) -> str:
    """Return a name or an initial as they are compared: in Russian letters, or in Latin ones without hooks."""
    name = spelling(name)
    return name.translate(RUSSIAN_INITIALS) if is_cyrillic(name) else anyascii(name).lower()


@lru_cache(maxsize=20_000)
def openings_of_name(name: str) -> set[str]:
    """Return the keys of INITIALS, Cyrillic letters, with which a ``comparable`` *name* may begin in Russian."""
    if is_cyrillic(name):
        return {max(filter(name.startswith, INITIALS), key=len, default="")}
    return {
        letters
        for letters, ways in INITIALS.items()
        if any(name.startswith(way) and name[len(way) : len(way) + 1] != "h" for way in ways.split())
    }


@lru_cache(maxsize=2_000)
def openings_of_initial(initial: str) -> set[str]:
    """Return the keys of INITIALS, Cyrillic letters, that a ``comparable`` *initial* may stand for."""
    if is_cyrillic(initial):
        return {letters for letters in INITIALS if letters.startswith(initial)}
    return {
        letters for letters, ways in INITIALS.items() if any(initial in (way, way[0]) for way in ways.split())
    }


def same_initial(initial: str, name: str) -> float:
    """Return how well *initial* ("Ю", "Yu", "C") stands for *name*.

    1 is the best, OTHER_INITIAL is for another spelling, 0 for another letter.

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
    """Return how well *initial* stands for the best of *names*, those of one person in one role: up to 1.

    Where the person has a Cyrillic name, a Latin name counts only if it begins with the very letter.
    """
    cyrillic = [name for name in names if is_cyrillic(name)]
    if not is_cyrillic(initial) and any(comparable(name).startswith(comparable(initial)) for name in names):
        return 1
    return max((same_initial(initial, name) for name in cyrillic or names), default=0)
