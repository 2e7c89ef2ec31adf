"""The addresses of links in rich text. Incomplete addresses are completed, and unusable ones are refused."""

import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

#: Characters that browsers remove from an address (https://url.spec.whatwg.org/#url-parsing).
REMOVED = re.compile(r"[\t\n\r]")
#: Spaces, no-break spaces and invisible characters that are copied along at the ends of an address.
STRIPPED = " \xa0\u200b\u2060\ufeff"
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE)
#: An address with the scheme http or https, which may be misspelt or repeated ("https//…", "http://https://…"). Group 1
#: is the last scheme, group 2 the rest.
WEB = re.compile(r"(?:https?[:;]?[/\\]*)*(https?)(?::|(?=[/\\]{2}))[/\\]*(.*)", re.IGNORECASE)
#: example.org, www.пример.рф, xn--e1afmkfd.xn--p1ai, with or without a port.
HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:xn--[\w-]+|[^\W\d_]{2,})(?::\d+)?")
#: Suffixes of files: "notes.pdf" is a path, although it looks like a host.
FILE = re.compile(
    r"\.(?:html?|php|aspx?|pdf|docx?|xlsx?|pptx?|txt|xml|json|rss|atom|csv|ics|jpe?g|png|gif|webp|avif|svg|zip)$",
    re.IGNORECASE,
)
#: Prefixes of addresses that are relative to the site or the page.
RELATIVE = ("/", "#", "?", "./", "../")


class BrokenLink(NamedTuple):
    """A link whose address cannot be used: the address as written, "" if it is missing, and the text of the link."""

    address: str
    text: str


def completed(written: str) -> str:
    """Return the address *written* by an editor, with https:// or mailto: added if it is missing.

    Addresses relative to the site or the page are returned unchanged. Raises ValueError if it is not an address.

    >>> completed("www.example.org/partner"), completed("press@example.org"), completed("about/")
    ('https://www.example.org/partner', 'mailto:press@example.org', 'about/')
    """
    text = REMOVED.sub("", written).strip(STRIPPED)
    if text.startswith("//"):
        web_address("https", text.removeprefix("//"))
        return text
    if text.startswith(RELATIVE):
        return text
    if found := WEB.fullmatch(text):
        return web_address(found[1].lower(), found[2])
    found = SCHEME.fullmatch(text)
    if found and found[1].lower() == "mailto":
        return mail_address(found[2])
    first = re.split(r"[/?#]", text, maxsplit=1)[0]
    if "@" in first:
        return mail_address(text)
    if HOST.fullmatch(first) and (first != text or not FILE.search(text)):
        return web_address("https", text)
    if found or not is_path(text):
        raise ValueError(f"{written!r} is no address")
    return text


def web_address(scheme: str, rest: str) -> str:
    """Return ``scheme://rest`` for the *scheme* http or https. Raises ValueError if it has no valid host."""
    address = f"{scheme}://{rest}"
    parts = urlsplit(address)
    if not is_host(parts.hostname or "") or re.search(r"\s", parts.netloc) or parts.port == 0:
        raise ValueError(f"{address!r} names no host")
    return address


def is_host(name: str) -> bool:
    """Say whether *name* is a possible host name (RFC 1123, 2.1; RFC 1035, 2.3.4) or an IPv6 address."""
    if ":" in name:
        return True  # urlsplit has validated the IPv6 address
    labels = name.removesuffix(".").split(".")
    return len(name) <= 253 and all(label and len(label) <= 63 for label in labels)


def mail_address(rest: str) -> str:
    """Return the mailto: URL (RFC 6068) of *rest*: receivers separated by commas, then optional "?subject=…".

    Raises ValueError if a receiver is not an e-mail address.
    """
    receivers = rest.strip().partition("?")[0]
    try:
        for receiver in receivers.split(","):
            validate_email(receiver.strip())
    except ValidationError as error:
        raise ValueError(f"{rest!r} is no mail address") from error
    return f"mailto:{rest.strip()}"


def is_path(text: str) -> bool:
    """Say whether *text* can be a path relative to the page: "about/", "notes.pdf"."""
    return bool(text) and not re.search(r"[\s\\]", text) and ("/" in text or bool(FILE.search(text)))


class LinkCollector(HTMLParser):
    """Collects the links of HTML: ``found`` is a list of [address as written, text of the link]."""

    def __init__(self):
        super().__init__()
        self.found: list[list[str]] = []
        self.is_inside_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            address = dict(attrs).get("href")
            self.is_inside_link = "href" in dict(attrs)
            if self.is_inside_link:
                self.found.append([address or "", ""])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.is_inside_link = False

    def handle_data(self, data: str) -> None:
        if self.is_inside_link:
            self.found[-1][1] += data


def broken_links(markup: str) -> list[BrokenLink]:
    """Return the links in *markup* whose address ``completed`` refuses."""
    collector = LinkCollector()
    collector.feed(markup)
    collector.close()
    broken = []
    for address, text in collector.found:
        try:
            completed(address)
        except ValueError:
            broken.append(BrokenLink(address, " ".join(text.split())))
    return broken


def check_links(markup: str) -> None:
    """Raise ValidationError with an error for each broken link in *markup*."""
    errors = []
    for address, text in broken_links(markup):
        message = (
            _(
                "The link “%(words)s” leads to “%(address)s”, which is no address. Write https:// or mailto: and "
                "the rest of it, or a path of this site that begins with “/”."
            )
            if address
            else _("The link “%(words)s” has no address. Write the address, or remove the link.")
        )
        errors.append(ValidationError(message, code="link", params={"words": text, "address": address}))
    if errors:
        raise ValidationError(errors)
