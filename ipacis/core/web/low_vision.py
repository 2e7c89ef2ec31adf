"""The version of pages for people with low vision, as GOST R 52872-2019 expects it.

A reader chooses the size of letters, the colours, the spacing, pictures and serifs. The choice is a code in the address
(``?view=110001``), so that it needs neither scripts nor cookies: the server keeps it in all links of the page. With
scripts, the browser remembers it, and the addresses stay as they are (``static/js/view.js``).
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: The name of the query parameter.
PARAMETER = "view"


class Setting(NamedTuple):
    """A setting: its name in the attribute ``data-…`` of the page, its label, and the labels of its values from 0."""

    name: str
    label: str | Promise
    values: tuple[str | Promise, ...]


#: The settings in the order of the digits of a code. The first value of each is that of the usual page.
SETTINGS = (
    Setting("size", _("Size of letters"), (pgettext_lazy("size", "usual"), "125 %", "150 %", "200 %")),
    Setting(
        "colours",
        _("Colours"),
        (
            pgettext_lazy("colours", "usual"),
            _("black on white"),
            _("white on black"),
            _("dark blue on light blue"),
        ),
    ),
    Setting("letters", _("Space between letters"), (_("usual"), _("wide"), _("very wide"))),
    Setting("lines", _("Space between lines"), (_("usual"), _("wide"), _("very wide"))),
    Setting("pictures", _("Pictures"), (_("shown"), _("hidden"))),
    Setting("serifs", _("Serifs"), (_("as usual"), _("none"))),
)
#: The code of the usual page, and the code with which readers begin who ask for the version.
USUAL, FIRST = "0" * len(SETTINGS), "211101"
#: The beginning of a page, its links to pages of the site, and its forms that read.
HTML = re.compile(r"<html\b[^>]*")
LINK = re.compile(r'(<a\b[^>]*\shref=")(/[^"]*)"')
FORM = re.compile(r'<form\b[^>]*\smethod="get"[^>]*>')


class Choice(NamedTuple):
    """A value of a setting: its number, its label, the code with it, and whether it is chosen."""

    number: int
    label: str | Promise
    code: str
    is_chosen: bool


class SettingChoices(NamedTuple):
    """A setting with its choices; *place* is the place of its digit in a code."""

    place: int
    label: str | Promise
    choices: list[Choice]


def code_of(text: str) -> str | None:
    """Return *text* if it is a code, else None.

    >>> code_of("211101"), code_of("911101"), code_of("1")
    ('211101', None, None)
    """
    if len(text) != len(SETTINGS) or not (text.isascii() and text.isdigit()):
        return None
    within = all(int(digit) < len(setting.values) for digit, setting in zip(text, SETTINGS, strict=True))
    return text if within else None


def choices_of(code: str) -> Iterator[SettingChoices]:
    """Yield the settings with their choices for a reader whose present choice is *code*."""
    for place, setting in enumerate(SETTINGS):
        choices = [
            Choice(
                number,
                label,
                f"{code[:place]}{number}{code[place + 1 :]}",
                code[place] == str(number),
            )
            for number, label in enumerate(setting.values)
        ]
        yield SettingChoices(place, setting.label, choices)


class LowVision:
    """Middleware that shows a page in the version that ``?view=`` asks for, and keeps the choice in its links."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.view_code = code_of(request.GET.get(PARAMETER, "")) or USUAL
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if request.view_code != USUAL and is_page:
            response.content = adapted(response.content.decode(), request.view_code)
        return response


def adapted(page: str, code: str) -> str:
    """Return the HTML *page* with the attributes of *code*, and with *code* in its links and forms."""
    head, body, rest = page.partition("<body")
    head = HTML.sub(lambda found: f"{found[0]}{attributes(code)}", head, count=1)
    hidden = f'<input type="hidden" name="{PARAMETER}" value="{code}">'
    rest = LINK.sub(lambda found: f'{found[1]}{with_code(found[2], code)}"', rest)
    return head + body + FORM.sub(lambda found: found[0] + hidden, rest)


def attributes(code: str) -> str:
    """Return the attributes of the element ``html`` for *code*: ' data-view="210000" data-size="2" data-colours="1"'."""
    chosen = zip(SETTINGS, code, strict=True)
    values = "".join(f' data-{setting.name}="{digit}"' for setting, digit in chosen if digit != "0")
    return f' data-view="{code}"{values}'


def with_code(url: str, code: str) -> str:
    """Return the address *url* of a page, as HTML writes it, with *code*; other files have their addresses as they are.

    >>> with_code("/en/news/?q=a#b", "100000"), with_code("/en/news/feed.rss", "100000")
    ('/en/news/?q=a&amp;view=100000#b', '/en/news/feed.rss')
    """
    path, hash_sign, fragment = url.partition("#")
    address, _mark, query = path.partition("?")
    if "." in address.rpartition("/")[2] or re.search(rf"(^|;|&){PARAMETER}=", query):
        return url
    return f"{path}{'&amp;' if query else '?'}{PARAMETER}={code}{hash_sign}{fragment}"
