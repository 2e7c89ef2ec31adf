"""What a reader does in the browser: find a person, narrow a list."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def without_javascript(browser):
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_suggestions_appear_while_typing_and_lead_to_the_person(content, live_server, page):
    page.goto(f"{live_server.url}/en/people/")
    page.get_by_role("combobox").press_sequentially("kobitzky")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Dmitriy Kobitskiy")  # the first letters may have brought up others
    expect(option).to_contain_text("Secretary General")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/dmitriy-kobitskiy/")


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
