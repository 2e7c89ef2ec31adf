"""What an editor typed survives whatever happens to the page: it is kept in the browser and offered again."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from news.models import Meeting, NewsItem
from tests import factories as make
from tests.admin_pages import change
from tests.admin_pages import page as address
from tests.browser.desk import add_participant, complaints, send
from tests.uploads import picture

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = re.compile("Kept in this browser, not saved")
OFFER = ".desk-note[data-kind=offer]"


@pytest.fixture
def item():
    return make.news("Old headline", state="draft", publish_at=None, body="<p>Old</p>")


def type_text(desk, headline="New headline", text=" and new"):
    """Type a headline and a word at the end of the text, and wait until the browser has kept them."""
    desk.get_by_label("Headline").fill(headline)
    body = desk.get_by_role("textbox", name="Text", exact=True)
    body.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(text)
    wait_until_kept(desk)


def wait_until_kept(desk):
    desk.locator(".desk-status").filter(has_text=KEPT).wait_for()
    desk.wait_for_timeout(400)  # the pause after which the latest letters are kept


def assert_filled(desk, headline="New headline", text="Old and new"):
    desk.locator("#kept-form[data-unsaved='1']").wait_for(state="attached")
    assert desk.get_by_label("Headline").input_value() == headline
    assert desk.get_by_role("textbox", name="Text", exact=True).inner_text() == text


def assert_saved(desk, item):
    send(desk)
    item.refresh_from_db()
    assert (item.headline, item.body) == ("New headline", "<p>Old and new</p>")


def accept_dialogs(desk):
    desk.on("dialog", lambda dialog: dialog.accept())


def texts_of(desk):
    return desk.evaluate("import('/static/house-admin/store.js').then((store) => store.kept())")


def test_a_closed_window_loses_nothing_and_its_text_is_offered_with_what_differs(desk, live_server, item):
    desk.goto(live_server.url + change(item))
    type_text(desk)
    again = desk.context.new_page()
    desk.close()
    again.goto(live_server.url + change(item))
    again.locator(OFFER).wait_for()
    assert re.match(
        r"This browser keeps a text that you typed on \w+ \d+, \d{4} at \d+:\d\d",
        again.locator(OFFER).inner_text(),
    )
    again.get_by_text("What differs from this page").click()
    rows = [re.split(r"\s*\t\s*", row) for row in again.locator(f"{OFFER} tr").all_inner_texts()]
    assert rows == [["Headline", "Old headline", "New headline"], ["Text", "Old", "Old and new"]]
    again.get_by_role("button", name="Put it into the form").click()
    assert_filled(again)
    assert_saved(again, item)
    again.goto(live_server.url + change(item), wait_until="networkidle")
    assert again.locator(OFFER).count() == 0
    assert texts_of(again) == []


def test_an_offered_text_can_be_deleted(desk, live_server, item):
    desk.goto(live_server.url + change(item))
    type_text(desk)
    again = desk.context.new_page()
    desk.close()
    again.goto(live_server.url + change(item))
    again.get_by_role("button", name="Delete it").click()
    again.reload(wait_until="networkidle")
    assert (again.locator(OFFER).count(), texts_of(again)) == (0, [])


def test_a_page_loaded_again_is_filled_again(desk, live_server, item):
    accept_dialogs(desk)
    desk.goto(live_server.url + change(item))
    type_text(desk)
    desk.reload()
    assert_filled(desk)
    assert_saved(desk, item)


def test_leaving_by_a_link_asks_and_coming_back_finds_the_text(desk, live_server, item):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.goto(live_server.url + change(item))
    type_text(desk)
    desk.locator("#nav-sidebar a", has_text="Topics").click()
    desk.wait_for_url("**/topic/")
    assert asked == ["beforeunload"]
    desk.go_back()
    assert_filled(desk)
    assert_saved(desk, item)


def test_leaving_without_a_change_asks_nothing(desk, live_server, item):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto(live_server.url + change(item))
    desk.get_by_label("Headline").fill("Another")
    desk.get_by_label("Headline").fill("Old headline")
    desk.wait_for_timeout(600)
    desk.goto(live_server.url + "/admin/")
    assert (asked, texts_of(desk)) == ([], [])


def test_another_language_of_the_desk_keeps_the_text(desk, live_server, item):
    desk.goto(live_server.url + change(item))
    type_text(desk)
    desk.get_by_role("button", name="Русский").click()
    desk.locator("#kept-form[data-unsaved='1']").wait_for(state="attached")
    assert desk.locator("html").get_attribute("lang") == "ru"
    assert desk.locator("#id_headline").input_value() == "New headline"
    assert desk.get_by_role("textbox", name="Текст", exact=True).inner_text() == "Old and new"
    assert_saved(desk, item)


def test_an_expired_session_is_told_of_and_the_form_stands_filled_after_signing_in(desk, live_server, item):
    user = User.objects.get()
    user.set_password("a long passphrase")
    user.save()
    cookie = {"name": "sessionid", "value": signed_in(user), "url": live_server.url}
    desk.context.add_cookies([cookie])
    desk.goto(live_server.url + change(item))
    type_text(desk)
    Session.objects.all().delete()
    desk.locator("input[name=_save]").first.click()
    desk.get_by_role("alert").filter(has_text="You have been signed out").first.wait_for()
    desk.get_by_role("link", name="Sign in").first.click()
    desk.locator("input[name=login]").fill("editor")
    desk.locator("input[name=password]").fill("a long passphrase")
    desk.get_by_role("button", name="Sign In", exact=True).click()
    assert_filled(desk)
    assert_saved(desk, item)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def test_an_old_token_is_replaced_before_the_form_is_sent(desk, live_server, item):
    desk.goto(live_server.url + change(item))
    type_text(desk)
    token = {"name": "csrftoken", "value": "b" * 32, "url": live_server.url}
    desk.context.add_cookies([token])  # as after signing in again in another window
    assert_saved(desk, item)


def test_without_a_connection_nothing_is_sent_and_the_text_can_be_saved_later(desk, live_server, item):
    desk.goto(live_server.url + change(item))
    type_text(desk)
    desk.context.set_offline(True)
    desk.locator("input[name=_save]").first.click()
    desk.get_by_role("alert").filter(has_text="The site does not answer").wait_for()
    desk.context.set_offline(False)
    assert_saved(desk, item)


def test_after_an_error_the_form_is_filled_and_files_to_choose_again_are_named(desk, live_server):
    desk.goto(live_server.url + address(make.person(), "add"))
    desk.get_by_label("Family name (English)").fill("Ivanova")
    desk.get_by_label("Wikidata").fill("nonsense")
    desk.locator("#id_portrait").set_input_files(
        {"name": "anna.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}
    )
    send(desk)
    desk.get_by_role("alert").filter(has_text="anna.jpg (Portrait)").wait_for()
    assert desk.get_by_label("Family name (English)").input_value() == "Ivanova"


def test_rows_and_choices_come_back(desk, live_server):
    person, place = make.person("Viktor Kogut"), make.place("Tavricheskiy Palace")
    meeting = make.meeting("Talks", state="draft", publish_at=None, people=[make.person("Anna Ivanova")])
    accept_dialogs(desk)
    desk.goto(live_server.url + change(meeting))
    add_participant(desk, "Viktor Kogut", office="Envoy")
    desk.get_by_role("combobox", name="Place:").click()
    desk.get_by_role("searchbox", name="Place").fill("Palace")
    desk.get_by_role("option", name="Tavricheskiy").click()
    wait_until_kept(desk)
    desk.wait_for_load_state("networkidle")
    desk.wait_for_timeout(1500)  # for the check of the list, which would lock the table for the next page
    desk.reload()
    desk.locator("#kept-form[data-unsaved='1']").wait_for(state="attached")
    assert desk.locator("#id_participations-1-office_printed_en").input_value() == "Envoy"
    send(desk)
    meeting.refresh_from_db()
    line = meeting.participations.get(order=2)
    assert (line.person, line.office_printed_en, meeting.place) == (person, "Envoy", place)


def test_two_windows_with_a_new_form_keep_their_texts_apart(desk, live_server):
    accept_dialogs(desk)
    other = desk.context.new_page()
    accept_dialogs(other)
    for window, headline in ((desk, "First"), (other, "Second")):
        window.goto(live_server.url + address(NewsItem, "add"))
        window.get_by_label("Headline").fill(headline)
        wait_until_kept(window)
        assert window.locator(OFFER).count() == 0
    for window, headline in ((desk, "First"), (other, "Second")):
        window.reload()
        window.locator("#kept-form[data-unsaved='1']").wait_for(state="attached")
        assert window.get_by_label("Headline").input_value() == headline
        send(window)
    assert sorted(NewsItem.objects.values_list("headline", flat=True)) == ["First", "Second"]


def test_a_duplicated_window_keeps_its_own_text(desk, live_server, item):
    desk.goto(live_server.url + change(item))
    type_text(desk)
    copy = desk.context.new_page()
    memory = desk.evaluate("JSON.stringify({ ...sessionStorage })")
    copy.add_init_script(f"Object.entries({memory}).forEach((one) => sessionStorage.setItem(...one))")
    copy.goto(live_server.url + change(item), wait_until="networkidle")
    copy.get_by_label("Headline").fill("In the copy")
    wait_until_kept(copy)
    headlines = {value for text in texts_of(desk) for name, value in text["entries"] if name == "headline"}
    assert headlines == {"New headline", "In the copy"}


def test_a_new_form_whose_answer_was_lost_is_not_saved_twice(desk, live_server):
    desk.goto(live_server.url + address(NewsItem, "add"))
    desk.get_by_label("Headline").fill("Once")
    wait_until_kept(desk)
    # The server has saved the form, and the connection breaks before its answer arrives.
    desk.route("**/newsitem/add/", lambda route: (route.fetch(max_redirects=0), route.abort()))
    with desk.expect_event("requestfailed"):
        desk.locator("input[name=_save]").first.click()
    desk.unroute("**/newsitem/add/")
    desk.context.clear_cookies(name="desk_saved")  # it came with the answer
    desk.goto(live_server.url + address(NewsItem, "add"))
    desk.locator(OFFER).filter(has_text="What you sent was saved").wait_for()
    desk.get_by_role("link", name="Open it").click()
    desk.wait_for_url(f"**/newsitem/{NewsItem.objects.get().pk}/change/")
    assert texts_of(desk) == []


def test_signing_out_names_the_unsaved_texts_and_deletes_them(desk, live_server, item):
    said = []
    desk.goto(live_server.url + change(item))
    type_text(desk)
    desk.once("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    desk.get_by_role("button", name="Log out").click()
    desk.wait_for_timeout(300)
    assert len(texts_of(desk)) == 1 and "Old headline" in said[0]
    accept_dialogs(desk)
    desk.get_by_role("button", name="Log out").click()
    desk.wait_for_url(re.compile(r"/admin/logout/|/en/$|/accounts/"))
    desk.wait_for_timeout(500)
    assert texts_of(desk) == []


def test_a_text_is_forgotten_after_seven_days(desk, live_server, item):
    desk.goto(live_server.url + change(item))
    type_text(desk)
    again = desk.context.new_page()
    desk.close()
    again.goto(live_server.url + "/admin/")
    again.evaluate("""() => import('/static/house-admin/store.js').then(async ({ keep, kept }) => {
        for (const text of await kept()) await keep({ ...text, savedAt: Date.now() - 7 * 86400e3 - 1000 });
    })""")
    again.goto(live_server.url + change(item), wait_until="networkidle")
    assert (again.locator(OFFER).count(), texts_of(again)) == (0, [])


def test_the_text_of_another_account_is_not_offered(desk, live_server, item):
    # The session is made before the form is open, because the form asks the server while it would be written.
    session = signed_in(User.objects.create_superuser("second"))
    desk.goto(live_server.url + change(item))
    type_text(desk)
    again = desk.context.new_page()
    desk.close()
    again.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    again.goto(live_server.url + change(item), wait_until="networkidle")
    assert again.locator(OFFER).count() == 0
    assert again.get_by_label("Headline").input_value() == "Old headline"


def test_who_has_the_form_open_is_told_and_whether_something_is_unsaved(desk, colleague, live_server, item):
    colleague.goto(live_server.url + change(item), wait_until="networkidle")
    desk.goto(live_server.url + change(item))
    note = desk.locator(".desk-note[data-kind=others]")
    note.filter(has_text=re.compile(r"Olga Zueva has this page open since \d+:\d\d\.$")).wait_for(
        timeout=15_000
    )
    colleague.get_by_label("Headline").fill("Hers")
    note.filter(has_text="with changes that are not saved").wait_for(timeout=25_000)
    send(colleague)
    note.filter(has_text="Olga Zueva saved this on").wait_for(timeout=15_000)
    assert desk.locator(".desk-note[data-kind=others]").count() == 1
    assert complaints(desk) == [] and complaints(colleague) == []


def test_a_conflict_is_shown_in_the_form_and_settled_by_a_choice(desk, colleague, live_server, item):
    for window in (desk, colleague):
        window.goto(live_server.url + change(item), wait_until="networkidle")
    colleague.get_by_label("Headline").fill("Hers")
    send(colleague)
    desk.get_by_label("Headline").fill("Mine")
    send(desk)
    assert "Olga Zueva changed this too" in desk.locator(".conflict").inner_text()
    desk.get_by_label("Keep mine, as in the field below").check()
    send(desk)
    item.refresh_from_db()
    assert item.headline == "Mine"
    assert complaints(desk) == []


def test_the_question_about_corrections_is_in_view_and_a_refusal_leads_to_it(desk, live_server):
    meeting = make.meeting("Talks", people=[make.person(f"Anna Person{row}") for row in range(5)])
    desk.set_viewport_size({"width": 1280, "height": 800})
    desk.goto(live_server.url + change(meeting))
    question = desk.get_by_label("no change of substance")
    is_in_view = (
        "one => { const box = one.getBoundingClientRect(); return box.top > 0 && box.bottom < innerHeight; }"
    )
    assert question.evaluate(is_in_view)
    assert not desk.get_by_label("Note for readers (English)").is_visible()
    desk.get_by_label("Title (English)").fill("Long talks")
    send(desk)
    assert desk.locator("[name=correction_kind]:focus").evaluate(is_in_view)
    desk.get_by_label("correction, with a note for readers").check()
    desk.get_by_label("Note for readers (English)").fill("The title was too short.")
    send(desk)
    meeting.refresh_from_db()
    assert meeting.title_en == "Long talks"


def test_a_meeting_with_an_open_form_has_no_complaints(desk, live_server):
    meeting = make.meeting("Talks", people=[make.person()])
    desk.goto(live_server.url + change(meeting), wait_until="networkidle")
    assert complaints(desk) == []
    assert Meeting.objects.get().title_en == "Talks"
