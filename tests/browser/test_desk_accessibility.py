"""The pages of the desk in Chromium: axe finds nothing in any state, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group

from ipacis.core.logs.entries import AuditEntry
from news.models import Meeting, NewsItem, Photo
from people.models import Person
from tests import factories as make
from tests.admin_pages import change
from tests.admin_pages import page as address
from tests.browser.test_accessibility import WCAG
from tests.roles import make_roles
from tests.uploads import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(db):
    make_roles()
    body = make.organization("Parliament of Armenia", country="AM")
    person = make.person("Anna Ivanova", "Анна Иванова")
    make.membership(person, make.post("Chair", body))
    photo = Photo.objects.create(image=picture("hall.jpg"), alt_en="The hall")
    meeting = make.meeting(
        "Talks in Minsk", people=[person], place=make.place(), event=make.event(), topics=[make.topic()]
    )
    item = make.news("Talks told", meetings=[meeting], photos=[photo])
    return {"person": person, "meeting": meeting, "item": item}


class Complaints(list):
    """What axe says about the page *desk* in the states that it is asked about."""

    def __init__(self, desk):
        self.desk = desk

    def look(self, state):
        for violation in Axe().run(self.desk, options=WCAG).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            self.append(f"{state}: {violation['id']} {nodes}")


def speak(desk, language):
    desk.emulate_media(reduced_motion="reduce")
    if language == "ru":
        with desk.expect_navigation():
            desk.locator("form.language-switch button[value=ru]").click()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_pages_of_the_desk_are_accessible(desk, live_server, rows, language):
    complaints = Complaints(desk)
    desk.goto(f"{live_server.url}/admin/")
    speak(desk, language)
    paths = [
        "/admin/",
        "/admin/search/?q=talks",
        *(address(model, "changelist") for model in (NewsItem, Meeting, Person, Photo, AuditEntry)),
        *(change(row) for row in rows.values()),
        address(NewsItem, "add"),
        address(NewsItem, "step", rows["item"].pk, "withdraw"),
        address(Meeting, "history", rows["meeting"].pk),
        change(Group.objects.first()),
    ]
    for path in paths:
        desk.goto(live_server.url + path, wait_until="networkidle")
        complaints.look(path)
    assert complaints == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_forms_are_accessible_in_their_states(desk, live_server, rows, language):
    complaints = Complaints(desk)
    desk.goto(f"{live_server.url}/admin/")
    speak(desk, language)
    desk.goto(live_server.url + change(rows["meeting"]), wait_until="networkidle")
    row = desk.locator("#participations-0")
    row.locator("[data-act=open]").click()
    complaints.look("a row is open")
    for kind in ("single", "multiple"):
        row.locator(f".select2-selection--{kind}").first.click()
        desk.locator(".select2-results__option").first.wait_for()
        complaints.look(f"choices of a {kind} autocomplete")
        desk.keyboard.press("Escape")
    desk.locator("[data-act=add]").click()
    complaints.look("a row is added")
    row.locator("[data-act=remove]").click()
    desk.locator(".participants summary").first.click()
    complaints.look("a row is removed, names are pasted")
    desk.locator("#id_start_date").fill("nonsense")
    with desk.expect_navigation():
        desk.locator("input[name=_save]").first.click()
    desk.locator(".errornote").wait_for()
    complaints.look("the form is refused")
    desk.goto(live_server.url + change(rows["item"]), wait_until="networkidle")
    desk.locator(".inline-group .add-row a").last.click()
    complaints.look("a photo is added")
    assert complaints == []
