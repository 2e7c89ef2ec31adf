"""The scripts of the admin in Chromium, under the Content-Security-Policy of the site."""

import pytest

from news.models import Meeting, NewsItem
from people.models import Person
from tests import factories as make
from tests.admin_pages import change
from tests.admin_pages import page as address
from tests.browser.desk import complaints, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_editor_writes_rich_text_and_the_policy_refuses_nothing(desk, live_server):
    item = make.news(state="draft", publish_at=None)
    desk.goto(live_server.url + change(item))
    text = desk.get_by_role("textbox", name="Text", exact=True)
    text.click()
    desk.keyboard.press("Control+B")
    desk.keyboard.type("Two  spaces")
    assert text.evaluate("area => getComputedStyle(area).whiteSpace") == "break-spaces"
    assert complaints(desk) == []
    send(desk)
    item.refresh_from_db()
    assert item.body == "<p><strong>Two  spaces</strong></p>"


@pytest.mark.parametrize(
    ("written", "stored"),
    [("www.example.org/partner", "https://www.example.org/partner"), ("/en/about/", "/en/about/")],
)
def test_a_link_of_the_editors_dialog_leads_where_it_was_meant_to(desk, live_server, written, stored):
    item = make.news(state="draft", publish_at=None, body="<p>Partner</p>")
    desk.goto(live_server.url + change(item))
    insert_link(desk, written)
    send(desk)
    item.refresh_from_db()
    assert f'<a href="{stored}"' in item.body


@pytest.mark.parametrize("written", ["htp://example.org", "tel:+78123269069"])
def test_a_link_that_leads_nowhere_is_told_of_after_the_editors_dialog(desk, live_server, written):
    item = make.news(state="draft", publish_at=None, body="<p>Partner</p>")
    desk.goto(live_server.url + change(item))
    insert_link(desk, written)
    send(desk)
    assert "The link “Partner”" in desk.locator(".errorlist").last.inner_text()
    item.refresh_from_db()
    assert item.body == "<p>Partner</p>"


def test_an_address_that_is_typed_into_the_text_becomes_a_link_by_https(desk, live_server):
    item = make.news(state="draft", publish_at=None)
    desk.goto(live_server.url + change(item))
    desk.get_by_role("textbox", name="Text", exact=True).click()
    desk.keyboard.type("See www.example.org/partner today")
    send(desk)
    item.refresh_from_db()
    assert '<a href="https://www.example.org/partner"' in item.body


def insert_link(desk, address):
    desk.get_by_role("textbox", name="Text", exact=True).click()
    desk.keyboard.press("Control+A")
    desk.keyboard.press("Control+K")
    desk.get_by_label("URL").fill(address)
    desk.keyboard.press("Enter")


def test_choosing_a_participant_chooses_the_offices_of_that_day(desk, live_server):
    person = make.person("Viktor Kogut")
    before = make.membership(person, make.post("Envoy"), end="2020-12-31")
    now = make.membership(person, make.post("Deputy Secretary General"), start="2021-01-01")
    make.membership(make.person("Ivan Mushket"), make.post("Director"))
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    desk.goto(live_server.url + change(meeting))
    desk.get_by_text("Add participant").click()
    desk.get_by_role("combobox", name="Person:").click()
    desk.get_by_role("searchbox", name="Person").fill("Kogut")
    desk.get_by_role("option", name="Viktor Kogut – Deputy Secretary General").click()
    chosen = desk.locator("#id_participations-0-memberships option")
    chosen.wait_for(state="attached")
    assert [option.get_attribute("value") for option in chosen.all()] == [str(now.pk)]
    desk.get_by_role("searchbox", name="Offices held that day").click()
    offered = desk.locator(".select2-results__option")
    offered.filter(has_text="Envoy").wait_for()
    assert [text.split(",")[0] for text in offered.all_inner_texts()] == ["Deputy Secretary General", "Envoy"]
    assert complaints(desk) == []
    desk.keyboard.press("Escape")
    send(desk)
    line = meeting.participations.get()
    assert (line.name_printed_en, line.office_printed_en) == ("Viktor Kogut", "Deputy Secretary General")
    assert before not in line.memberships.all()


@pytest.mark.parametrize("width", [768, 1280])
def test_pages_of_the_admin_fit_and_raise_no_complaint(desk, live_server, width):
    person = make.person("Viktor Kogut")
    meeting = make.meeting("Talks", people=[person])
    item = make.news("Talks told", meetings=[meeting])
    desk.set_viewport_size({"width": width, "height": 900})
    paths = ["/admin/", *(address(model, "changelist") for model in (NewsItem, Meeting, Person))]
    paths += [change(item), change(meeting), change(person), "/accounts/2fa/", "/accounts/password/change/"]
    wide = []
    for path in paths:
        desk.goto(live_server.url + path, wait_until="networkidle")
        if desk.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
        assert complaints(desk) == []
    assert wide == []


def test_every_field_that_scripts_make_has_a_name(desk, live_server):
    meeting = make.meeting("Talks", people=[make.person()])
    item = make.news(meetings=[meeting])
    nameless = []
    made = ".select2-search__field, .select2-selection--single, [contenteditable]"
    for thing in (meeting, item, make.person("Olga Petrova")):
        desk.goto(live_server.url + change(thing), wait_until="networkidle")
        desk.locator(made).first.wait_for()
        nameless += desk.evaluate(
            """(made) => [...document.querySelectorAll(made)]
            .filter((field) => !field.getAttribute("aria-label")).map((field) => field.outerHTML)""",
            made,
        )
    assert nameless == []
