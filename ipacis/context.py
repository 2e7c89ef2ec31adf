"""What every template knows. Nothing here asks the database."""

from urllib.parse import urlsplit

from django.conf import settings

from ipacis.core.text.labels import LANGUAGES

#: The section of the site's navigation under which other addresses stand.
FILED_UNDER = {"posts": "organizations", "events": "meetings", "places": "meetings"}


def section_of(path):
    """Return the section of the site that *path* ("/en/posts/chair/") belongs to: the part behind the language.

    Nothing for a path without a language, such as one of the admin.
    """
    language, _slash, rest = path.removeprefix("/").partition("/")
    part = rest.partition("/")[0]
    return FILED_UNDER.get(part, part) if language in LANGUAGES else ""


def site(request):
    """Return the site's own addresses and the section that the request is in."""
    return {
        "SITE_URL": settings.SITE_URL,
        "SITE_HOST": urlsplit(settings.SITE_URL).netloc,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "section": section_of(request.path),
    }
