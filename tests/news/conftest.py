"""The demonstration content, loaded once for all tests of a module."""

import pytest
from django.core.management import call_command


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
        yield
        call_command("flush", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
