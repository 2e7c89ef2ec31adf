"""Absolute addresses. Their host comes from SITE_URL, because a client can write any host into a request."""

from django.conf import settings


def absolute(path: str) -> str:
    """Return the absolute address of *path* on this site; an address that has a scheme is returned unchanged."""
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
