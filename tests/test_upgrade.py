"""The migration of a database from the oldest version to the present one keeps every row."""

import datetime
import decimal
import uuid
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from ipacis.core.record.addressed import Addressed

OURS = ["core", "people", "news"]
DAY = datetime.date(2023, 11, 30)
#: {model: {column: value}} of values that constraints require. All other values are made from the type of the column.
ASKED = {
    "news.meeting": {"state": "published", "event_relation": "within"},
    "news.newsitem": {"state": "published"},
    "people.person": {"is_public": True},
}
#: {(model, column): function that finds the value in the present rows}, for columns that later migrations removed or
#: changed. There are none yet.
CHANGED = {}


@contextmanager
def an_empty_database(folder):
    """Let the default connection use a new database of the same vendor inside the block, and drop it afterwards."""
    ours = connections["default"]
    other = ours.copy()
    if ours.vendor == "sqlite":
        other.settings_dict["NAME"] = str(folder / "oldest.sqlite3")
    else:
        name = other.settings_dict["NAME"] = f"{ours.settings_dict['NAME']}_oldest"
        with ours._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
    connections["default"] = other
    ContentType.objects.clear_cache()  # their primary keys differ between databases
    try:
        yield
    finally:
        other.close()
        connections["default"] = ours
        ContentType.objects.clear_cache()
        if ours.vendor != "sqlite":
            with ours._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


@pytest.fixture
def database(tmp_path, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), an_empty_database(tmp_path):
        yield


def migrate_to_the_oldest():
    """Run the first migration of each app of the site, and return the app registry of that state."""
    executor = MigrationExecutor(connections["default"])
    oldest = [node for app in OURS for node in executor.loader.graph.root_nodes(app)]
    assert [app for app, _name in oldest] == OURS
    for app, name in oldest:
        call_command("migrate", app, name, verbosity=0)
    return MigrationExecutor(connections["default"]).loader.project_state(oldest).apps


def value_of(field, number, rows):
    """Return the value of *field* in row *number* (0 or 1) of a model."""
    label = field.model._meta.label_lower
    if field.name in ASKED.get(label, {}):
        return ASKED[label][field.name]
    if field.is_relation:
        if field.related_model is field.model:
            return rows[label][0] if number else None  # the second lies within the first
        return rows[field.related_model._meta.label_lower][number]
    kind = type(field).__name__
    if field.choices and kind == "CharField":
        return list(field.choices)[-1 - number][0]
    text = f"{field.model._meta.model_name}-{field.name}-{number}"
    made = {
        "BooleanField": bool(number),
        "CountryField": ["BY", "RU"][number],
        "DateField": DAY + datetime.timedelta(days=number),
        "DateTimeField": datetime.datetime(2023, 11, 30, 9, number, 7, 123456, tzinfo=datetime.UTC),
        "DecimalField": decimal.Decimal("53.12345") + number,
        "FileField": f"documents/2023/{text}.pdf",
        "ImageField": f"photos/2023/{text}.jpeg",
        "PositiveIntegerField": 640 + number,
        "PositiveSmallIntegerField": 7 + number,
        "BigIntegerField": 2**40 + number,
        "TextField": f"<p>{text} «ё» \N{GRINNING FACE}</p>",
        "TimeField": datetime.time(10 + number, 30),
        "URLField": f"https://example.org/{text}/",
        "UUIDField": uuid.UUID(int=number + 1),
        "SlugField": text[: field.max_length],
    }
    if kind == "CharField":
        return f"{text} «ё»"[: field.max_length] if field.max_length > 20 else f"Q{number + 1}"
    if kind not in made:
        raise LookupError(f"tests/test_upgrade.py makes no value for a {kind} ({label}.{field.name})")
    return made[kind]


def models_of(registry):
    """Return the models of the site in *registry*, including those of many-to-many tables."""
    return [
        model for app in OURS for model in registry.get_app_config(app).get_models(include_auto_created=True)
    ]


def fill(registry):
    """Put two rows into each table of the site, with a value in every column."""
    rows, waiting = {}, models_of(registry)
    while waiting:
        for model in list(waiting):
            fields = [field for field in model._meta.concrete_fields if not field.primary_key]
            others = {f.related_model._meta.label_lower for f in fields if f.is_relation}
            if others - rows.keys() - {model._meta.label_lower}:
                continue
            made = rows[model._meta.label_lower] = []
            for number in (0, 1):
                values = {field.name: value_of(field, number, rows) for field in fields}
                for field in fields:
                    if isinstance(field, models.FileField):
                        default_storage.save(values[field.name], ContentFile(b"a file"))
                row = model(**values)
                row.save()
                made.append(row)
            waiting.remove(model)
    # ``update`` bypasses auto_now and pre_save of the fields.
    for made in rows.values():
        for number, row in enumerate(made):
            moments = [f for f in row._meta.concrete_fields if isinstance(f, models.DateTimeField)]
            stored = {field.name: value_of(field, number, rows) for field in moments}
            if stored:
                type(row)._base_manager.filter(pk=row.pk).update(**stored)


def contents(registry, columns):
    """Return {model: {primary key: {column: value}}} of *columns*, {model: [column]}, as they are stored."""
    found = {}
    for label, names in columns.items():
        rows = registry.get_model(label)._base_manager.values(*names)
        found[label] = {row["id"]: row for row in rows}
    return found


@pytest.mark.slow
def test_a_database_of_the_oldest_version_keeps_every_row_and_serves_it(database):
    then = migrate_to_the_oldest()
    fill(then)
    columns = {
        model._meta.label_lower: [field.attname for field in model._meta.concrete_fields]
        for model in models_of(then)
    }
    before = contents(then, columns)
    assert {label: len(rows) for label, rows in before.items()} == dict.fromkeys(columns, 2)
    empty = {
        (label, name)
        for label, rows in before.items()
        for name in columns[label]
        if all(row[name] in (None, "", "0.5x0.5") for row in rows.values())
    }
    assert empty == set()

    call_command("migrate", verbosity=0)
    kept = {label: [n for n in names if (label, n) not in CHANGED] for label, names in columns.items()}
    expected = {
        label: {pk: {name: row[name] for name in kept[label]} for pk, row in rows.items()}
        for label, rows in before.items()
    }
    assert contents(apps, kept) == expected
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # SystemExit where models differ

    # The commands that README.md says to run after an update
    for command in ("createcachetable", "catch_up"):
        call_command(command, verbosity=0)
    pages = [
        row.get_absolute_url()
        for model in apps.get_models()
        if issubclass(model, Addressed)
        for row in model._base_manager.all()
    ]
    lists = [f"/{language}/{name}" for language in ("en", "ru") for name in (
        "", "news/", "meetings/", "people/", "organizations/", "topics/", "corrections/", "search/?q=newsitem",
        "news/feed.rss", "meetings/export.csv", "meetings/calendar.ics",
    )]  # fmt: skip
    client = Client()
    statuses = {
        page: client.get(page).status_code for page in [*pages, *lists, "/popolo.json", "/sitemap.xml"]
    }
    assert len(pages) == 16
    assert statuses == dict.fromkeys(statuses, 200)
