"""Loading of the demonstration content into a site with content of its own."""

import pytest
from django.core.management import CommandError, call_command

from news.models import NewsItem
from people.models import Person
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_not_added_to_other_content_unasked():
    make.person()
    with pytest.raises(CommandError, match="--beside"):
        call_command("load_demo")
    assert (Person.objects.count(), NewsItem.objects.count()) == (1, 0)


def test_it_is_added_when_that_is_asked_for():
    make.person()
    call_command("load_demo", beside=True, verbosity=0)
    assert NewsItem.objects.published().count() > 100
