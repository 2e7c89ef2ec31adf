"""Pages about the site, its contact, its mark and its icons."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.test import Client

from people.models import Organization
from tests import factories as make
from tests.pages import typed
from tests.uploads import picture

pytestmark = pytest.mark.django_db
PAGES = ["about/", "press/", "privacy/", "accessibility/"]


@pytest.fixture(autouse=True)
def unkept_parts():
    """Forget the parts of pages that a process keeps because its settings never change."""
    caches["template_fragments"].clear()
    yield
    caches["template_fragments"].clear()


def page(address, language="en"):
    answer = Client().get(f"/{language}/{address}")
    assert answer.status_code == 200
    return typed(answer)


def make_assembly(**fields):
    """Make an assembly of one parliament, led by Anna Ivanova."""
    assembly = make.organization("Assembly", "Ассамблея", classification="assembly", **fields)
    parliament = make.organization("Parliament", "Парламент", classification="parliament", country="BY")
    assembly.members.add(parliament)
    anna = make.person("Anna Ivanova", ru="Анна Иванова")
    make.membership(anna, make.post("Chair", assembly, on_home=True), last_seen=make.DAY)
    return assembly


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("address", PAGES)
def test_readers_see_the_address_to_which_they_can_write(settings, address, language):
    settings.CONTACT_EMAIL = "desk@example.org"
    assert (
        '<a href="mailto:desk@example.org">desk@example.org</a>'
        in page(address, language).partition("<main")[2]
    )


@pytest.mark.parametrize("address", PAGES)
def test_without_an_e_mail_address_the_postal_one_stands_there(settings, address):
    settings.CONTACT_EMAIL, settings.CONTACT_ADDRESS = "", "1 Main Street"
    text = page(address)
    assert "mailto:" not in text and "webmaster" not in text
    assert "1 Main Street" in text.partition("<main")[2].partition("</main>")[0]
    assert "1 Main Street" in text.partition("<footer")[2]


def test_the_desk_tells_administrators_of_a_missing_address(settings, admin_client):
    settings.CONTACT_EMAIL = ""
    told = "Readers find no e-mail address on the site"
    assert told in admin_client.get("/admin/").content.decode()
    settings.CONTACT_EMAIL = "desk@example.org"
    assert told not in admin_client.get("/admin/").content.decode()


def test_the_press_finds_contact_facts_and_portraits():
    assembly = make_assembly(
        address_en="Palace", telephone="+7 812 000", email="press@example.org", start_date="1992-03-27"
    )
    person = assembly.posts.get().memberships.get().person
    person.portrait.save("anna.jpg", picture())
    make.meeting(people=[person])
    text = page("press/").partition("<main")[2]
    for words in (
        "Palace",
        'href="tel:+7812000"',
        "mailto:press@example.org",
        "27 March 1992",
        "Meetings: 1",
    ):
        assert words in text, words
    assert "Last mentioned on 30 November 2023" in text
    assert f'href="{person.portrait.url}" download' in text and ">Parliament</a>" in text


def test_the_press_page_needs_no_assembly():
    assert Organization.objects.count() == 0
    assert "Meetings: 0" in page("press/")


@pytest.mark.parametrize(("language", "name"), [("en", "IPA CIS"), ("ru", "МПА СНГ")])
def test_a_phone_reads_the_manifest_and_finds_its_icons(language, name):
    head = page("", language).partition("</head>")[0]
    assert f'rel="manifest" href="/{language}/site.webmanifest"' in head and "apple-touch-icon" in head
    answer = Client().get(f"/{language}/site.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    data = json.loads(answer.content)
    assert (data["short_name"], data["start_url"], data["lang"]) == (name, f"/{language}/", language)
    assert [bool(finders.find(icon["src"].removeprefix("/static/"))) for icon in data["icons"]] == [True] * 3


def test_the_usual_address_of_an_icon_leads_to_it():
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/static/img/favicon.ico")
