"""Ways to find: dates, names in other forms, places and events, broader topics, and suggestions as one types."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from ipacis.core.lists.periods import Period
from ipacis.core.text.stems import stem
from news.lists import MeetingList, NewsList
from news.models import Document, Topic
from news.related import with_topics
from news.search.answers import country_within
from news.search.dates import Dated, period_within
from news.search.excerpts import excerpt_of
from news.search.hits import Kind
from news.search.page import Search
from tests import factories as make
from tests.pages import typed

pytestmark = pytest.mark.django_db


def found(query, language="en"):
    """Return {kind: titles} of the search for *query*."""
    page = Client().get(f"/{language}/search/", {"q": query}).content.decode()
    kinds = re.findall(
        r'<section class="found" aria-labelledby="found-(\w+)">(.*?)</section>', page, re.DOTALL
    )
    titles = {kind: re.findall(r'<h3 class="line__title">\s*<a[^>]*>(.*?)</a>', text) for kind, text in kinds}
    return {kind: [re.sub("<[^>]+>", "", title) for title in rows] for kind, rows in titles.items()}


# Dates


@pytest.mark.parametrize(
    ("text", "period", "words"),
    [
        ("2016", (2016,), ""),
        ("2016 год", (2016,), ""),
        ("November 2016", (2016, 11), ""),
        ("nov 2016", (2016, 11), ""),
        ("Ноябрь 2016", (2016, 11), ""),
        ("ноябрь 2016 г.", (2016, 11), ""),
        ("ноября 2016", (2016, 11), ""),
        ("30 ноября 2023 года", (2023, 11, 30), ""),
        ("30 November 2023", (2023, 11, 30), ""),
        ("November 30, 2023", (2023, 11, 30), ""),
        ("30.11.2023", (2023, 11, 30), ""),
        ("11.2016", (2016, 11), ""),
        ("2016-11", (2016, 11), ""),
        ("2023-11-30", (2023, 11, 30), ""),
        ("30.11.16", (2016, 11, 30), ""),
        ("30.11.99", (1999, 11, 30), ""),
        ("11/2016", (2016, 11), ""),
        ("30/11/2016", (2016, 11, 30), ""),
        ("5/3/2024", None, ""),
        ("31.11.16", None, ""),
        ("No. 1.16", None, ""),
        ("31.11.2023", None, ""),
        ("13.2016", None, ""),
        ("30 Brumaire 2023", (2023,), "30 brumaire"),
        ("meeting in November 2016", (2016, 11), "meeting"),
        ("Belarus 2023", (2023,), "belarus"),
        ("in November 2016", (2016, 11), ""),
        ("в ноябре 2016 года", (2016, 11), ""),
        ("31.11.2023 in Minsk", None, ""),
        ("№2016-5", None, ""),
        ("3016", None, ""),
        ("２０１６", None, ""),
        ("", None, ""),
    ],
)
def test_a_date_is_read_as_people_write_it(text, period, words):
    for language in ("en", "ru"):
        with override(language):
            assert period_within(text) == (Dated(Period(*period), words) if period else None)


def test_words_beside_a_date_narrow_its_lists():
    minsk, day = make.place("Minsk", country="BY"), datetime.date(2023, 11, 30)
    make.meeting("Talks in Minsk", day, place=minsk)
    make.meeting("Talks in Moscow", day)
    make.meeting("Talks in Minsk again", datetime.date(2022, 1, 1), place=minsk)
    lists = Search(QueryDict("q=Minsk 2023")).answers
    assert [(row.title, row.path, row.count) for row in lists] == [
        ("Meetings: 2023, “minsk”", "/en/meetings/2023/?q=minsk", 1)
    ]
    assert Search(QueryDict("q=Baku 2023")).answers == []


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("en", "Belarus 2023"),
        ("en", "meetings with Belarus in 2023"),
        ("ru", "Беларусь 2023"),
        ("ru", "встречи с Беларусью в 2023 году"),
    ],
)
def test_a_country_beside_a_date_leads_to_the_meetings_with_its_delegations(language, query):
    commission = make.organization("Commission", country="BY")
    make.meeting("Talks", datetime.date(2023, 5, 1), people=[make.person()], delegations=[commission])
    make.meeting("Other talks", datetime.date(2023, 5, 2))
    with override(language):
        answers = Search(QueryDict(urlencode({"q": query}))).answers
    assert [(row.path, row.count) for row in answers] == [(f"/{language}/meetings/2023/?country=by", 1)]


def test_a_word_that_is_no_country_leads_to_none():
    assert [country_within(text)[0] for text in ("россия", "россии", "китаем", "молдовой", "niger")] == [
        "ru",
        "ru",
        "cn",
        "md",
        "ne",
    ]
    assert [country_within(text)[0] for text in ("росси", "russian", "минском", "")] == [""] * 4


def test_a_post_beside_a_day_leads_to_its_holders_on_the_day():
    council = make.organization("Council")
    make.post("Secretary General of PABSEC", council, slug="pabsec")
    make.post("Secretary General of the Council", council, slug="general", on_home=True)
    for day, query in (
        ("22 February 2019", "Secretary General 22 February 2019"),
        ("2 May 2020", "general 2.5.2020"),
    ):
        answers = Search(QueryDict(urlencode({"q": query}))).answers
        iso = {"22": "2019-02-22", "2 ": "2020-05-02"}[day[:2]]
        assert [(row.title, row.path) for row in answers] == [
            (f"Secretary General of the Council: who held it on {day}", f"/en/posts/general/?on={iso}"),
            (f"Secretary General of PABSEC: who held it on {day}", f"/en/posts/pabsec/?on={iso}"),
        ]
    assert Search(QueryDict("q=Secretary General 2019")).answers == []
    assert Search(QueryDict("q=Secretary General 22 February 2090")).answers == []


def test_a_question_that_is_answered_gets_no_advice_for_one_that_failed(client):
    make.meeting("Talks", datetime.date(2016, 11, 30))
    page = client.get("/en/search/", {"q": "30.11.2016"}).content.decode()
    assert ("/en/meetings/2016/11/30/" in page, "Use fewer words" in page) == (True, False)
    assert "Use fewer words" in client.get("/en/search/", {"q": "xyzzy"}).content.decode()


def test_the_number_of_hits_beside_an_answer_says_that_it_counts_words(client):
    make.meeting("Report of November 2016", datetime.date(2016, 11, 30))
    page = typed(client.get("/en/search/", {"q": "November 2016"}))
    assert ("1 text with these words" in page, "1 hit" in page) == (True, False)


def test_a_person_in_another_spelling_brings_the_meetings_and_the_news():
    dmitriy, other = make.person("Dmitriy Kobitskiy", ru="Дмитрий Кобицкий"), make.person("Olga Sidorova")
    meetings = [make.meeting(f"Talks {n}", datetime.date(2023, 11, n), people=[dmitriy]) for n in (1, 2)]
    make.meeting("Talks of others", people=[other])
    make.meeting("Draft", people=[dmitriy], state="draft", publish_at=None)
    item = make.news("Talks", meetings=meetings)
    make.news("Переговоры", "ru", meetings=meetings)
    for query in ("Kobitskij", "Kobickij", "Rj,bwrbq"):
        search = Search(QueryDict(urlencode({"q": query})))
        shown = {group.kind: [row.entry.object_id for row in group.results] for group in search.groups}
        assert shown == {
            Kind.PEOPLE: [dmitriy.pk], Kind.MEETINGS: [meetings[1].pk, meetings[0].pk], Kind.NEWS: [item.pk],
        }, query  # fmt: skip
        assert search.suggestion == ""


def test_a_search_for_a_month_leads_to_its_lists_with_their_numbers():
    for day in (1, 2):
        make.meeting(day=datetime.date(2016, 11, day))
    make.news(day=datetime.date(2016, 11, 3))
    page = Client().get("/en/search/", {"q": "November 2016"}).content.decode()
    section = page.partition('<section class="found-period"')[2].partition("</section>")[0]
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>&nbsp;<span class="n">(\d+)', section) == [
        ("/en/meetings/2016/11/", "Meetings: November 2016", "2"),
        ("/en/news/2016/11/", "News: November 2016", "1"),
    ]
    assert "Did you mean" not in page
    assert "found-period" not in Client().get("/en/search/?q=November").content.decode()


# Names in other forms


@pytest.fixture
def kobitskiy():
    person = make.person("Dmitriy Kobitskiy", ru="Дмитрий Кобицкий", slug="kobitskiy")
    palace = make.place("Tavricheskiy Palace", "Таврический дворец", slug="palace")
    meeting = make.meeting("Talks", people=[person], place=palace)
    make.news("The talks", meetings=[meeting])
    make.meeting("Other", people=[make.person("Anna Ivanova")])
    return person


@pytest.mark.parametrize("name", ["Kobitsky", "Kobitskij", "Кобицкого", "кобицкий", "Kobitskiy"])
def test_the_box_of_a_list_finds_a_person_in_any_spelling(kobitskiy, name):
    assert [row.title for row in MeetingList(QueryDict(f"q={name}")).page] == ["Talks"]
    assert [row.headline for row in NewsList(QueryDict(f"q={name}")).page] == ["The talks"]


def test_words_that_are_no_name_find_what_holds_them_and_nothing_else(kobitskiy):
    assert [row.title for row in MeetingList(QueryDict("q=other")).page] == ["Other"]
    assert list(MeetingList(QueryDict("q=quetzalcoatl")).page) == []
    assert list(MeetingList(QueryDict("q=“Kobitsky”")).page) == []
    assert [row.title for row in MeetingList(QueryDict("q=Kobitsky&participant=kobitskiy")).page] == ["Talks"]


def test_a_person_who_is_not_public_is_not_found_by_another_spelling():
    hidden = make.person("Dmitriy Kobitskiy", is_public=False)
    make.meeting("Talks", people=[hidden])
    assert list(MeetingList(QueryDict("q=Kobitsky")).page) == []


@pytest.mark.parametrize("words", ["Таврическом дворце", "Таврический дворец", "Таврического дворца"])
def test_a_place_is_found_in_every_case(kobitskiy, words):
    assert found(words, "ru") == {"meetings": ["Talks"], "places": ["Таврический дворец"]}
    assert [row.title for row in MeetingList(QueryDict(f"q={words}")).page] == ["Talks"]


def test_the_vowel_of_the_nominative_does_not_matter():
    assert stem("отец") == stem("отца")
    assert stem("востока") == stem("восток")
    assert stem("bet") == "bet"


# Places and events


def test_places_and_events_are_hits_of_their_own():
    city = make.place("Astana", "Астана", country="KZ")
    city.former_names.create(name_en="Nur-Sultan", start_date="2019-01-01", end_date="2022-01-01")
    city.aliases.create(name="Akmola")
    event = make.event("Women’s Forum", "Форум женщин", kind="forum", place=city)
    for word in ("Astana", "Nur-Sultan", "Akmola", "Астаны"):
        assert "Astana" in found(word)["places"], word
    assert found("forum") == {"events": ["Women’s Forum"]}
    assert found("женщинам", "ru") == {"events": ["Форум женщин"]}
    event.name_en = "Congress"
    event.save()
    assert found("forum") == {"events": ["Congress"]}  # its kind
    assert "events" not in found("women")


def test_a_former_name_of_a_place_finds_its_meetings_as_well():
    city = make.place("Astana")
    make.meeting("Talks", place=city)
    city.former_names.create(name_en="Tselinograd", start_date="1961-01-01", end_date="1992-01-01")
    assert found("Tselinograd") == {"meetings": ["Talks"], "places": ["Astana"]}
    city.former_names.all().delete()
    city.former_names.model.catch_up([])


# Broader topics


@pytest.fixture
def tree():
    """Elections > Observation > Short-term observation, and a topic of its own."""
    elections = make.topic("Elections", slug="elections")
    observation = make.topic("Observation", slug="observation", broader=elections)
    short = make.topic("Short missions", slug="short", broader=observation)
    make.meeting("Of the root", topics=[elections], day=datetime.date(2023, 1, 1))
    make.meeting("Of the leaf", topics=[short], day=datetime.date(2023, 1, 2))
    make.meeting("Foreign", topics=[make.topic("Ecology", slug="ecology")])
    return elections, observation, short


def on(slug):
    return [row.title for row in MeetingList(QueryDict(f"topic={slug}")).page]


def test_the_lists_of_a_topic_include_those_of_its_parts(tree):
    assert on("elections") == ["Of the leaf", "Of the root"]
    assert on("observation") == ["Of the leaf"]
    assert on("short") == ["Of the leaf"]


def test_a_topic_that_moves_takes_its_items_along(tree):
    _elections, observation, short = tree
    ecology = Topic.objects.get(slug="ecology")
    observation.broader = ecology
    observation.save()
    assert (on("elections"), on("ecology")) == (["Of the root"], ["Foreign", "Of the leaf"])
    short.broader = None
    short.save()
    assert (on("observation"), on("ecology")) == ([], ["Foreign"])


def test_a_release_is_on_the_broader_topics_of_its_meetings_and_prints_the_narrowest(tree):
    _elections, _observation, short = tree
    item = make.news("The story", meetings=[make.meeting(topics=[short])])
    item.topics.add(Topic.objects.get(slug="elections"))
    assert [row.headline for row in NewsList(QueryDict("topic=elections")).page] == ["The story"]
    assert [row.headline for row in NewsList(QueryDict("topic=observation")).page] == ["The story"]
    assert [topic.slug for topic in with_topics([item])[0].all_topics] == ["short"]


def test_a_search_for_a_topic_finds_its_parts(tree):
    assert found("elections")["topics"] == ["Elections", "Observation"]
    elections, *_others = tree
    elections.label_en = "Votes"
    elections.save()
    assert found("votes")["topics"] == ["Votes", "Observation"]


def test_topics_make_no_circle_and_at_most_three_levels(tree):
    elections, observation, short = tree
    for topic, broader in (
        (elections, short),
        (make.topic("Fourth"), short),
        (elections, make.topic("Root")),
    ):
        topic.broader = broader
        with pytest.raises(ValidationError) as raised:
            topic.full_clean()
        assert "broader" in raised.value.message_dict
    observation.broader = None
    observation.full_clean()


def test_a_topic_with_parts_cannot_be_deleted(tree):
    with pytest.raises(ProtectedError):
        tree[0].delete()


def test_the_page_of_a_topic_links_what_is_broader_and_narrower(tree):
    page = Client().get("/en/topics/observation/").content.decode()
    head = page.partition('<div class="page-head">')[2].partition("</div>")[0]
    assert re.findall(r'href="/en/topics/([\w-]+)/"', head) == ["elections", "short"]


# Suggestions


def things(query, language="en"):
    answer = Client().get(f"/{language}/search/suggest.json", {"q": query}).json()
    return [(row["name"], row["kind"]) for row in answer["things"]]


def test_things_are_suggested_by_the_beginning_of_a_word_in_any_language():
    make.topic("Election observation", "Наблюдение за выборами")
    make.place("Tavricheskiy Palace", "Таврический дворец")
    make.event("Forum of elections", "Форум")
    make.organization("Election commission", "Избирательная комиссия")
    assert things("ele") == [
        ("Election commission", "Organizations"),
        ("Election observation", "Topics"),
        ("Forum of elections", "Events"),
    ]
    assert things("тавр") == [("Tavricheskiy Palace", "Places")]
    assert things("двор", "ru") == [("Таврический дворец", "Места")]
    assert things("lection") == things("el") == []


def test_documents_are_suggested_while_something_public_refers_to_them():
    told, hidden = (
        Document.objects.create(title_en=f"Convention {n}", url="https://example.org/") for n in (1, 2)
    )
    make.meeting(documents=[told])
    make.meeting(documents=[hidden], state="draft", publish_at=None)
    answer = Client().get("/en/search/suggest.json?q=conv").json()
    address = f"/en/documents/#document-{told.pk}"
    assert answer["things"] == [{"name": "Convention 1", "kind": "Documents", "url": address}]
    assert f'id="document-{told.pk}"' in Client().get("/en/documents/").content.decode()


def test_people_are_suggested_with_things():
    make.person("Anna Palatina")
    make.place("Palace")
    answer = Client().get("/en/search/suggest.json?q=pala").json()
    assert [row["shown"] for row in answer["people"]] == ["Anna Palatina"]
    assert [row["name"] for row in answer["things"]] == ["Palace"]


@pytest.mark.parametrize("query", ["", "q=", "q=%00", f"q={'a' * 300}"])
def test_nothing_is_suggested_for_a_text_that_cannot_be_read(query):
    make.place("Aaaaaaa")
    answer = Client().get(f"/en/search/suggest.json?{query}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.json() == {"people": [], "things": []}


# Excerpts


def test_an_excerpt_is_the_sentence_or_the_line_with_most_of_the_words():
    text = "The Council met. Anna Ivanova spoke on elections. It ended late.\nBoris Petrov, Speaker\nElections of 2024"

    def shown(*words):
        found = excerpt_of(text, "en", {stem(word) for word in words})
        return re.sub("</?mark>", "*", str(found.excerpt.markup))

    assert shown("elections", "ivanova") == "Anna *Ivanova* spoke on *elections*."
    assert shown("petrov") == "Boris *Petrov*, Speaker"
    assert shown("nothing") == "The Council met."


def test_a_long_sentence_is_cut_around_the_words():
    text = f"{'word ' * 60}needle {'word ' * 60}end."
    markup = str(excerpt_of(text, "en", {stem("needle")}).excerpt.markup)
    assert markup.startswith("… word")
    assert markup.endswith("word …")
    assert "<mark>needle</mark>" in markup
    assert len(markup) < 200
