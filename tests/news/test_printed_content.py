"""New names of everything behind the demonstration content change no byte of what is published of it."""

import pytest

from .printing import addresses, content_of, rename_everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_new_names_and_countries_change_no_byte_of_the_demonstration_content(content):
    before = {address: content_of(address) for address in addresses()}
    assert len(before) > 800
    rename_everything()
    assert [address for address, old in before.items() if content_of(address) != old] == []
