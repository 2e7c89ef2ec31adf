"""The context processor of every template. It runs no database queries."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from ipacis.core.templatetags.site import SECTIONS
from ipacis.core.text.labels import LANGUAGES

#: The names of the sections, which are also the first parts of their paths.
NAMES = {*(name for name, _label in SECTIONS), "search"}
#: {first part of a path: section of the navigation} for the pages of models that have no section of their own.
PARENT_SECTIONS = {"posts": "organizations", "events": "meetings", "places": "meetings"}


def section_of(path: str) -> str:
    """Return the section of the navigation that *path* belongs to: "organizations" for "/en/posts/chair/".

    "" for the path of a page outside of all sections, such as those of the admin.
    """
    language, _slash, rest = path.removeprefix("/").partition("/")
    part = rest.partition("/")[0]
    section = PARENT_SECTIONS.get(part, part)
    return section if language in LANGUAGES and section in NAMES else ""


def site(request: HttpRequest) -> dict[str, str]:
    """Return the address and host of the site, the contact addresses and the section of the request."""
    return {
        "SITE_URL": settings.SITE_URL,
        "SITE_HOST": urlsplit(settings.SITE_URL).netloc,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "CONTACT_ADDRESS": settings.CONTACT_ADDRESS,
        "section": section_of(request.path),
    }
