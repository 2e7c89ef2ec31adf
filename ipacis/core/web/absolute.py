"""Absolute addresses. The host comes from the settings, never from the request."""

from django.conf import settings


def absolute(path: str) -> str:
    """Return the absolute address of *path* on this site; an address with a scheme stays as it is."""
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
