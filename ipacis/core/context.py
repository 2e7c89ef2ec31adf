"""What every template knows. Nothing here asks the database."""

from urllib.parse import urlsplit

from django.conf import settings


def site(request):
    """Return the site's absolute address and the addresses of this page in each language."""
    return {
        "SITE_URL": settings.SITE_URL,
        "SITE_HOST": urlsplit(settings.SITE_URL).netloc,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
    }
