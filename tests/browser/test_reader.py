"""What a reader does in the browser: find, narrow a list, look at photos, choose how pages look."""

import pytest
from playwright.sync_api import expect

from ipacis.core.record.corrections import correcting
from news.models import NewsItem, NewsPhoto
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def without_javascript(browser):
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_suggestions_appear_while_typing_and_lead_to_the_person(content, live_server, page):
    page.goto(f"{live_server.url}/en/people/")
    page.locator("#q").press_sequentially("kobitzky")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Dmitriy Kobitskiy")  # the first letters may have brought up others
    expect(option).to_contain_text("Secretary General")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/dmitriy-kobitskiy/")


def test_the_box_of_the_site_suggests_places_and_leads_to_them(content, live_server, page):
    page.goto(f"{live_server.url}/en/about/")
    page.locator("#site-q").press_sequentially("tavrich")
    expect(page.get_by_role("option").first).to_contain_text("Tavricheskiy Palace")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/places/tavricheskiy-palace/")


def test_the_conditions_of_a_list_are_a_drawer_on_a_phone_without_javascript(
    content, live_server, without_javascript
):
    page = without_javascript
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"{live_server.url}/en/meetings/")
    expect(page.locator("#q")).to_be_hidden()
    page.locator(".results .drawer-button").click()
    page.locator("#q").fill("Mushket")
    page.locator(".drawer .button", has_text="Show").click()
    page.wait_for_url("**/meetings/?q=Mushket*")


def test_a_photo_is_enlarged_with_the_keyboard_and_the_focus_comes_back(content, live_server, page):
    item = NewsItem.objects.published().in_language("en").first()
    with correcting(item):
        for order in range(2):
            NewsPhoto.objects.create(item=item, photo=make_photo(credit=f"Photographer {order}"), order=order)
    page.goto(f"{live_server.url}{item.get_absolute_url()}")
    page.locator(".photo__open").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lightbox .credit").first).to_have_text("Photo: Photographer 0")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lightbox__place")).to_have_text("2 / 2")
    expect(page.locator(".lightbox .credit").first).to_have_text("Photo: Photographer 1")
    page.keyboard.press("Escape")
    expect(page.locator(".lightbox")).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "photo__open"


def test_a_choice_for_low_vision_is_remembered_with_scripts_and_kept_in_links_without(
    content, live_server, page, without_javascript
):
    for reader, is_in_address in ((page, False), (without_javascript, True)):
        reader.goto(f"{live_server.url}/en/accessibility/")
        reader.get_by_role("link", name="150 %").click()
        reader.get_by_role("link", name="White on black").click()
        reader.get_by_role("link", name="Meetings", exact=True).first.click()
        reader.wait_for_url("**/en/meetings/**")
        chosen = reader.locator("html")
        expect(chosen).to_have_attribute("data-size", "2")
        expect(chosen).to_have_attribute("data-colours", "2")
        assert ("view=" in reader.url) == is_in_address
    page.goto(f"{live_server.url}/en/accessibility/")
    page.get_by_role("link", name="Usual version").last.click()
    expect(page.locator("html")).not_to_have_attribute("data-size", "2")
    page.goto(f"{live_server.url}/en/news/")
    expect(page.locator("html")).not_to_have_attribute("data-view", "220000")


def test_the_search_box_of_people_works_without_javascript(content, live_server, without_javascript):
    page = without_javascript
    page.goto(f"{live_server.url}/ru/people/")
    page.locator("#q").fill("Кобицкому")
    page.locator(".inline-search button").click()
    page.locator(".card__name").wait_for()
    assert page.locator(".card__name").all_inner_texts() == ["Кобицкий, Дмитрий Анатольевич"]


@pytest.mark.parametrize("path", ["meetings/", "meetings/?participant=ivan-mushket"])
def test_facets_and_years_lead_to_as_many_items_as_they_say(content, live_server, without_javascript, path):
    page = without_javascript
    counts = []
    for narrow in (".facet li", ".years li"):
        page.goto(f"{live_server.url}/en/{path}")
        line = page.locator(narrow).first
        said = line.locator(".n").inner_text()
        with page.expect_navigation():
            line.locator("a, button").click()
        counts.append((said, page.locator(".count").inner_text().split()[0]))
    assert [said for said, _found in counts] == [found for _said, found in counts]
    assert page.locator(".chip:not(.chip--all)").count() == path.count("?")


def test_a_list_with_a_condition_has_no_links_to_further_conditions(content, live_server, page):
    page.goto(f"{live_server.url}/en/meetings/?participant=ivan-mushket")
    links = page.locator("main a").evaluate_all("links => links.map(link => link.search)")
    assert {link for link in links if "&" in link and "before=" not in link} == set()


PHONE = {"width": 360, "height": 740}


def test_the_head_of_a_page_is_one_row_on_a_phone_and_its_menu_needs_no_scripts(
    content, live_server, without_javascript
):
    page = without_javascript
    page.set_viewport_size(PHONE)
    for language in ("en", "ru"):
        page.goto(f"{live_server.url}/{language}/")
        assert page.locator(".masthead").bounding_box()["height"] <= 60
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(page.locator("#sections")).to_be_hidden()
    page.locator(".to-menu").click()
    page.get_by_role("link", name="Встречи", exact=True).click()
    page.wait_for_url("**/ru/meetings/")
    page.locator(".to-search").click()
    page.wait_for_url("**/ru/search/")
    expect(page.locator("#q")).to_be_focused()


def test_the_way_back_to_the_top_appears_when_a_reader_goes_up(content, live_server, page):
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/en/meetings/")
    link = page.locator(".to-top a")
    expect(link).not_to_be_in_viewport()
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_timeout(100)
    expect(link).not_to_be_in_viewport()
    page.evaluate("scrollBy(0, -300)")
    expect(link).to_be_in_viewport()
    link.click()
    page.wait_for_function("scrollY === 0")


def test_a_short_page_has_no_way_back_to_the_top(content, live_server, page):
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(f"{live_server.url}/en/about/")
    expect(page.locator(".to-top")).to_be_hidden()


def test_a_citation_is_copied(content, live_server, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    item = NewsItem.objects.published().in_language("en").first()
    page.goto(f"{live_server.url}{item.get_absolute_url()}")
    page.locator(".action summary", has_text="Cite").click()
    page.locator(".citation", has_text="BibTeX").get_by_role("button").click()
    expect(page.locator(".citation", has_text="BibTeX").get_by_role("button")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"@misc{{ipacis-en-r-{item.number},\n  author = {{{{")


def test_the_founding_release_is_printed_on_one_page(content, live_server, page):
    for item in NewsItem.objects.published().filter(date="2023-11-30"):
        page.goto(f"{live_server.url}{item.get_absolute_url()}")
        assert page.pdf(format="A4").count(b"/Type /Page\n") == 1, item.language


def test_a_release_is_printed_on_one_page_with_its_short_address_and_the_day(content, live_server, page):
    item = NewsItem.objects.published().in_language("ru").get(date="2024-11-21")
    page.clock.set_fixed_time("2026-11-28T12:00:00")
    page.goto(f"{live_server.url}{item.get_absolute_url()}")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".on-paper")).to_contain_text(f"{item.short_url} · напечатано 28 ноября 2026")
    for name in (".sections", ".masthead__search", ".actions", ".footer", ".neighbours"):
        expect(page.locator(name)).to_be_hidden()
