"""The addresses of links in rich text: what an editor surely means is completed, what means nothing is told."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

#: What browsers leave out of an address before they read it, and signs that come with a copied one.
UNSEEN = re.compile(r"[\t\n\r]")
AT_THE_ENDS = " \xa0\u200b\u2060\ufeff"
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE)
#: "http://https://…", "https//…": the last one counts.
WEB = re.compile(r"(?:https?[:;]?[/\\]*)*(https?)(?::|(?=[/\\]{2}))[/\\]*(.*)", re.IGNORECASE)
#: example.org, www.пример.рф, xn--e1afmkfd.xn--p1ai, with a port or without.
HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:xn--[\w-]+|[^\W\d_]{2,})(?::\d+)?")
#: Endings of files; in "notes.pdf" no host is meant.
FILE = re.compile(
    r"\.(?:html?|php|aspx?|pdf|docx?|xlsx?|pptx?|txt|xml|json|rss|atom|csv|ics|jpe?g|png|gif|webp|avif|svg|zip)$",
    re.IGNORECASE,
)
OF_THE_SITE = ("/", "#", "?", "./", "../")


def completed(written):
    """Return the address that *written* means: with https:// or mailto: where it lacks them.

    Links to pages of the site stay as they are. Raises ValueError for what means nothing.

    >>> completed("www.example.org/partner"), completed("press@example.org"), completed("about/")
    ('https://www.example.org/partner', 'mailto:press@example.org', 'about/')
    """
    text = UNSEEN.sub("", written).strip(AT_THE_ENDS)
    if text.startswith("//"):
        of_the_web("https", text.removeprefix("//"))
        return text
    if text.startswith(OF_THE_SITE):
        return text
    if found := WEB.fullmatch(text):
        return of_the_web(found[1].lower(), found[2])
    found = SCHEME.fullmatch(text)
    if found and found[1].lower() == "mailto":
        return of_mail(found[2])
    first = re.split(r"[/?#]", text, maxsplit=1)[0]
    if "@" in first:
        return of_mail(text)
    if HOST.fullmatch(first) and (first != text or not FILE.search(text)):
        return of_the_web("https", text)
    if found or not is_path(text):
        raise ValueError(f"{written!r} is no address")
    return text


def of_the_web(scheme, rest):
    """Return the address *rest* of the *scheme* http or https. Raises ValueError."""
    address = f"{scheme}://{rest}"
    parts = urlsplit(address)
    if not is_host(parts.hostname or "") or re.search(r"\s", parts.netloc) or parts.port == 0:
        raise ValueError(f"{address!r} names no host")
    return address


def is_host(name):
    """Say whether *name* can be one of a host, or is an address of IPv6 (RFC 1123, 2.1; RFC 1035, 2.3.4)."""
    if ":" in name:
        return True  # urlsplit has read it
    labels = name.removesuffix(".").split(".")
    return len(name) <= 253 and all(label and len(label) <= 63 for label in labels)


def of_mail(rest):
    """Return the mailto: address of *rest*, perhaps with a subject behind a question mark. Raises ValueError."""
    receivers = rest.strip().partition("?")[0]
    try:
        for receiver in receivers.split(","):
            validate_email(receiver.strip())
    except ValidationError as error:
        raise ValueError(f"{rest!r} is no mail address") from error
    return f"mailto:{rest.strip()}"


def is_path(text):
    """Say whether *text* can be a path below the page on which it stands: "about/", "notes.pdf"."""
    return bool(text) and not re.search(r"[\s\\]", text) and ("/" in text or bool(FILE.search(text)))


class Links(HTMLParser):
    """Collects (address as written, words) of the links in markup."""

    def __init__(self):
        super().__init__()
        self.found, self.inside = [], False

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            address = dict(attrs).get("href")
            self.inside = "href" in dict(attrs)
            if self.inside:
                self.found.append([address or "", ""])

    def handle_endtag(self, tag):
        if tag == "a":
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found[-1][1] += data


def meaningless(markup):
    """Return [(address as written, words of the link)] of the links in *markup* that lead nowhere."""
    links = Links()
    links.feed(markup)
    links.close()
    wrong = []
    for address, words in links.found:
        try:
            completed(address)
        except ValueError:
            wrong.append((address, " ".join(words.split())))
    return wrong


def check_links(markup):
    """Raise ValidationError that names each link in *markup* that leads nowhere."""
    errors = []
    for address, words in meaningless(markup):
        message = (
            _(
                "The link “%(words)s” leads to “%(address)s”, which is no address. Write https:// or mailto: and "
                "the rest of it, or a path of this site that begins with “/”."
            )
            if address
            else _("The link “%(words)s” has no address. Write the address, or remove the link.")
        )
        errors.append(ValidationError(message, code="link", params={"words": words, "address": address}))
    if errors:
        raise ValidationError(errors)
