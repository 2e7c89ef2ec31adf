"""Long words: no page scrolls sideways, and no word is broken that fits into a line."""

import datetime

import pytest
from django.utils import timezone

from news.corrections import edit
from news.models import Document
from people.models import OtherName
from tests import factories as make
from tests.browser.test_accessibility import paths

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [320, 360, 412, 768, 1280]
LINK = "https://www.example.org/ru/documents/2026/soglashenie-o-sotrudnichestve-stran.html"
WORD = "Wasserwirtschaftskooperationsvertragsunterzeichnung"
NAME = "Abdurakhmanovakhmedsultangaliyeva" * 3  # of 99 letters
RUSSIAN = "Водохозяйственногидроэнергетическоприродоохранное"
WIDE = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .map((one) => `${one.tagName}.${one.className}`)"""
#: The words of the page that stand on several lines though one line of their block has room for them.
BROKEN = """() => {
    const broken = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, range = document.createRange();
        let block = node.parentElement;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        // What is folded has no lines.
        if (block.closest(".hidden, .skip, script") || !block.checkVisibility()) continue;
        // Addresses break anywhere, and the browser ends a shortened text within a word.
        if (node.parentElement.closest(".url")) continue;
        const style = getComputedStyle(block);
        if (style.webkitLineClamp !== "none") continue;
        const room = block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        for (const word of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            const lines = [...range.getClientRects()].filter((line) => line.width > 0);
            const width = lines.reduce((sum, line) => sum + line.width, 0);
            if (lines.length > 1 && width < room) broken.push(`${word[0]} in ${block.className || block.tagName}`);
        }
    }
    return broken;
}"""


@pytest.fixture
def world():
    """One row of each model, with words in every text that are wider than a telephone; return their addresses."""
    texts = {"en": f"{WORD} {LINK}", "ru": f"{RUSSIAN} {LINK}"}
    body = make.organization(WORD, RUSSIAN, classification="parliament", description_en=f"<p>{LINK}</p>")
    part = make.organization(WORD + "s", RUSSIAN + "м", parent=body, abbreviation_en=WORD[:30])
    post = make.post(f"Chair {WORD}", part, ru=f"Председатель {RUSSIAN}")
    people = [
        make.person(f"{NAME[:90]} {NAME[number:90]}", f"{RUSSIAN} {RUSSIAN[number:]}", biography_en=f"<p>{LINK}</p>")
        for number in range(3)
    ]  # fmt: skip
    for person in people:
        make.membership(person, post, datetime.date(2020, 1, 1))
        OtherName.objects.create(person=person, name=NAME[:80])
    topics = [make.topic(f"{WORD}{number}", f"{RUSSIAN}{number}") for number in range(3)]
    palace = make.place(WORD, RUSSIAN, city_en=WORD, city_ru=RUSSIAN, country="RU")
    hall = make.place(f"Hall {WORD}", RUSSIAN, within=palace, city_en=WORD)
    event = make.event(f"Forum {WORD}", RUSSIAN, place=hall)
    fields = {"place": hall, "event": event, "kind": "visit", "start_time": datetime.time(10)}
    told = {"title_ru": texts["ru"], "summary_en": texts["en"], "summary_ru": texts["ru"]}
    days = [
        make.DAY,
        timezone.localdate() + datetime.timedelta(days=3),
        make.DAY - datetime.timedelta(days=1),
    ]
    meetings = [
        make.meeting(f"{texts['en']} {day}", day, people, topics, [body, part, part], slug="talks",
                          status="planned" if day > timezone.localdate() else "held", **fields, **told)
        for day in days
    ]  # fmt: skip
    meetings[0].participations.update(
        office_printed_en=texts["en"], office_printed_ru=texts["ru"], role="chair"
    )
    items = []
    for language, text in texts.items():
        for number, meeting in enumerate(meetings):
            words = f"<p>{text}</p><ul><li><p>{text}</p></li></ul><blockquote><p>{text}</p></blockquote>"
            items.append(
                make.news(f"{text} {number}", language, meetings=[meeting], lead=text, body=words, section=part,
                               source_url=LINK, day=make.DAY - datetime.timedelta(days=number))
            )  # fmt: skip
    document = Document.objects.create(title_en=texts["en"], title_ru=texts["ru"])
    with edit(meetings[0]):
        meetings[0].documents.add(document)
    with edit(items[1], note_en=texts["en"], note_ru=texts["ru"]):
        items[1].lead = f"{items[1].lead}."
        items[1].save()
    withdrawn = make.news("Withdrawn", slug="withdrawn")
    withdrawn.state, withdrawn.withdrawal_reason_en = "withdrawn", texts["en"]
    withdrawn.save()
    first, second, _third = people
    return [
        "", "news/", "meetings/", f"meetings/?participant={first.slug}&topic={topics[0].slug}&place={hall.slug}",
        f"news/?topic={topics[0].slug}&person={first.slug}", "people/", f"people/?q={NAME[:30]}", "organizations/",
        "topics/", f"search/?q={WORD}", f"search/?q={RUSSIAN}&topic=nothing", f"search/?q={'W' * 190}",
        f"meetings/?q={'W' * 190}", "corrections/", "data/", "about/", f"people/{first.slug}/",
        f"people/{first.slug}/with/{second.slug}/", f"people/{second.slug}/with/{first.slug}/",
        *(thing.get_absolute_url().split("/", 2)[2] for thing in [body, part, post, *topics[:1], hall, palace, event]),
        *(meeting.get_absolute_url().split("/", 2)[2] for meeting in meetings),
        *(item.get_absolute_url().split("/", 2)[2] for item in [*items, withdrawn]),
    ]  # fmt: skip


def sideways(page, server, addresses):
    """Return {address: elements that are too wide} of the pages that scroll sideways at some width."""
    wide, statuses = {}, {}
    for language in ("en", "ru"):
        for path in addresses:
            statuses.setdefault(path, set()).add(page.goto(f"{server.url}/{language}/{path}").status)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    wide[f"{language}/{path} at {width}"] = page.evaluate(WIDE)[:8]
    # A release has its page in one language alone.
    assert [path for path, found in statuses.items() if not found & {200, 410}] == []
    return wide


def test_no_word_makes_a_page_scroll_sideways(world, live_server, page):
    assert sideways(page, live_server, world) == {}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_word_is_broken_that_fits_into_its_line(content, live_server, page, language):
    broken = {}
    for path in paths(language):
        page.goto(f"{live_server.url}/{language}/{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if words := page.evaluate(BROKEN):
                broken[f"{path} at {width}"] = words[:8]
    assert broken == {}
