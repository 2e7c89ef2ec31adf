"""The list of participants in the form of a meeting, in Chromium."""

import datetime

import pytest
from playwright.sync_api import expect

from news.models import Meeting
from tests import factories as make
from tests.admin_pages import change
from tests.admin_pages import page as address
from tests.browser.desk import add_participant, complaints, send

pytestmark = pytest.mark.django_db(transaction=True)

#: Lets the answers with rows come late.
SLOW = """const send = window.fetch;
window.fetch = async (address, ...rest) => {
  if (String(address).endsWith("/participants/")) await new Promise((ready) => setTimeout(ready, 800));
  return send(address, ...rest);
};"""


@pytest.fixture
def people():
    """People of three countries, each with an office that changed in 2020."""
    made = []
    for name, ru, country in [
        ("Ivan Mushket", "Иван Мушкет", "RU"),
        ("Anna Ivanova", "Анна Иванова", "AM"),
        ("Viktor Kogut", "Виктор Когут", "BY"),
    ]:
        body = make.organization(f"Parliament of {country}", country=country)
        person = make.person(name, ru)
        make.membership(person, make.post(f"Deputy of {country}", body), end="2019-12-31")
        make.membership(person, make.post(f"Chair of {country}", body), start="2020-01-01")
        made.append(person)
    return made


def names(desk):
    return desk.locator(".participant:not(.participant--removed) .participant__name").all_inner_texts()


def offices(desk):
    return desk.locator(".participant__office").all_inner_texts()


def begin(desk, live_server):
    desk.goto(live_server.url + address(Meeting, "add"))
    desk.get_by_label("Title (English)").fill("Talks")
    desk.locator("#id_start_date").fill("2021-05-05")


def paste(desk, text):
    desk.get_by_text("Paste names").click()
    desk.get_by_label("One name in a line").fill(text)
    desk.get_by_role("button", name="Add them to the list").click()
    desk.get_by_role("status").filter(has_text="Added to the list").wait_for()


def test_pasted_names_come_with_their_offices_and_are_put_in_the_order_of_protocol(desk, live_server, people):
    begin(desk, live_server)
    paste(desk, "1. Mushket Ivan\n2. Анна Иванова\n3. V. Kogut\n4. Somebody Unknown, Driver")
    assert names(desk) == ["Ivan Mushket", "Anna Ivanova", "Viktor Kogut", "Somebody Unknown"]
    assert offices(desk) == ["Chair of RU", "Chair of AM", "Chair of BY", "Driver"]
    assert "Nobody called “Somebody Unknown” is known." in desk.locator("#participations-3").inner_text()
    desk.get_by_role("button", name="Put in the order of protocol").click()
    desk.get_by_role("status").filter(has_text="in the order of protocol").wait_for()
    assert names(desk) == ["Anna Ivanova", "Viktor Kogut", "Ivan Mushket", "Somebody Unknown"]
    desk.get_by_role("button", name="Move up").nth(3).focus()
    desk.keyboard.press("Alt+ArrowUp")
    assert names(desk)[2:] == ["Somebody Unknown", "Ivan Mushket"]
    assert complaints(desk) == []
    send(desk)
    lines = Meeting.objects.get().participations.all()
    assert [(line.name_printed_en, line.name_printed_ru, line.office_printed_en) for line in lines] == [
        ("Anna Ivanova", "Анна Иванова", "Chair of AM"),
        ("Viktor Kogut", "Виктор Когут", "Chair of BY"),
        ("Somebody Unknown", "", "Driver"),
        ("Ivan Mushket", "Иван Мушкет", "Chair of RU"),
    ]
    assert [str(line.delegation or "") for line in lines][:2] == ["Parliament of AM", "Parliament of BY"]


def test_people_are_added_one_after_the_other_from_one_field(desk, live_server, people):
    begin(desk, live_server)
    desk.get_by_role("combobox", name="Add a person").click()
    for name in ("Mushket", "Kogut"):
        desk.keyboard.type(name)
        desk.locator(".select2-results__option--highlighted").filter(has_text=name).wait_for()
        desk.keyboard.press("Enter")
        desk.locator(".participant__name").filter(has_text=name).wait_for()
        desk.locator(".select2-container--open .select2-search__field").wait_for()  # for the next one
    assert offices(desk) == ["Chair of RU", "Chair of BY"]
    desk.keyboard.press("Escape")
    send(desk)
    lines = Meeting.objects.get().participations.all()
    assert [line.memberships.get().post.label_en for line in lines] == ["Chair of RU", "Chair of BY"]


def test_another_day_is_noticed_and_its_offices_are_filled_in(desk, live_server, people):
    begin(desk, live_server)
    paste(desk, "Ivan Mushket\nAnna Ivanova")
    desk.locator("#id_start_date").fill("2018-05-05")
    desk.locator("#id_start_date").blur()
    note = desk.locator("#participations-0 .participant__notes")
    note.filter(has_text="was not held on the day of the meeting").wait_for()
    desk.get_by_role("button", name="Fill in the offices of the day").click()
    desk.locator("#participations-1 .participant__office").filter(has_text="Deputy of AM").wait_for()
    assert offices(desk) == ["Deputy of RU", "Deputy of AM"]
    desk.locator("#participations-1 .participant__notes:empty").wait_for(state="attached")
    send(desk)
    line = Meeting.objects.get().participations.first()
    assert (line.office_printed_en, line.memberships.get().post.label_en) == ("Deputy of RU", "Deputy of RU")


def test_what_is_typed_while_the_server_answers_stays(desk, live_server, people):
    desk.add_init_script(SLOW)
    begin(desk, live_server)
    row = add_participant(desk, "Viktor Kogut", office="Envoy")
    expect(row.get_by_label("Name as printed (English)")).to_have_value("Viktor Kogut")
    assert offices(desk) == ["Envoy"]
    assert row.get_by_label("Office as printed (English)").input_value() == "Envoy"
    chosen = row.locator("[name$=memberships] option:checked")
    assert [text.split(",")[0] for text in chosen.all_inner_texts()] == ["Chair of BY"]


@pytest.fixture
def stored(people):
    meeting = make.meeting(
        "Talks", day=datetime.date(2021, 5, 5), people=people, state="draft", publish_at=None
    )
    meeting.participations.update(role="observer", role_stated=False)
    return meeting


def test_a_row_that_is_opened_is_changed_and_the_others_stay(desk, live_server, stored):
    before = list(stored.participations.values())
    desk.goto(live_server.url + change(stored))
    row = desk.locator("#participations-1")
    row.get_by_role("button", name="Change").click()
    row.get_by_label("Office as printed (English)").fill("Envoy")
    assert row.locator(".participant__office").inner_text() == "Envoy"
    chosen = row.locator("#select2-id_participations-1-person-container").inner_text()
    assert chosen.endswith("Anna Ivanova – Chair of AM")
    send(desk)
    after = list(stored.participations.values())
    assert after[1] == before[1] | {"office_printed_en": "Envoy"} | {
        name: after[1][name] for name in ("name_printed_en", "name_printed_ru")
    }
    assert [after[0], after[2]] == [before[0], before[2]]


def test_rows_are_dragged_removed_and_kept(desk, live_server, stored):
    desk.goto(live_server.url + change(stored))
    assert names(desk) == ["Ivan Mushket", "Anna Ivanova", "Viktor Kogut"]
    rows = desk.locator(".participant")
    rows.nth(0).locator(".participant__handle").drag_to(rows.nth(2), target_position={"x": 300, "y": 30})
    assert names(desk) == ["Anna Ivanova", "Viktor Kogut", "Ivan Mushket"]
    for row in (0, 1):
        rows.nth(row).get_by_role("button", name="Remove").click()
    rows.nth(1).get_by_role("button", name="Keep").click()
    assert names(desk) == ["Viktor Kogut", "Ivan Mushket"]
    assert complaints(desk) == []
    send(desk)
    assert [str(line.person) for line in stored.participations.all()] == ["Viktor Kogut", "Ivan Mushket"]


def test_what_is_typed_in_rows_comes_back_with_its_difference_alone(desk, live_server, stored):
    desk.goto(live_server.url + change(stored))
    row = desk.locator("#participations-1")
    row.get_by_role("button", name="Change").click()
    row.get_by_label("Office as printed (English)").fill("Envoy")
    desk.locator(".desk-status").filter(has_text="Kept in this browser").wait_for()
    again = desk.context.new_page()
    desk.close()
    again.goto(live_server.url + change(stored))
    offer = again.locator(".desk-note[data-kind=offer]")
    offer.locator("summary").click()
    assert [cell.strip() for cell in offer.locator("th").all_inner_texts()] == [
        "Participants · 2 · Office as printed (English)"
    ]
    offer.get_by_role("button", name="Put it into the form").click()
    again.locator("#kept-form[data-unsaved='1']").wait_for(state="attached")
    assert names(again) == ["Ivan Mushket", "Anna Ivanova", "Viktor Kogut"]
    send(again)
    assert stored.participations.get(order=2).office_printed_en == "Envoy"
