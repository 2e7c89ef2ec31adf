"""Query strings of recorded addresses, such as ``/index.php?newsid=55`` of an old site.

They are stored in a normal form: decoded, NFC, parameters in alphabetical order. ``?b=%D0%AF&a=1`` is stored as
``a=1&b=Я``. A request may have more parameters than the recorded address.
"""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from django.utils.encoding import repercent_broken_unicode

#: Names of parameters that newsletters, advertisements and web analytics add to addresses.
TRACKING = re.compile(r"utm_\w+|_openstat|[a-z]{1,4}clid|mc_[ce]id|_ga|_gl", re.IGNORECASE)
#: The most parameters of which every subset is looked up (at most 63 subsets). Of more parameters, only all together
#: and each alone are looked up.
MOST_PARAMETERS = 6
#: Characters that stay percent-encoded in the normal form.
RESERVED = re.compile(r"[%&=+#\s]")


class QueryParameter(NamedTuple):
    """A decoded parameter of a query string; *value* is "" for a parameter without one."""

    name: str
    value: str


def parameter_of(part: str) -> QueryParameter:
    """Decode one *part* of a query string: "b=%D0%AF" is the parameter "b" with the value "Я"."""
    name, _equals, value = part.replace("+", " ").partition("=")
    return QueryParameter(*map(decoded, (name, value)))


def decoded(text: str) -> str:
    """Return *text* percent-decoded, in NFC; bytes that are not UTF-8 stay percent-encoded."""
    return unicodedata.normalize("NFC", repercent_broken_unicode(unquote_to_bytes(text)).decode())


def parameters_of(query: str) -> list[QueryParameter]:
    """Return the parameters of *query* in alphabetical order."""
    return sorted(parameter_of(part) for part in query.split("&") if part)


def with_query(path: str, parameters: Sequence[QueryParameter]) -> str:
    """Return the normal *path* with the ordered *parameters* as its query string."""
    query = "&".join(f"{escaped(name)}={escaped(value)}".removesuffix("=") for name, value in parameters)
    return f"{path}?{query}" if parameters else path


def escaped(text: str) -> str:
    """Percent-encode the RESERVED characters of *text*."""
    return RESERVED.sub(lambda found: quote(found[0]), text)


def candidates_of(query: str) -> Iterator[tuple[QueryParameter, ...]]:
    """Yield the sets of parameters with which the address of a request may be recorded.

    The first set is all parameters of *query*. The others are subsets without TRACKING parameters, the largest first.
    """
    parameters = parameters_of(query)
    if parameters:
        yield tuple(parameters)
    own = [parameter for parameter in parameters if not TRACKING.fullmatch(parameter.name)]
    sizes = range(len(own), 0, -1) if len(own) <= MOST_PARAMETERS else (len(own), 1)
    for size in sizes:
        yield from itertools.combinations(own, size)


def without(query: str, parameters: Collection[QueryParameter]) -> str:
    """Return the *query* of a request, still encoded, without *parameters*."""
    return "&".join(part for part in query.split("&") if parameter_of(part) not in parameters)
