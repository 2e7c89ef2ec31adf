"""Keys for comparing what people type, and slugs for addresses."""

import re
import unicodedata

from anyascii import anyascii
from django.utils.text import slugify

SPACES = re.compile(r"\s+")


def fold(text):
    """Return *text* as a key: NFC, without case, ``ё`` as ``е``, single spaces.

    >>> fold("  Молодёжь   СНГ ")
    'молодежь снг'
    """
    text = unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
    return SPACES.sub(" ", text).strip()


def ascii_slug(text, max_length=80):
    """Return an ASCII slug of *text*, cut at a word, never empty."""
    slug = slugify(anyascii(text))
    if len(slug) > max_length:
        slug = slug[: max_length + 1].rsplit("-", 1)[0][:max_length]
    return slug.strip("-_") or "item"


def free_slug(queryset, text, max_length=80, taken=()):
    """Return a slug of *text* that no row of *queryset* has and is not *taken*: ``name``, ``name-2``, ``name-3`` …

    It knows nothing of former addresses: what has a page asks ``Addressed.unused_slug``.
    """
    slug = ascii_slug(text, max_length - 5)
    taken = set(taken) | set(queryset.filter(slug__startswith=slug).values_list("slug", flat=True))
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
