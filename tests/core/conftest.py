"""Fixtures: an editor who can sign in, and cleared counts of failed sign-ins."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from .codes import PASSWORD


@pytest.fixture
def nothing_counted():
    cache.clear()


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", "", PASSWORD)
