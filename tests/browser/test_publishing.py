"""A release on its way from an empty form to the public page, in Chromium."""

import re

import pytest

from news.models import NewsItem
from tests import factories as make
from tests.admin_pages import page as address
from tests.browser.desk import complaints

pytestmark = pytest.mark.django_db(transaction=True)


def press(desk, name):
    with desk.expect_navigation():
        desk.get_by_role("button", name=name, exact=True).click()


def test_a_release_is_published_from_an_empty_form_with_two_buttons(desk, live_server):
    desk.goto(live_server.url + address(NewsItem, "add"))
    desk.get_by_label("Headline").fill("Talks in Minsk")
    desk.get_by_role("textbox", name="Text", exact=True).click()
    desk.keyboard.type("They talked.")
    press(desk, "Publish now …")
    assert NewsItem.objects.get().state == "draft"
    assert "There is no text in this language yet: Russian." in desk.locator("main").inner_text()
    press(desk, "Publish now")
    assert "“Talks in Minsk” is published." in desk.locator(".messagelist").inner_text()
    assert NewsItem.objects.published().get().body == "<p>They talked.</p>"
    desk.wait_for_timeout(500)
    assert desk.locator(".desk-note[data-kind=offer]").count() == 0  # the kept text was deleted
    assert complaints(desk) == []


def test_enter_does_not_send_a_release_that_is_half_written(desk, live_server):
    desk.goto(live_server.url + address(NewsItem, "add"))
    desk.get_by_label("Headline").fill("Talks")
    desk.keyboard.press("Enter")
    desk.wait_for_timeout(300)
    assert (NewsItem.objects.count(), desk.locator("[name=headline]").input_value()) == (0, "Talks")
    with desk.expect_navigation():
        desk.locator("[name=headline]").press("Control+Enter")
    assert NewsItem.objects.get().headline == "Talks"


def test_a_moment_is_told_in_words_as_it_is_typed_in_both_zones(desk, live_server):
    item = make.news("Talks", state="draft", publish_at=None, body="<p>They talked.</p>")
    desk.goto(live_server.url + address(NewsItem, "step", item.pk, "schedule"))
    words = desk.locator(".moment-in-words")
    for typed in ("2099-12-24", "24.12.2099"):
        desk.locator("[name=publish_at_0]").fill(typed)
        desk.locator("[name=publish_at_1]").fill("09:30")
        desk.get_by_text(
            re.compile("It appears on Thursday,? 24 December 2099.* 09:30 Moscow time")
        ).wait_for()
        desk.locator("[name=publish_at_1]").fill("nonsense")
        desk.locator(".moment-in-words:empty").wait_for(state="attached")
    zone = desk.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    desk.locator("[name=publish_at_1]").fill("09:30")
    desk.get_by_text("It appears on").wait_for()
    assert ("Where you are, it is then" in words.inner_text()) == (zone != "Europe/Moscow")
    press(desk, "Schedule")
    assert (
        "appears on Thursday 24 December 2099, 09:30 Moscow time."
        in desk.locator(".messagelist").inner_text()
    )
    assert complaints(desk) == []


def test_the_difference_to_the_zone_of_the_site_is_told_at_times_alone(desk, live_server):
    item = make.news("Talks", state="draft", publish_at=None, body="<p>They talked.</p>")
    desk.goto(live_server.url + address(NewsItem, "add"))
    desk.locator(".datetimeshortcuts").first.wait_for()
    assert desk.locator(".timezonewarning:visible").count() == 0
    desk.goto(live_server.url + address(NewsItem, "step", item.pk, "schedule"))
    desk.locator(".datetimeshortcuts").first.wait_for()
    zone = desk.evaluate("new Date().getTimezoneOffset()")
    assert (desk.locator(".timezonewarning:visible").count() > 0) == (zone != -180)


def test_what_is_typed_is_previewed_in_another_window_and_stays_unsaved(desk, live_server):
    desk.goto(live_server.url + address(NewsItem, "add"))
    desk.get_by_label("Headline").fill("Talks in Minsk")
    desk.get_by_role("textbox", name="Text", exact=True).click()
    desk.keyboard.type("They talked.")
    for name, width in {"Preview": None, "on a phone": 390}.items():
        with desk.context.expect_page() as opened:
            desk.get_by_role("button", name=name, exact=True).click()
        window = opened.value
        window.get_by_role("heading", name="Talks in Minsk").wait_for()
        assert "They talked." in window.locator("main").inner_text()
        if width:
            assert window.evaluate("innerWidth") <= 500
        window.close()
    assert (NewsItem.objects.count(), desk.get_by_label("Headline").input_value()) == (0, "Talks in Minsk")
    desk.locator("input[name=_save]").first.click()
    desk.wait_for_url("**/newsitem/")
    assert NewsItem.objects.get().headline == "Talks in Minsk"
    assert complaints(desk) == []
