"""The paths of the site's pages."""

import re
from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language, override

#: The most paths that a process keeps.
MOST = 20_000


def path_to(name: str, *args: str, language: str | None = None) -> str:
    """Return the path of the view with the URL name *name* in *language*, by default the active one.

    A page has some hundred links, many of them to the same topics and people, and Django spends more time on a path
    than on the rest of the link. Therefore each process keeps the latest MOST paths.
    """
    return made(name, args, language or get_language(), get_script_prefix())


@lru_cache(maxsize=MOST)
def made(name: str, args: tuple[str, ...], language: str | None, _prefix: str) -> str:
    with override(language):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            # A program stored a slug that no address can have. The link then leads to no page, instead of breaking the
            # page that it is on. ``catch_up`` makes a new slug.
            return reverse(name, args=[re.sub(r"[^\w-]|^$", "-", arg, flags=re.ASCII) for arg in args])
