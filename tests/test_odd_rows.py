"""Rows that a program wrote past the forms: every page is answered, and ``catch_up`` mends them or names the row."""

import datetime

import pytest
from django.contrib import admin
from django.db import DataError, IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse

from ipacis.core.record.base import catch_up
from ipacis.core.record.errors import AddressTaken
from news.models import Document, Event, Meeting, NewsItem, Participation, Photo, Place, Topic
from people.models import Membership, Organization, Person, Post
from tests.routes import make_content, routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MODELS = [
    Document, Event, Meeting, NewsItem, Participation, Photo, Place, Topic, Membership, Organization, Person, Post,
]  # fmt: skip
#: Fields that decide whether the row has a page. They are changed one by one, all others of a model at once.
DECISIVE = {
    "slug",
    "state",
    "publish_at",
    "language",
    "date",
    "start_date",
    "end_date",
    "is_public",
    "mentioned_printed",
}
FIRST = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)
LAST = datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC)
ODD_TEXT = "\u200b\x07<b>"


def odd_values(field):
    """Return values that a program may store in *field*, though no form would."""
    if field.is_relation or field.primary_key or isinstance(field, models.FileField):
        return []
    kinds = {
        models.SlugField: ["", "Встреча в Минске", "a/b?c#d"],
        models.JSONField: ["text", 5, [1], {"x": {"y": 1}}, None],
        models.DateTimeField: [None, FIRST, LAST],
        models.DateField: [None, FIRST.date(), LAST.date()],
        models.TimeField: [None, datetime.time(23, 59, 59, 999999)],
        models.DecimalField: [None, 89],
        models.CharField: ["", "xx" if field.choices else ODD_TEXT],
        models.TextField: ["", ODD_TEXT],
        models.IntegerField: [32_000],
    }
    return next((values for kind, values in kinds.items() if isinstance(field, kind)), [])


def odd_rows(model):
    """Yield lists of (name of a field, value) that a test stores in one row of *model*."""
    fields = model._meta.concrete_fields
    for field in fields:
        if field.name in DECISIVE:
            yield from ([(field.name, value)] for value in odd_values(field))
    others = {field.name: odd_values(field) for field in fields if field.name not in DECISIVE}
    for place in range(max(map(len, others.values()))):
        yield [(name, values[place]) for name, values in others.items() if place < len(values)]


def write(model, pk, values):
    """Store *values* in the row *pk* of *model*, except those that the database refuses."""
    for name, value in values:
        try:
            with transaction.atomic():
                model.objects.filter(pk=pk).update(**{name: value})
        except (IntegrityError, DataError, ValueError, OverflowError):
            continue


def errors_of(client, addresses):
    """Return {address: error} of the *addresses* that are answered with an error of the server."""
    answers = {address: client.get(address) for address in addresses}
    return {address: answer.exc_info for address, answer in answers.items() if answer.status_code >= 500}


@pytest.mark.parametrize("model", MODELS)
def test_a_value_that_no_form_would_store_breaks_no_page(model, admin_client):
    content = make_content()
    Meeting.objects.update(start_time=datetime.time(10))
    ours = [route for route in routes() if route.is_ours and route.language in {"", "ru"}]
    pages = list(dict.fromkeys(next(iter(route.fill(content.values))) for route in ours))
    client = Client(raise_request_exception=False)
    admin_client.raise_request_exception = False
    row, desk = model.objects.order_by("pk").first(), []
    if admin.site.is_registered(model):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        desk = [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[row.pk])]
    found = []
    for values in odd_rows(model):
        with transaction.atomic():
            write(model, row.pk, values)
            if errors := errors_of(client, pages) | errors_of(admin_client, desk):
                found.append((values, errors))
            try:
                with transaction.atomic():
                    catch_up(model.objects.all())
            except AddressTaken as error:
                assert error.__notes__ == [f"The row is {model._meta.label} {row.pk}."]
            transaction.set_rollback(True)
    assert found == []
