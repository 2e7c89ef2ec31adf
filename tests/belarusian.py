"""Tests of a site with Belarusian as third language, which ``test_third_language.py`` runs in a copy of the project."""

import csv
import datetime
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from ipacis.core.text.labels import LANGUAGES
from news.corrections import edit
from news.models import Event, Meeting, MeetingTopic, NewsItem, Participation, Place, Report, Topic
from people.models import Membership, Organization, Person, Post
from people.search import find, mentions
from tests import factories as make
from tests.admin_pages import page, save, step

pytestmark = pytest.mark.django_db

DAY = make.DAY


def person(given, family, patronymic=""):
    names = {"given_name_be": given, "family_name_be": family, "patronymic_name_be": patronymic}
    return Person.objects.create(**names, country="BY", is_public=True)


@pytest.fixture
def content():
    """A public row of each model, {model: row}, with texts in Belarusian only."""
    body = Organization.objects.create(name_be="Савет Рэспублікі", abbreviation_be="СР")
    post = Post.objects.create(label_be="Старшыня", organization=body)
    place = Place.objects.create(name_be="Палац Незалежнасці", city_be="Мінск")
    event = Event.objects.create(name_be="Форум рэгіёнаў", start_date=DAY)
    topic = Topic.objects.create(label_be="Моладзь")
    deputy = person("Аляксандр", "Іваноў", "Ігаравіч")
    office = Membership.objects.create(person=deputy, post=post, start_date=DAY)
    meeting = Meeting.objects.create(
        title_be="Сустрэча ў Мінску",
        summary_be="Гаварылі пра выбары.",
        start_date=DAY,
        place=place,
        event=event,
        event_relation="within",
    )
    line = Participation.objects.create(
        meeting=meeting, order=1, person=deputy, office_printed_be="Старшыня", delegation=body
    )
    line.memberships.add(office)
    MeetingTopic.objects.create(content_object=meeting, tag=topic)
    item = NewsItem.objects.create(
        language="be",
        headline="Дэпутаты сустрэліся ў Мінску",
        date=DAY,
        section=body,
        body="<p>Гаворка ішла пра назіранне за выбарамі.</p>",
    )
    Report.objects.create(item=item, meeting=meeting, order=1)
    for thing in (meeting, item):
        thing.state, thing.publish_at = "published", make.NOON
        thing.save()
    return {type(thing): thing for thing in (body, post, place, event, topic, deputy, meeting, item)}


@pytest.fixture
def editor():
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    return client


def text_of(address, client=None):
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return b"".join(answer).decode()


def test_the_language_is_in_the_switcher_in_hreflang_and_in_the_head():
    for own in LANGUAGES:
        page = text_of(f"/{own}/meetings/")
        assert f'<html lang="{own}">' in page
        for code in LANGUAGES:
            assert (
                f'<link rel="alternate" hreflang="{code}" href="{settings.SITE_URL}/{code}/meetings/">'
                in page
            )
        for code in set(LANGUAGES) - {own}:
            assert f'<a href="/{code}/meetings/" lang="{code}" hreflang="{code}">' in page
    page = text_of("/be/")
    assert '<span lang="be" aria-current="true">Беларуская</span>' in page
    assert '<meta property="og:locale" content="be_BY">' in page
    assert "golos-text-cyrillic-wght-normal" in page


def test_labels_have_a_column_and_the_admin_shows_the_three_side_by_side(editor):
    for model, name in [(Organization, "name"), (Post, "label"), (Place, "name"), (Event, "name"), (Topic, "label"),
                        (Meeting, "title"), (Person, "family_name")]:  # fmt: skip
        form = text_of(page(model, "add"), editor)
        (row,) = [part for part in form.split("form-multiline")[1:] if f'name="{name}_en"' in part]
        assert [code for code in LANGUAGES if f'name="{name}_{code}"' in row] == ["en", "ru", "be"]
        assert re.findall(rf'name="{name}_be"[^>]* lang="(\w+)"', row) == ["be"]


def test_a_name_in_belarusian_alone_gives_a_good_address(content):
    assert {model.__name__: row.slug for model, row in content.items()} == {
        "Organization": "savet-respubliki",
        "Post": "starshynya",
        "Place": "palats-nezalezhnastsi",
        "Event": "forum-regienau",
        "Topic": "moladz",
        "Person": "alyaksandr-ivanou",
        "Meeting": "sustrecha-u-minsku",
        "NewsItem": "deputaty-sustrelisya-u-minsku",
    }


def test_every_page_answers_and_marks_what_is_in_another_language(content):
    for model, row in content.items():
        if model is NewsItem:
            continue
        with override("be"):
            own = row.get_absolute_url()
        assert "<h1" in text_of(own)
        names = (getattr(row, name, None) for name in ("title", "label", "full_name", "name"))
        name = next(filter(None, names))
        assert f'<span lang="be">{name}</span>' in text_of(own.replace("/be/", "/en/"))
    assert '<span lang="be">' not in text_of("/be/meetings/")
    assert "Дэпутаты сустрэліся" in text_of(content[NewsItem].get_absolute_url())
    make.meeting("Talks in Baku")
    assert '<span lang="en">Talks in Baku</span>' in text_of("/be/meetings/")


def test_a_person_is_found_by_the_belarusian_name_and_by_the_russian_one(content):
    for query in ("Аляксандр Іваноў", "Іваноў А. І.", "Іваноў", "Aliaksandr Ivanou", "Александр Иванов"):
        (match,) = find(query)
        assert (match.person, match.name) == (content[Person], "Аляксандр Іваноў"), query
    assert "Іваноў, Аляксандр Ігаравіч" in text_of("/be/people/?q=Іваноў")
    suggested = json.loads(text_of("/be/people/suggest.json?q=Іван"))["people"]
    assert [row["name"] for row in suggested] == ["Аляксандр Іваноў"]
    (found,) = mentions("Перамовы правёў Аляксандр Іваноў.")
    assert found.person == content[Person]


def test_people_stand_in_the_order_of_the_belarusian_alphabet():
    for family in ("Яўменаў", "Фёдараў", "Іваноў", "Ждановіч", "Зянкевіч", "Кавалёў", "Ўладзіч", "Уладыка"):
        person("Ян", family)
    names = re.findall(r'class="card__name"[^>]*>([^,<]+)', text_of("/be/people/"))
    assert names == ["Ждановіч", "Зянкевіч", "Іваноў", "Кавалёў", "Уладыка", "Ўладзіч", "Фёдараў", "Яўменаў"]
    (letters,) = re.findall(r'<ul lang="be">(.*?)</ul>', text_of("/be/people/"))
    assert "".join(re.findall(r">(.)</a>", letters)) == "ЖЗІКУЎФЯ"
    for letter, family in (("І", ["Іваноў"]), ("У", ["Уладыка"]), ("Ў", ["Ўладзіч"])):
        page = text_of(f"/be/people/?letter={letter}")
        assert re.findall(r'class="card__name"[^>]*>([^,<]+)', page) == family


@pytest.mark.parametrize(
    "query", ["сустрэча", "сустрэчы", "Мінск", "моладзь", "Палац Незалежнасці", "Старшыня", "выбары"]
)
def test_the_search_finds_belarusian_words(content, query):
    assert "Сустрэча ў" in re.sub("</?mark>", "", text_of(f"/be/search/?q={query}"))
    assert "Сустрэча ў" in re.sub("</?mark>", "", text_of(f"/en/search/?q={query}"))


def test_feeds_tables_and_calendars_answer_in_belarusian(content):
    for name in ("feed.rss", "feed.atom", "feed.json"):
        assert "Дэпутаты сустрэліся ў Мінску" in text_of(f"/be/news/{name}")
        assert "Сустрэча ў Мінску" in text_of(f"/be/meetings/{name}")
    assert json.loads(text_of("/be/news/feed.json"))["language"] == "be"
    assert ET.fromstring(text_of("/be/news/feed.rss")).findtext("channel/language") == "be"
    rows = list(csv.DictReader(io.StringIO(text_of("/be/meetings/export.csv").removeprefix("\ufeff"))))
    assert [row["title"] for row in rows] == ["Сустрэча ў Мінску"]
    assert "Сустрэча ў Мінску" in text_of("/be/meetings/calendar.ics")


def test_the_sitemaps_and_the_open_data_know_the_language(content):
    pages = text_of("/sitemaps/languages/meetings-1.xml")
    assert all(
        f'hreflang="{code}" href="{settings.SITE_URL}/{code}/meetings/2023/11/30/' in pages
        for code in LANGUAGES
    )
    assert "/be/news/2023/11/30/" in text_of("/sitemaps/news-1.xml")
    Person.objects.update(family_name_en="Ivanov", given_name_en="Alexander")
    data = json.loads(text_of("/popolo.json"))
    assert {"name": "Аляксандр Іваноў", "lang": "be"} in data["persons"][0]["other_names"]
    assert [body["name"] for body in data["organizations"]] == ["Савет Рэспублікі"]
    assert (
        "Аляксандр Іваноў" in text_of(f"/en/people/{content[Person].slug}/").split("application/ld+json")[1]
    )


def test_a_release_in_belarusian_is_written_in_the_admin_and_corrected(editor):
    words = {"headline": "Навіна", "body": "<p>Ішла гаворка.</p>"}
    answer = save(editor, page(NewsItem, "add"), language="be", date="2023-11-30", **words)
    assert answer.status_code == 302, answer.context["errors"]
    item = NewsItem.objects.get()
    step(editor, item, "publish")
    item.refresh_from_db()
    assert (item.language, item.get_absolute_url()) == ("be", "/be/news/2023/11/30/navina/")
    with edit(item, note_be="Выпраўлена назва."):
        item.headline = "Добрая навіна"
        item.save()
    assert "Выпраўлена назва." in text_of("/be/corrections/")
    form = text_of(page(NewsItem, "add") + f"?translation_of={item.pk}", editor)
    assert 'value="be"' in form


def test_a_release_in_belarusian_is_read_from_a_file(content, tmp_path):
    person("Ірына", "Кавалёва")
    file = tmp_path / "release.txt"
    file.write_text(
        "Сустрэча на форуме\n\n30 лістапада 2023 г.\n\nАляксандр Іваноў і Ірына Кавалёва сустрэліся ў Мінску. Ішла гаворка.\n"
    )
    call_command("import_release", file)
    item = NewsItem.objects.latest("pk")
    assert (item.language, item.date) == ("be", datetime.date(2023, 11, 30))
    (meeting,) = item.meetings.all()
    assert meeting.title_be == "Аляксандр Іваноў – Ірына Кавалёва"
    assert [line.name_printed_be for line in meeting.participations.all()] == [
        "Аляксандр Іваноў",
        "Ірына Кавалёва",
    ]


def test_the_demonstration_loads_and_falls_back():
    call_command("load_demo", verbosity=0)
    page = text_of("/be/meetings/")
    assert '<span lang="en">' in page and "лістапада" in page
    assert (
        text_of("/be/")
        and text_of("/be/people/")
        and text_of("/be/topics/")
        and text_of("/be/organizations/")
    )
