"""An editor who signs in, and limits that have counted nothing yet."""

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
