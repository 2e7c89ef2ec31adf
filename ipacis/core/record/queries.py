"""Query strings as parts of old addresses: their normal form, and which of them a request may mean.

The normal form is decoded, NFC and in the order of the alphabet: ``?b=%D0%AF&a=1`` is ``a=1&b=Я``.
"""

import itertools
import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from django.utils.encoding import repercent_broken_unicode

#: Parameters that mailings, advertisements and counters add to any address.
TRACKING = re.compile(r"utm_\w+|_openstat|[a-z]{1,4}clid|mc_[ce]id|_ga|_gl", re.IGNORECASE)
#: Of so many parameters any may be additions; of more, all are asked for together and each alone.
MOST_PARAMETERS = 6
RESERVED = re.compile(r"[%&=+#\s]")


def pair_of(part):
    """Return (name, value) of one *part* of a query string."""
    name, _equals, value = part.replace("+", " ").partition("=")
    return tuple(
        unicodedata.normalize("NFC", repercent_broken_unicode(unquote_to_bytes(text)).decode())
        for text in (name, value)
    )


def pairs_of(query):
    """Return the parameters of *query* in their normal order."""
    return sorted(pair_of(part) for part in query.split("&") if part)


def with_query(path, pairs):
    """Return the normal *path* with *pairs*, which stand in their normal order, as its query string."""
    query = "&".join(f"{escaped(name)}={escaped(value)}".removesuffix("=") for name, value in pairs)
    return f"{path}?{query}" if pairs else path


def escaped(text):
    return RESERVED.sub(lambda found: quote(found[0]), text)


def meant_by(query):
    """Yield the parameters that *query* may mean, the most of them first: a request may have some more."""
    pairs = pairs_of(query)
    if pairs:
        yield tuple(pairs)
    own = [pair for pair in pairs if not TRACKING.fullmatch(pair[0])]
    sizes = range(len(own), 0, -1) if len(own) <= MOST_PARAMETERS else (len(own), 1)
    for size in sizes:
        yield from itertools.combinations(own, size)


def without(query, pairs):
    """Return the *query* of a request without those of its parameters that *pairs* are."""
    return "&".join(part for part in query.split("&") if pair_of(part) not in pairs)
