"""The search: which rows are found by which words and in which order, and which rows are never found."""

import datetime

import pytest
from django.core import serializers
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipacis.core.record.corrections import correcting
from ipacis.core.record.derived import together
from ipacis.core.search import index, writing
from ipacis.core.search.entries import SearchEntry, SearchWord
from ipacis.core.search.findable import findable_models
from ipacis.core.search.index import rebuild, reindex
from ipacis.core.search.terms import TRIGGERS, restore_triggers
from ipacis.core.search.words import entries_holding, parse_question
from ipacis.core.text.limits import MAX_QUERY_TEXT
from news.lists import MeetingList, NewsList
from news.models import Document, Meeting, NewsItem, Place, Topic
from news.search.excerpts import excerpt
from news.search.page import Search
from people.models import Organization, OtherName, Person
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(query, **more):
    """Return {kind: titles of its hits} in the order of the search page."""
    data = QueryDict(mutable=True)
    data.update({"q": query, **more})
    search = Search(data)
    return {group.kind: [str(result.entry.title) for result in group.results] for group in search.groups}


@pytest.fixture
def world():
    """A little of each kind, in both languages."""
    parliament = make.organization(
        "National Assembly", "Национальное собрание", abbreviation_en="NA", slug="na"
    )
    make.post("Speaker", parliament, "Председатель", slug="speaker")
    person = make.person("Artyom Kobitsky", "Артём Кобицкий", slug="kobitsky")
    OtherName.objects.create(person=person, name="Artem Kobickij")
    topic = make.topic("Youth policy", "Молодёжная политика", slug="youth")
    palace = make.place("Tauride Palace", "Таврический дворец")
    document = Document.objects.create(title_en="Convention on Voting", title_ru="Конвенция о голосовании")
    meeting = make.meeting(
        "Talks on elections",
        people=[person],
        topics=[topic],
        delegations=[parliament],
        place=palace,
        title_ru="Переговоры о выборах",
        summary_en="They spoke of observers.",
        summary_ru="Говорили о наблюдателях.",
        documents=[document],
    )
    make.news("Observers arrive", "en", meetings=[meeting], body="<p>Elections are <b>near</b>.</p>")
    make.news("Наблюдатели прибыли", "ru", meetings=[meeting], body="<p>Выборы уже близко.</p>")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("election", {"news": ["Observers arrive"], "meetings": ["Talks on elections"]}),
        ("ELECTIONS", {"news": ["Observers arrive"], "meetings": ["Talks on elections"]}),
        ("выборами", {"news": ["Наблюдатели прибыли"], "meetings": ["Talks on elections"]}),
        ("наблюдатель", {"news": ["Наблюдатели прибыли"], "meetings": ["Talks on elections"]}),
        ("молодежная", {"meetings": ["Talks on elections"], "topics": ["Youth policy"]}),
        ("МОЛОДЁЖНЫЙ", {"meetings": ["Talks on elections"], "topics": ["Youth policy"]}),
        ("youth", {"meetings": ["Talks on elections"], "topics": ["Youth policy"]}),
        ("Tauride", {"meetings": ["Talks on elections"], "places": ["Tauride Palace"]}),
        ("таврическом", {"meetings": ["Talks on elections"], "places": ["Tauride Palace"]}),
        ("в таврическом дворце", {"meetings": ["Talks on elections"], "places": ["Tauride Palace"]}),
        ("speaker", {"posts": ["Speaker"]}),
        ("na", {"organizations": ["National Assembly"]}),
        (
            "national assembly",
            {
                "meetings": ["Talks on elections"],
                "organizations": ["National Assembly"],
                "posts": ["Speaker"],
            },
        ),
        ("convention voting", {"meetings": ["Talks on elections"], "documents": ["Convention on Voting"]}),
        ("голосование", {"meetings": ["Talks on elections"], "documents": ["Convention on Voting"]}),
        ("near", {"news": ["Observers arrive"]}),
        ("<b>", {}),
        ("elections balloon", {}),
    ],
)
def test_each_kind_is_found_by_any_form_of_its_words_in_both_languages(world, query, expected):
    assert found(query) == expected


@pytest.mark.parametrize(
    "query", ["Kobitsky", "kobitsky artyom", "Артем Кобицкий", "АРТЁМА КОБИЦКОГО", "Kobickij", "Kobitskij"]
)
def test_a_person_is_found_by_the_words_of_any_name_and_stands_first(world, query):
    groups = found(query)
    assert (next(iter(groups)), groups["people"]) == ("people", ["Artyom Kobitsky"])


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ('"talks on elections"', 1),
        ("“talks on elections”", 1),
        ("«переговоры о выборах»", 1),
        ('"elections talks"', 0),
        ('"talks on elections" observers', 1),
        ('"talks on elections" balloon', 0),
        ('"talks elections', 1),
        ('talks "', 1),
    ],
)
def test_quotation_marks_ask_for_words_in_that_order(world, query, number):
    assert len(found(query).get("meetings", [])) == number


def test_hits_in_titles_come_first_and_newer_hits_before_older_ones():
    day = datetime.date
    make.meeting("Budget of old", day=day(2020, 1, 1))
    make.meeting("Budget of late", day=day(2023, 1, 1))
    make.meeting("Other", day=day(2024, 1, 1), summary_en="About the budget.")
    make.meeting("Another", day=day(2021, 1, 1), summary_en="About the budget.")
    assert found("budget") == {"meetings": ["Budget of late", "Budget of old", "Other", "Another"]}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {},
            {
                "news": ["Forum B", "Форум Forum", "Forum A"],
                "meetings": ["Forum meeting"],
                "topics": ["Forum"],
            },
        ),
        ({"kind": "news"}, {"news": ["Forum B", "Форум Forum", "Forum A"], "meetings": [], "topics": []}),
        ({"language": "ru"}, {"news": ["Форум Forum"]}),
        (
            {"language": "en"},
            {"news": ["Forum B", "Forum A"], "meetings": ["Forum meeting"], "topics": ["Forum"]},
        ),
        ({"from": "2023-01-01"}, {"news": ["Forum B"], "meetings": ["Forum meeting"]}),
        ({"to": "2022-12-31"}, {"news": ["Форум Forum", "Forum A"]}),
        ({"from": "2022-01-01", "to": "2022-12-31"}, {"news": ["Форум Forum"]}),
        ({"from": "2023-01-01", "language": "ru"}, {}),
        ({"kind": "parties"}, {}),
        ({"from": "yesterday"}, {}),
    ],
)
def test_kind_language_and_dates_narrow_the_search(more, expected):
    day = datetime.date
    make.topic("Forum")
    make.news("Forum A", day=day(2021, 1, 1))
    make.news("Форум Forum", "ru", day=day(2022, 1, 1))
    make.news("Forum B", day=day(2023, 1, 1))
    make.meeting("Forum meeting", day=day(2022, 12, 30), end_date=day(2023, 1, 2))
    if "to" in more and "from" not in more:
        expected = {**expected, "meetings": ["Forum meeting"]}
    if more == {"from": "2022-01-01", "to": "2022-12-31"}:
        expected = {**expected, "meetings": ["Forum meeting"]}
    assert found("forum", **more) == expected


@pytest.mark.parametrize("hide", ["draft", "in_review", "withdrawn", "scheduled"])
def test_rows_that_are_not_public_are_neither_found_nor_suggested(client, hide):
    state = "published" if hide == "scheduled" else hide
    when = timezone.now() + datetime.timedelta(days=1 if hide == "scheduled" else -1)
    document = Document.objects.create(title_en="Zanzibar convention")
    meeting = make.meeting("Zanzibar talks", state=state, publish_at=when, documents=[document])
    make.news("Zanzibar news", meetings=[meeting], state=state, publish_at=when)
    make.person("Zanzibar Zanzibarov", is_public=False)
    assert found("zanzibar") == {}
    assert "zanzibar" not in client.get("/en/search/?q=zanzibra").content.decode()


def test_rows_hidden_by_a_queryset_update_are_not_found():
    """The search reads the state from the row itself, so an update that bypasses ``save`` cannot leave a hit."""
    make.meeting("Zanzibar talks")
    make.news("Zanzibar news")
    make.person("Zanzibar Zanzibarov")
    Meeting.objects.update(state="withdrawn")
    QuerySet(NewsItem).delete()
    Person.objects.update(is_public=False)
    assert found("zanzibar") == {}


def test_a_row_that_is_withdrawn_while_the_page_is_made_is_not_shown():
    item = make.news("Zanzibar before")
    search = Search(QueryDict("q=Zanzibar"))
    assert [hit.object_id for hit in search.hits["news"]] == [item.pk]
    item.headline, item.state = "Zanzibar after", "draft"
    with correcting(item):
        item.save()
    assert [group.results for group in search.groups] == [[]]


def test_participants_and_offices_are_found_as_printed():
    meeting = make.meeting("Talks", people=[make.person("Olga Sidorova")])
    meeting.participations.update(name_printed_en="O. Sidorovna", office_printed_en="Vice-Chancellor")
    reindex([meeting])
    assert found("sidorovna vice chancellor") == {"meetings": ["Talks"]}


def test_rows_inside_together_are_indexed_once_at_the_end(django_assert_max_num_queries):
    with together():
        meeting = make.meeting("Talks", people=[make.person("Olga Sidorova")])
        assert not SearchEntry.objects.exists()
    assert found("talks sidorova") == {"meetings": ["Talks"]}
    assert SearchEntry.objects.filter(kind="meetings").get().object_id == meeting.pk


def test_a_deleted_thing_leaves_no_entry_behind():
    topic = make.topic("Ballooning")
    topic.delete()
    assert list(SearchEntry.objects.all()) == []


def test_rebuilding_forgets_what_is_gone_and_finds_what_was_never_indexed():
    kept, gone = make.topic("Keeping"), make.topic("Vanishing")
    type(gone).objects.filter(pk=gone.pk).delete()
    type(kept).objects.filter(pk=kept.pk).update(label_en="Renaming")
    steps = []
    rebuild(findable_models(), lambda *step: steps.append(step))
    assert (found("keeping"), found("renaming")) == ({}, {"topics": ["Renaming"]})
    assert steps == [(1, 1)]
    assert set(SearchWord.objects.values_list("word", flat=True)) == {"renaming"}


@pytest.mark.django_db(transaction=True)
def test_two_processes_write_the_same_index_as_one(monkeypatch):
    monkeypatch.setattr(index, "PART", 3)
    for number in range(20):
        make.news(f"Session {number} of word{'abcdefghijklmnopqrst'[number]}", body="Elections and energy")
    columns = [name for name in writing.REPLACED if name != "terms"]
    rows = SearchEntry.objects.order_by("kind", "object_id").values_list("object_id", *columns)
    before, words = list(rows), set(SearchWord.objects.values_list("word", flat=True))
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    steps = []
    assert rebuild(findable_models(), lambda *step: steps.append(step), processes=2) == len(before) == 20
    assert list(rows) == before
    assert set(SearchWord.objects.values_list("word", flat=True)) == words
    assert steps == [(number, 20) for number in (3, 6, 9, 12, 15, 18, 20)]
    assert Search(QueryDict("q=elections")).count == 20


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("elekcions", "elections"),
        ("lections", "elections"),
        ("elections balloon", ""),
        ("observres", "observers"),
        ("наблюдатили", "наблюдатели"),
        ("djns", ""),
        ("ds,jhs", "выборы"),
        ("elections", ""),
        ("Kobitskij", ""),
        ("xyzzy", ""),
    ],
)
def test_a_typing_error_is_answered_with_did_you_mean(world, query, suggestion):
    search = Search(QueryDict(f"q={query}"))
    assert search.suggestion == suggestion


def test_the_excerpt_marks_the_words_escapes_the_rest_and_keeps_to_its_length():
    entry = SearchEntry(
        title_en="T", text_en="word " * 100 + 'Elections & <script>alert("x")</script> end. ' + "word " * 100
    )
    shown = excerpt(entry, {"elect"})
    assert "<mark>Elections</mark> &amp; &lt;script&gt;" in shown.markup
    assert shown.markup.startswith("… ")
    assert shown.markup.endswith(" …")
    assert len(shown.markup) < 260


def test_the_excerpt_is_in_the_language_of_the_page_unless_only_the_other_has_the_word():
    entry = SearchEntry(title_en="T", text_en="Elections are near", text_ru="Выборы: elections уже близко")
    with override("ru"):
        assert excerpt(entry, {"elect"}).language == "ru"
        assert excerpt(entry, {"near"}) == ("Elections are <mark>near</mark>", "en")


@pytest.mark.parametrize(
    ("list_class", "query", "titles"),
    [
        (MeetingList, "q=ELECTION", ["Talks on elections"]),
        (MeetingList, "q=ВЫБОРОВ", ["Talks on elections"]),
        (MeetingList, "q=kobitsky&topic=youth&kind=bilateral", ["Talks on elections"]),
        (MeetingList, "q=kobitsky&q=balloon", []),
        (MeetingList, "q=kobitsky&kind=visit", []),
        (MeetingList, "q=!!!", []),
        (NewsList, "q=elections", ["Observers arrive"]),
        (NewsList, "q=выборы", []),
    ],
)
def test_lists_find_by_the_same_index_and_combine_it_with_every_condition(world, list_class, query, titles):
    assert [
        getattr(item, "title_en", None) or item.headline for item in list_class(QueryDict(query)).page
    ] == titles


def test_a_list_says_when_it_holds_only_the_latest_of_what_has_the_words(client, monkeypatch):
    for day in (1, 2, 3):
        make.meeting(f"Talks {day}", day=datetime.date(2023, 5, day))
    assert b"in very many texts" not in client.get("/en/meetings/?q=talks").content
    monkeypatch.setattr("ipacis.core.search.words.MOST_LIST_HITS", 2)
    answer = client.get("/en/meetings/?q=talks")
    assert [meeting.title_en for meeting in answer.context["item_list"].page] == ["Talks 3", "Talks 2"]
    assert b"in very many texts" in answer.content


@pytest.fixture
def forums(monkeypatch):
    """Make meetings with a word that is too common: four on trade and one on health, in five years."""
    monkeypatch.setattr("ipacis.core.search.words.MOST_LIST_HITS", 2)
    trade, health = make.topic("Trade"), make.topic("Health")
    for year in (2019, 2020, 2021, 2022):
        make.meeting(f"Forum {year}", day=datetime.date(year, 1, 1), topics=[trade])
    make.meeting("Forum 2023", day=datetime.date(2023, 1, 1), topics=[health])
    make.meeting("Visit 2020", day=datetime.date(2020, 1, 2), topics=[trade])


def test_common_words_are_looked_for_in_all_items_that_meet_another_condition(client, forums):
    answer = client.get("/en/meetings/?q=forum&topic=trade")
    item_list = answer.context["item_list"]
    assert [meeting.title_en for meeting in item_list.page] == [
        "Forum 2022", "Forum 2021", "Forum 2020", "Forum 2019"
    ]  # fmt: skip
    assert (item_list.count, b"in very many texts" in answer.content) == (4, False)
    assert [(row.period.year, row.count) for row in item_list.years] == [
        (2022, 1),
        (2021, 1),
        (2020, 1),
        (2019, 1),
    ]


@pytest.mark.parametrize("address", ["/en/meetings/2020/?q=forum", "/en/meetings/2020/?q=forum&topic=trade"])
def test_common_words_are_looked_for_in_all_items_of_a_year(client, forums, address):
    item_list = client.get(address).context["item_list"]
    assert [meeting.title_en for meeting in item_list.page] == ["Forum 2020"]
    assert (item_list.count, item_list.capped, item_list.too_long) == (1, 0, False)
    # The other years were not examined, so the page prints no numbers of them.
    assert [(row.period.year, row.count) for row in item_list.years] == [
        (year, None) for year in (2023, 2022, 2021, 2020, 2019)
    ]


def test_of_common_words_and_a_common_condition_the_latest_texts_are_listed(client, forums, monkeypatch):
    monkeypatch.setattr("ipacis.core.search.words.MOST_EXAMINED", 4)
    answer = client.get("/en/meetings/?q=forum&topic=trade")
    assert [meeting.title_en for meeting in answer.context["item_list"].page] == ["Forum 2022"]
    assert b"in very many texts" in answer.content


HOSTILE = [
    "", " ", '"', '""', '"""', "'", "*", "a*", "-", "--", "AND", "OR NOT", "NEAR(a b)", "a NEAR/2 b", "title:x",
    "{title}:x", "^a", "a:b:*", "(a", "a)", "a & b | !c", "%", "%s", "%(a)s", "\\", "a\\'b", "'; DROP TABLE x; --",
    "\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "🙂", "👩‍👩‍👧", "שלום עולם", "مرحبا",
    "\u202eabc", "ё" * 200, "a" * 5000, "a " * 500, '"a ' * 300, "<script>", "${7*7}", "{{7*7}}", "ﬁ", "İ", "ß", "½",
    "²", "e\u0301", "й", "1e10", "0x10", "-5", "+7 495", "a@b.example", "http://a.example/x?y=1", "q0a",
]  # fmt: skip


@pytest.mark.parametrize("page", ["search", "meetings", "news"])
def test_every_text_is_answered_with_a_page(client, page):
    make.meeting("Talks on elections")
    for query in HOSTILE:
        answer = client.get(f"/en/{page}/", {"q": query})
        expected = 400 if "\x00" in query else 200 if len(query) < 4000 else 414
        assert answer.status_code == expected, query


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_at_all_is_answered_with_a_page(client, query):
    assert client.get("/ru/search/", {"q": query}).status_code == (400 if "\x00" in query else 200)


@given(st.text())
def test_a_question_is_short_and_made_of_letters_and_digits(text):
    terms = parse_question(text).all_terms
    assert all(term.isalnum() for term in terms)
    assert len(terms) <= MAX_QUERY_TEXT


def test_only_signs_are_answered_with_a_sentence(client):
    assert "This has no words" in client.get("/en/search/?q=!!!").content.decode()


@pytest.mark.parametrize(
    ("query", "text", "page", "is_cut"),
    [
        ("", "", 1, False),
        ("q=", "", 1, False),
        ("q=+forum++talks+&page=3", "forum talks", 3, False),
        ("q=first&q=forum&page=2&page=4", "forum", 4, False),
        ("q=forum&page=0", "forum", 1, False),
        ("q=forum&page=-2", "forum", 1, False),
        ("q=forum&page=two", "forum", 1, False),
        ("q=forum&page=٢", "forum", 1, False),
        ("q=forum&page=" + "9" * 300, "forum", 1, False),
        ("q=forum%07%0Atalks&page=%00", "forum talks", 1, False),
        ("q=" + "!" * 201, "!" * 200, 1, True),
        ("q=" + "a+" * 300, ("a " * 100).strip(), 1, True),
    ],
)
def test_the_address_of_a_search_is_read_whatever_it_says(query, text, page, is_cut):
    search = Search(QueryDict(query))
    assert (search.text, search.page, search.question.is_cut) == (text, page, is_cut)
    assert not search.filter.errors and not search.narrowed


def test_hits_of_one_kind_are_paged(client):
    for number in range(45):
        make.meeting(f"Forum {number:02}", day=datetime.date(2023, 1, 1) + datetime.timedelta(number))
    seen, url = [], "/en/search/?q=forum&kind=meetings"
    while url:
        search = client.get(url).context["search"]
        seen += [result.entry.title_en for group in search.groups for result in group.results]
        url = search.next_url
    assert seen == [f"Forum {number:02}" for number in reversed(range(45))]


@pytest.mark.parametrize(
    ("query", "most"),
    [("forum", 7), ("forum ivanova", 7), ("Ivanova", 8), ("Ivanowa", 8), ('"forum talks"', 7), ("!!!", 0)],
)
@pytest.mark.parametrize("rows", [2, 12])
def test_a_search_costs_the_same_number_of_queries_whatever_it_finds(
    django_assert_max_num_queries, query, most, rows
):
    for number in range(rows):
        person = make.person(f"Anna{number} Ivanova", f"Анна{number} Иванова")
        topic = make.topic(f"Forum {number}")
        meeting = make.meeting(f"Forum talks {number}", people=[person], topics=[topic])
        reindex([meeting])
        make.news(f"Forum news {number}", meetings=[meeting])
    client = Client()
    client.get("/en/search/?q=warm")
    with django_assert_max_num_queries(most):
        assert client.get("/en/search/", {"q": query}).status_code == 200


def test_too_many_hits_show_all_without_a_day_and_the_latest_of_the_rest(client, monkeypatch):
    monkeypatch.setattr("news.search.hits.MOST_SEARCH_HITS", 3)
    make.topic("Forum")
    for year in (2023, 2020, 2022, 2021):
        make.meeting(f"Forum {year}", day=datetime.date(year, 1, 1))
    assert found("forum") == {"meetings": ["Forum 2023", "Forum 2022"], "topics": ["Forum"]}
    assert "More than 3 hits" in client.get("/en/search/?q=forum").content.decode()


def test_a_list_of_too_many_hits_keeps_the_latest(monkeypatch):
    monkeypatch.setattr("ipacis.core.search.words.MOST_LIST_HITS", 2)
    for year in (2023, 2020, 2022, 2021):
        make.meeting(f"Forum {year}", day=datetime.date(year, 1, 1))
    titles = [meeting.title_en for meeting in MeetingList(QueryDict("q=forum")).page]
    assert titles == ["Forum 2023", "Forum 2022"]


@pytest.mark.parametrize(
    "query",
    [
        "elections",
        "Kobitsky",
        "кобицкому",
        "Kobitzki",
        "Artyom Kobittzky and others",
        "rj,bwrbq",
        "artyomkobitsky",
        "kob",
        "xyzzy plugh qwertz",
        "elekcions",
        '"elections near"',
    ],
)
@pytest.mark.parametrize("more", [0, 12])
def test_a_search_asks_the_database_thirteen_times_at_most(
    world, client, django_assert_max_num_queries, query, more
):
    for number in range(more):
        make.meeting(f"More talks on elections {number}", people=[make.person(f"Ivan Kobin{number}")])
    client.get("/en/search/", {"q": "kobitskaya"})  # this process takes in the words of the index
    with django_assert_max_num_queries(13):
        client.get("/en/search/", {"q": query})


def renamed(row, **names):
    for name, value in names.items():
        setattr(row, name, value)
    row.save()


def test_a_new_name_finds_all_that_was_found_by_the_old_one(world):
    parliament, topic = Organization.objects.get(slug="na"), Topic.objects.get(slug="youth")
    hall = make.place("Hall", within=Place.objects.get(name_en="Tauride Palace"))
    event = make.event("Forum")
    ivan, office = make.person("Ivan Petrov"), make.post("Envoy", parliament)
    make.membership(ivan, office)
    make.meeting(
        "Round table",
        people=[ivan],
        delegations=[parliament],
        topics=[topic],
        place=hall,
        event=event,
    )
    renamed(hall.within, name_en="Marble Palace")
    renamed(event, name_en="Biennale")
    renamed(ivan, family_name_en="Sidorov")
    renamed(office, label_en="Consul")
    renamed(parliament, name_en="Great Khural")
    renamed(topic, label_en="Volunteers")
    assert found("envoy") == {}
    assert found("tauride") == {"meetings": ["Round table", "Talks on elections"]}, "as printed"
    assert [found(word) for word in ("forum", "petrov")] == [{"meetings": ["Round table"]}] * 2
    assert found("marble")["meetings"] == ["Round table", "Talks on elections"]
    assert [found(word)["meetings"] for word in ("biennale", "sidorov", "khural", "volunteers")] == [
        ["Round table"],
        ["Round table"],
        ["Round table", "Talks on elections"],
        ["Round table", "Talks on elections"],
    ]
    assert found("consul") == {"posts": ["Consul"], "people": ["Ivan Sidorov"]}
    assert found("khural")["posts"] == ["Consul", "Speaker"]


def test_a_phrase_does_not_reach_from_one_line_into_the_next():
    make.meeting("Talks", topics=[make.topic("Election observation"), make.topic("Campaign rules")])
    assert found('"election observation"') and not found('"observation campaign"')


def test_internal_words_of_the_index_cannot_be_searched_for():
    make.meeting("Talks")
    for text in ("q0talk", '"q0talk q1"', "q1"):
        assert not found(text) and not parse_question(text)


def test_a_hit_by_its_title_in_the_other_language_is_marked(client):
    make.meeting("Talks", title_ru="Переговоры", summary_en="They spoke.")
    assert "<mark>Переговоры</mark>" in client.get("/en/search/?q=переговоры").content.decode()


def migrate(*targets):
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_index_of_modelsearch_moves_into_the_entries():
    """A site that was indexed by modelsearch finds the same after ``migrate``, and nothing of that app is left."""
    vector = "tsvector" if connection.vendor == "postgresql" else "text"
    try:
        before = migrate(("core", "0002_addresses"))
        entries = before.get_model("core", "SearchEntry").objects
        entry = entries.create(kind="topics", object_id=1, title_en="Youth")
        entries.create(kind="topics", object_id=2, title_en="Trade")
        execute(
            f"CREATE TABLE modelsearch_indexentry (object_id varchar(50), body {vector})",
            f"INSERT INTO modelsearch_indexentry VALUES ('{entry.pk}', 'q0youth q1 youth q1')",
            "INSERT INTO django_migrations (app, name, applied) VALUES ('modelsearch', '0001', '2026-01-01')",
        )
        migrate(("core", "0003_terms"))
        assert entries_holding(parse_question("youth")).get().object_id == 1
        assert "modelsearch_indexentry" not in connection.introspection.table_names()
        assert not any(
            app == "modelsearch" for app, _name in MigrationRecorder(connection).applied_migrations()
        )
    finally:
        migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes("core"))


def test_an_entry_is_found_by_its_present_text_however_it_was_written():
    entry = SearchEntry.objects.create(kind="topics", object_id=1, title_en="Youth")
    entry.title_en = "Trade"
    entry.save()
    dump = serializers.serialize("json", SearchEntry.objects.all())
    for dumped in serializers.deserialize("json", dump):
        dumped.save()
    assert [entries_holding(parse_question(word)).count() for word in ("youth", "trade")] == [0, 1]
    entry.delete()
    assert not entries_holding(parse_question("trade")).exists()


def test_the_index_of_sqlite_survives_a_migration_that_copies_its_table(world):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite copies a table to add a column")
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    SearchEntry.objects.filter(kind="topics").delete()
    restore_triggers(using="default")
    make.topic("Balloons", "Аэростаты")
    assert found("balloons") == {"topics": ["Balloons"]}
    assert found("observers") != {}


@pytest.mark.parametrize("common", [1, 3, 4])
@pytest.mark.parametrize("text", ["visit", '"visit to"', "visit minsk", "absent"])
def test_common_words_find_what_rare_words_find(monkeypatch, common, text):
    """The three entries are common or rare: SQLite looks them up in another way if ``COMMON`` rows have the words."""
    for number, words in enumerate(("Visit to Minsk", "Visit to Baku", "A visit", "Session"), 1):
        SearchEntry.objects.create(kind="topics", object_id=number, title_en=words)
    expected = {"visit": [1, 2, 3], '"visit to"': [1, 2], "visit minsk": [1], "absent": []}[text]
    monkeypatch.setattr("ipacis.core.search.terms.COMMON", common)
    found = entries_holding(parse_question(text), in_order=True).order_by("object_id")
    assert list(found.values_list("object_id", flat=True)) == expected


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts common words itself")
@pytest.mark.parametrize(("common", "uses_index"), [(1, True), (2, False)])
def test_sqlite_takes_the_latest_texts_with_common_words_from_an_index(monkeypatch, common, uses_index):
    SearchEntry.objects.create(kind="topics", object_id=1, title_en="Visit")
    monkeypatch.setattr("ipacis.core.search.terms.COMMON", common)
    found = entries_holding(parse_question("visit"), in_order=True)
    latest = found.order_by("-start_date", "-pk").values("pk")[:1]
    assert ("COVERING INDEX core_searchentry_by_day" in latest.explain()) is uses_index
