"""Keys for comparing texts regardless of case, and slugs for addresses."""

import re
from collections.abc import Iterable

from anyascii import anyascii
from django.db.models import QuerySet
from django.utils.text import slugify

from .signs import FORMAT_CHARACTER, ONE_APOSTROPHE, composed

SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return the key of *text* for comparisons: NFC, case-folded, ``ё`` as ``е``, single spaces, one apostrophe.

    Format characters, such as soft hyphens, count for nothing.

    >>> fold("  Моло\u00adдёжь   СНГ "), fold("Oʻzbekiston")
    ('молодежь снг', "o'zbekiston")
    """
    text = composed(FORMAT_CHARACTER.sub("", text)).casefold().replace("ё", "е").translate(ONE_APOSTROPHE)
    return SPACES.sub(" ", text).strip()


def ascii_slug(text: str, max_length: int = 80) -> str:
    """Return an ASCII slug of *text*, cut between words to *max_length* characters; "item" if nothing is left."""
    slug = slugify(anyascii(text))
    if len(slug) > max_length:
        slug = slug[: max_length + 1].rsplit("-", 1)[0][:max_length]
    return slug.strip("-_") or "item"


def free_slug(queryset: QuerySet, text: str, max_length: int = 80, taken: Iterable[str] = ()) -> str:
    """Return the first of ``name``, ``name-2``, ``name-3`` … that no row of *queryset* has and that is not *taken*.

    Models with pages use ``Addressed.settle_slug``, which also avoids the slugs of recorded addresses.
    """
    slug = ascii_slug(text, max_length - 5)
    taken = set(taken) | set(queryset.filter(slug__startswith=slug).values_list("slug", flat=True))
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
