"""The scripts of the admin in Chromium, under the Content-Security-Policy of the site."""

import pytest
from django.contrib.auth.models import User

from news.models import Meeting, NewsItem
from people.models import Person
from tests import factories as make
from tests.admin_pages import change
from tests.admin_pages import page as address

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = """window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""


@pytest.fixture
def desk(page, live_server, client):
    """A page of the browser in which an editor is signed in, and the errors of its console."""
    client.force_login(User.objects.create_superuser("editor"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.add_init_script(REFUSED)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console", lambda message: page.complaints.append(message.text) if message.type == "error" else None
    )
    return page


def complaints(desk):
    return [*desk.complaints, *desk.evaluate("window.refused")]


def send(desk):
    with desk.expect_navigation():
        desk.locator("input[name=_save]").first.click()


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
    desk.get_by_text("Add another Participant").click()
    desk.get_by_role("combobox", name="Person").click()
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


def test_what_was_written_into_an_old_form_can_be_copied_and_sent_again(desk, live_server):
    item = make.news(state="draft", publish_at=None, body="<p>Old</p>")
    desk.goto(live_server.url + change(item))
    desk.get_by_label("Headline").fill("A new headline")
    desk.get_by_role("textbox", name="Text", exact=True).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" and new")
    token = {"name": "csrftoken", "value": "b" * 32, "url": live_server.url}
    desk.context.add_cookies([token])  # as after signing in again in another tab
    send(desk)
    written = desk.locator("dl").inner_text()
    assert "A new headline" in written and "Old and new" in written
    assert NewsItem.objects.get(pk=item.pk).body == "<p>Old</p>"
    desk.go_back()
    desk.reload(wait_until="networkidle")
    desk.get_by_label("Headline").fill("A new headline")
    send(desk)
    assert NewsItem.objects.get(pk=item.pk).headline == "A new headline"
