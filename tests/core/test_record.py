"""The steps of a save, and ``catch_up`` for rows that were stored in another way."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, connections, transaction

from ipacis.core.record import addressed
from ipacis.core.record.addressed import Addressed
from ipacis.core.record.addresses import Address
from ipacis.core.record.base import Record
from ipacis.core.record.errors import AddressTaken
from news.models import Document, Meeting, NewsItem, Participation
from people.models import OtherName, Person
from tests import factories as make
from tests.admin_pages import change, errors, fields

pytestmark = pytest.mark.django_db


def test_a_save_goes_through_its_steps_in_one_order(monkeypatch):
    person, steps = make.person("Anna Ivanova"), []
    for name in (
        "read_stored",
        "settle",
        "settle_against",
        "guard",
        "keep_addresses",
        "follow",
        "touch_index",
    ):
        original = getattr(Person, name)

        def noted(self, *args, name=name, original=original):
            steps.append(name)
            return original(self, *args)

        monkeypatch.setattr(Person, name, noted)
    person.family_name_en = "Petrova"
    person.save()
    assert steps == [
        "read_stored",
        "settle",
        "settle_against",
        "guard",
        "keep_addresses",
        "follow",
        "touch_index",
    ]


def test_no_model_overrides_save_or_delete():
    def subclasses(model):
        return {found for child in model.__subclasses__() for found in (child, *subclasses(child))}

    models = subclasses(Record)
    assert {Meeting, NewsItem, Participation, Person, OtherName, Document} <= models
    assert [model for model in models if {"save", "delete"} & vars(model).keys()] == []


def test_derived_columns_are_stored_with_update_fields():
    meeting = make.meeting(state="draft", publish_at=None)
    meeting.state = "published"
    meeting.save(update_fields=["state"])
    meeting.refresh_from_db()
    assert meeting.publish_at is not None
    assert meeting.was_public()


def test_fields_outside_update_fields_are_neither_stored_nor_guarded():
    meeting = make.meeting("Talks")
    meeting.title_en = "Other talks"
    meeting.state = "withdrawn"
    meeting.save(update_fields=["state"])
    meeting.refresh_from_db()
    assert (meeting.title_en, meeting.state) == ("Talks", "withdrawn")


# Two people at once


@pytest.fixture
def late(monkeypatch):
    """Let another row take a slug after it was found free and before it is stored."""

    def take(slug):
        real, calls = addressed.free_slug, []

        def free_slug(*args, **kwargs):
            calls.append(slug)
            return slug if len(calls) == 1 else real(*args, **kwargs)

        monkeypatch.setattr(addressed, "free_slug", free_slug)
        taken, real_check = [], Addressed.address_is_taken
        monkeypatch.setattr(
            Addressed,
            "address_is_taken",
            lambda row: real_check(row) if taken else bool(taken.append(1)),
        )

    return take


def test_a_slug_that_somebody_took_meanwhile_is_made_anew(late):
    make.person("Anna Ivanova", slug="anna")
    late("anna")
    assert make.person("Anna Ivanova").slug == "anna-ivanova"
    assert Person.objects.count() == 2


def test_a_slug_that_once_belonged_to_something_else_is_made_anew(late):
    person = make.person("Anna Ivanova", slug="anna")
    person.slug = "hanna"
    person.save()
    late("anna")
    twin = make.person("Anna Ivanova")
    assert (twin.slug, Person.objects.get(pk=twin.pk).slug) == ("anna-ivanova", "anna-ivanova")
    assert Address.objects.get(path="people/anna").object_id == person.pk


def test_a_typed_slug_that_was_taken_meanwhile_is_an_error_of_the_form(admin_client, monkeypatch):
    make.person("Anna Ivanova", slug="anna")
    other = make.person("Boris Petrov", slug="boris")
    checks, check = [], Person.validate_unique

    def validate_unique(self, exclude=None):
        checks.append(self)
        return None if len(checks) == 1 else check(self, exclude)

    monkeypatch.setattr(Person, "validate_unique", validate_unique)
    monkeypatch.setattr(Person, "get_constraints", lambda self: [])
    response = admin_client.post(change(other), {**fields(admin_client.get(change(other))), "slug": "anna"})
    assert response.status_code == 200
    assert len(errors(response)) == 1
    assert Person.objects.get(pk=other.pk).slug == "boris"


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_make_the_same_slug_both_succeed(monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite one transaction waits for the other before it begins")
    both_made, settle = threading.Barrier(2, timeout=10), Person.settle_slug

    def settle_slug(self):
        made = not self.slug
        settle(self)
        if made and not hasattr(self, "waited"):
            self.waited = True
            both_made.wait()

    monkeypatch.setattr(Person, "settle_slug", settle_slug)
    failures = []

    def add():
        try:
            with transaction.atomic():
                make.person("Anna Ivanova")
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, sorted(Person.objects.values_list("slug", flat=True))) == (
        [],
        ["anna-ivanova", "anna-ivanova-2"],
    )


@pytest.mark.django_db(transaction=True)
def test_a_save_locks_its_row_and_not_those_that_refer_to_it():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no locks of rows")
    person = make.person()
    elsewhere = connection.copy()

    def lock(strength):
        """Say whether another transaction can lock the row now."""
        try:
            with elsewhere.cursor() as cursor:
                cursor.execute(
                    f"SELECT 1 FROM people_person WHERE id = %s FOR {strength} NOWAIT", [person.pk]
                )
        except OperationalError:
            return False
        return True

    with transaction.atomic():
        person.read_stored()
        # A row with a foreign key to this one takes KEY SHARE, another save NO KEY UPDATE.
        locked = {strength: lock(strength) for strength in ("KEY SHARE", "NO KEY UPDATE")}
    elsewhere.close()
    assert locked == {"KEY SHARE": True, "NO KEY UPDATE": False}


def test_an_error_says_what_to_do():
    with pytest.raises(ValidationError, match="belongs to something else"):
        raise AddressTaken("people/anna")
