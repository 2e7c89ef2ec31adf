"""Each kind of page in Chromium: axe finds nothing, nothing scrolls sideways, no script or style is refused."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from news.models import Meeting, NewsItem
from people.models import Organization, Person, Post

pytestmark = pytest.mark.django_db(transaction=True)

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def paths(language):
    """One address of each kind of page, with content."""
    person = Person.objects.get(slug="dmitriy-kobitskiy")
    meeting = Meeting.objects.published().involving(person).latest_first().first()
    item = NewsItem.objects.published().in_language(language).filter(meetings=meeting).latest_first().first()
    organization = Organization.objects.filter(posts__memberships__person=person).first()
    post = Post.objects.filter(memberships__person=person).first()
    return [
        "", "news/", "news/2023/11/", item.get_absolute_url().removeprefix(f"/{language}/"), "meetings/",
        f"meetings/?participant={person.slug}", "meetings/?topic=nothing",
        meeting.get_absolute_url().split("/", 2)[2], "people/", f"people/{person.slug}/", "organizations/",
        f"organizations/{organization.slug}/", f"posts/{post.slug}/?on=2019-02-22", "topics/",
        f"topics/{meeting.topics.first().slug}/", f"events/{meeting.event.slug}/" if meeting.event else "",
        f"places/{meeting.place.slug}/" if meeting.place else "", "search/?q=Kobitskiy", "about/", "data/",
        "corrections/", "no-such-page/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_of_page_is_accessible_in_light_and_dark(content, live_server, page, language):
    page.set_viewport_size({"width": 320, "height": 800})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in paths(language):
        page.goto(f"{live_server.url}/{language}/{path}")
        for scheme in ("light", "dark"):
            # Without this axe would measure colours in the middle of a transition.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in Axe().run(page, options=WCAG).response["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                complaints.append(f"{path} {scheme}: {violation['id']} {nodes}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            complaints.append(f"{path}: scrolls sideways")
    assert [text for text in complaints if "404" not in text] == []
