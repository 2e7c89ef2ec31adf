"""The data fit the schemas to which they link: JSON Schema for JSON, CSVW metadata for tables."""

import csv
import io
import json
import re

import csvw
import feedparser
import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from ipacis.core.web.schemas import schema_names
from news.corrections import edit
from news.models import Meeting, NewsItem
from tests import factories as make

pytestmark = pytest.mark.django_db


def text(address):
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return (answer.getvalue() if answer.streaming else answer.content).decode()


def schema_behind(address):
    """Return the schema to which the answer at *address* links."""
    link = Client().get(address)["Link"]
    described, _comma, _licence = link.partition(", ")
    parts = re.fullmatch(r'<http://127\.0\.0\.1:8000([^>]+)>; rel="describedby"; type="([^"]+)"', described)
    answer = Client().get(parts[1])
    assert (answer.status_code, answer["Content-Type"]) == (200, parts[2])
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def violations(schema, data):
    """Return where *data* do not fit *schema*, and why."""
    Draft202012Validator.check_schema(schema)
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(data)]


def wrong_cells(metadata, table):
    """Return what in *table*, a text, does not fit the CSVW *metadata*."""
    columns = csvw.metadata.Table.fromvalue({"url": "table.csv", **metadata}).tableSchema.columns
    lines = csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline=""))
    if list(lines.fieldnames) != [column.name for column in columns]:
        return [lines.fieldnames]
    errors = []
    for line in lines:
        for column in columns:
            try:
                column.read(line[column.name])
            except ValueError as error:
                errors.append((column.name, line[column.name], str(error)))
    return errors


@pytest.fixture
def archive(content):
    """The demonstration content with conclusions, corrections and a withdrawal."""
    item, other = NewsItem.objects.filter(language="en")[:2]
    meeting = Meeting.objects.exclude(place=None).exclude(event=None).first()
    with edit(meeting, note_en="The kind was wrong."):
        meeting.kind, meeting.place_stated, meeting.event_stated = "other", False, False
        meeting.save()
    with edit(item, note_en="The lead was wrong."):
        item.lead = "Another lead."
        item.save()
    other.state, other.withdrawal_reason_en = "withdrawn", "By mistake."
    other.save()


@pytest.mark.parametrize(
    "address",
    [
        "/popolo.json",
        "/en/meetings/feed.json",
        "/ru/news/feed.json",
        "/en/corrections/feed.json",
        "/en/organizations/ipa-cis-council/holders.json?on=2023-11-30",
        "/ru/organizations/ipa-cis-secretariat/holders.json?on=1950-01-01",
        "/en/posts/secretary-general-of-the-ipa-cis-council/holders.json?on=2019-02-08",
    ],
)
def test_data_fit_the_schema_to_which_they_link(archive, address):
    data = json.loads(text(address))
    assert data and violations(schema_behind(address), data) == []


@pytest.mark.parametrize("root", ["meetings", "news", "corrections"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_tables_fit_the_metadata_to_which_they_link(archive, language, root):
    address = f"/{language}/{root}/export.csv"
    table = text(address)
    assert table.count("\n") > 1 and wrong_cells(schema_behind(address), table) == []


def test_schemas_refuse_what_they_do_not_describe(archive):
    data = json.loads(text("/popolo.json"))
    data["memberships"][0]["surprise"] = "x"
    data["events"][0]["inferred"] = ["nonsense"]
    del data["persons"][0]["name"]
    assert len(violations(schema_behind("/popolo.json"), data)) == 3
    table = text("/en/news/export.csv")
    assert wrong_cells(schema_behind("/en/news/export.csv"), table.replace("newsitem/", "item/"))
    assert wrong_cells(
        schema_behind("/en/news/export.csv"), table.replace("headline", "title", 1).replace("id,", "", 1)
    )


def test_the_page_about_data_names_every_schema():
    page = text("/en/data/")
    assert [name for name in schema_names() if f'href="/data/schemas/{name}"' not in page] == []
    for name in ("nothing.json", "__init__.py", "..%2Furls.py"):
        assert Client().get(f"/data/schemas/{name}").status_code == 404


@pytest.mark.parametrize(
    ("address", "licence"),
    [
        ("/popolo.json", "publicdomain/zero/1.0/"),
        ("/en/posts/chair/holders.json", "publicdomain/zero/1.0/"),
        ("/en/meetings/export.csv", "licenses/by/4.0/"),
        ("/ru/news/feed.json", "licenses/by/4.0/"),
    ],
)
def test_data_name_their_licence(address, licence):
    make.post(slug="chair")
    link = Client().get(address)["Link"]
    assert link.endswith(f', <https://creativecommons.org/{licence}>; rel="license"')
    name = link.partition(">")[0].rpartition("/")[2]
    if name.endswith(".csv-metadata.json"):
        assert schema_behind(address)["dc:license"] == {"@id": f"https://creativecommons.org/{licence}"}


def test_feeds_state_the_terms_of_use_in_their_language():
    for path, words in (
        ("en/news/feed.rss", "name this site and link to the page"),
        ("ru/meetings/feed.atom", "CC BY 4.0"),
    ):
        feed = feedparser.parse(text(f"/{path}"))["feed"]
        assert words in feed["rights"]
