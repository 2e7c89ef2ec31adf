"""Merges of records of the demonstration content, which have more relations than those of small tests, are undone."""

import random

import pytest

from news.models import Event, Place, Topic
from people.models import Organization, Person, Post
from tests.admin_pages import messages
from tests.news.test_undoing import everything, merge, undo

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("content")]


@pytest.mark.parametrize("model", [Person, Organization, Post, Topic, Place, Event])
def test_merges_of_real_records_can_be_undone(admin_client, model):
    dice = random.Random(5)
    note = {"note_en": "One and the same."}
    for _attempt in range(6):
        kept, gone = dice.sample(list(model.objects.order_by("pk")), 2)
        before = everything()
        made = merge(admin_client, kept, gone, **note)
        level, text = messages(undo(admin_client, made, **note))[-1]
        assert level == "success", f"{made}: {text}"
        after = everything()
        assert {label for label in before if after[label] != before[label]} == set(), str(made)
