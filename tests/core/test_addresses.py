"""Every address that was ever public is answered by its page, one redirect or a 410, and never by another page."""

import csv
import datetime
import itertools
import random

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from ipacis.core.record.addressed import store_addresses
from ipacis.core.record.addresses import MAX_PATH, Address, normal, parse_address, rows_once_at
from news.corrections import edit
from news.merging import merge_places, merge_topics
from news.models import Meeting, NewsItem
from people.merging import merge_organizations, merge_people
from people.models import Person
from tests import factories as make
from tests.admin_pages import change, errors, save

pytestmark = pytest.mark.django_db

LATER = datetime.timedelta(days=3)


def answer(address):
    """Return (status, path of the redirect)."""
    response = Client().get(address)
    return response.status_code, response.headers.get("Location", "")


def rename(thing, slug):
    thing.slug = slug
    thing.save()
    return thing


def everything():
    """Return a public row of each model that has pages."""
    return [
        make.person(slug="a-person"),
        make.organization(slug="a-body"),
        make.post(slug="a-post"),
        make.topic(slug="a-topic"),
        make.place(slug="a-place"),
        make.event(slug="a-event"),
        make.meeting(slug="a-meeting"),
        make.news(slug="a-release"),
    ]


def test_a_row_renamed_twice_answers_at_each_old_address_with_one_redirect():
    for thing in everything():
        old = []
        for number in range(2):
            old.append(thing.get_absolute_url())
            rename(thing, f"{thing.slug}-{number}")
        now = thing.get_absolute_url()
        assert [answer(address) for address in old] == [(301, now)] * 2, type(thing)
        assert answer(now) == (200, "")


def test_pages_in_every_language_move_in_every_language_and_keep_the_query():
    rename(make.person(slug="old"), "new")
    assert answer("/ru/people/old/?on=2020-01-01&x=%C3%A9") == (301, "/ru/people/new/?on=2020-01-01&x=%C3%A9")
    assert answer("/en/people/old") == (301, "/en/people/new/")


def test_a_new_date_or_language_leaves_a_redirect():
    item, meeting = make.news(slug="visit"), make.meeting(slug="visit")
    old = [item.get_absolute_url(), meeting.get_absolute_url()]
    move(item, date=datetime.date(2024, 1, 2), language="ru")
    move(meeting, start_date=datetime.date(2024, 1, 2), end_date=datetime.date(2024, 1, 2))
    assert answer(old[0]) == (301, "/ru/news/2024/01/02/visit/")
    assert answer(old[1]) == (301, "/en/meetings/2024/01/02/visit/")
    assert answer(f"{old[1]}calendar.ics") == (301, "/en/meetings/2024/01/02/visit/calendar.ics")
    assert answer(f"{old[1]}no-such-file.ics") == (404, "")
    assert answer(item.short_url) == (301, "/ru/news/2024/01/02/visit/")


def move(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    if isinstance(thing, NewsItem | Meeting):
        with edit(thing):
            thing.save()
    else:
        thing.save()


def test_a_withdrawn_row_says_when_and_why_at_every_address_it_had():
    item = make.news("Old headline", slug="old", lead="Secret text")
    rename(item, "new")
    item.state, item.withdrawal_reason_en = "withdrawn", "Published by mistake."
    item.save()
    addresses = ["/en/news/2023/11/30/old/", "/en/news/2023/11/30/new/", item.short_url]
    for address in addresses:
        response = Client(headers={"accept-language": "en"}).get(address)
        page = response.content.decode()
        assert response.status_code == 410
        assert "Published by mistake." in page and timezone.localdate().isoformat() in page
        assert "Old headline" in page and "30 November 2023" in page
        assert "noindex" in page and "Secret text" not in page and 'rel="canonical"' not in page
    assert Client().get("/ru/news/2023/11/30/new/").status_code == 404  # it had no public address in Russian
    item.state = "published"
    item.save()
    assert answer(addresses[0]) == (301, addresses[1])


def test_a_person_who_is_no_longer_public_and_a_body_that_was_deleted_leave_a_tombstone():
    person, body = make.person(slug="anna"), make.organization(slug="body")
    move(person, is_public=False)
    body.delete()
    assert answer("/en/people/anna/") == answer("/ru/organizations/body/") == (410, "")


def test_drafts_and_scheduled_rows_are_revealed_at_no_address():
    soon = timezone.now() + LATER
    hidden = [
        make.person(slug="hidden", is_public=False),
        make.news(slug="hidden", state="draft"),
        make.news(slug="hidden-2", state="in_review"),
        make.meeting(slug="hidden", publish_at=soon),
        make.news(slug="hidden-3", publish_at=soon),
    ]
    for thing in hidden:
        old = thing.get_absolute_url()
        rename(thing, f"{thing.slug}-renamed")
        addresses = [old, thing.get_absolute_url(), getattr(thing, "short_url", old)]
        assert {answer(address) for address in addresses} == {(404, "")}, thing


def test_a_scheduled_row_answers_from_its_time_on(time_machine):
    time_machine.move_to(datetime.datetime(2024, 3, 1, 8, tzinfo=datetime.UTC))
    item = make.news(slug="first", publish_at=datetime.datetime(2024, 3, 1, 9, tzinfo=datetime.UTC))
    rename(item, "second")  # the first address was never public
    move(item, publish_at=datetime.datetime(2024, 3, 1, 10, tzinfo=datetime.UTC))
    time_machine.move_to(datetime.datetime(2024, 3, 1, 9, 30, tzinfo=datetime.UTC))
    assert {answer(item.get_absolute_url()), answer(item.short_url)} == {(404, "")}
    time_machine.move_to(datetime.datetime(2024, 3, 1, 10, 30, tzinfo=datetime.UTC))
    rename(item, "third")
    assert answer("/en/news/2023/11/30/second/") == (301, "/en/news/2023/11/30/third/")
    assert answer("/en/news/2023/11/30/first/") == (404, "")


def test_no_address_is_given_to_something_else():
    rename(make.person("Anna Ivanova"), "new")
    assert make.person("Anna Ivanova").slug == "anna-ivanova-2"
    twin = make.person("Anna Ivanova", is_public=False)
    with pytest.raises(ValidationError):
        rename(twin, "anna-ivanova")
    twin.slug = "anna-ivanova"
    with pytest.raises(ValidationError) as error:
        twin.full_clean(exclude=["portrait"])
    assert list(error.value.message_dict) == ["slug"]
    assert "people/anna-ivanova" in error.value.messages[0]
    assert Person.objects.get(pk=twin.pk).slug == "anna-ivanova-3"


def test_an_editor_who_types_an_address_of_something_else_is_told_so(admin_client):
    rename(make.person("Anna Ivanova", slug="anna"), "anna-ivanova")
    other, meeting = make.person(slug="other"), make.meeting(slug="talks")
    move(meeting, start_date=datetime.date(2022, 1, 1), end_date=datetime.date(2022, 1, 1))
    second = make.meeting(slug="talks", day=datetime.date(2024, 1, 1))
    for response in (
        save(admin_client, change(other), slug="anna"),
        save(admin_client, change(second), start_date="2023-11-30", end_date="2023-11-30"),
    ):
        assert "belongs to something else" in " ".join(map(str, errors(response)))


def test_a_meeting_cannot_move_to_an_address_that_another_once_had():
    first, other = (
        make.meeting(slug="talks"),
        make.meeting(slug="talks", day=datetime.date(2024, 1, 1)),
    )
    move(first, start_date=datetime.date(2022, 1, 1), end_date=datetime.date(2022, 1, 1))
    with pytest.raises(ValidationError):
        move(other, start_date=make.DAY, end_date=make.DAY)
    assert Meeting.objects.get(pk=other.pk).start_date == datetime.date(2024, 1, 1)
    assert answer("/en/meetings/2023/11/30/talks/") == (301, "/en/meetings/2022/01/01/talks/")


def test_a_row_may_take_back_its_own_former_address():
    person = rename(rename(make.person(slug="first"), "second"), "first")
    person.full_clean(exclude=["portrait"])
    assert answer("/en/people/first/") == (200, "")
    assert answer("/en/people/second/") == (301, "/en/people/first/")
    assert Client().get("/en/people/second/").headers["Cache-Control"] == "max-age=3600"


def test_a_row_that_was_public_is_withdrawn_and_not_deleted():
    item, draft = make.news(), make.news(state="draft")
    scheduled = make.news(publish_at=timezone.now() + LATER)
    assert (item.may_delete(), draft.may_delete(), scheduled.may_delete()) == (False, True, True)
    with pytest.raises(ProtectedError, match="withdraw it"):
        item.delete()
    draft.delete()
    path = scheduled.own_path()
    scheduled.delete()
    assert not Address.objects.filter(path=path).exists()


def test_the_addresses_of_bulk_created_rows_are_recorded_together():
    items = NewsItem.objects.bulk_create(
        NewsItem(
            headline=f"R {n}",
            language="en",
            date=make.DAY,
            slug=f"r-{n}",
            state="published",
            publish_at=make.NOON,
        )
        for n in range(50)
    )
    with CaptureQueriesContext(connection) as captured:
        store_addresses(items)
    assert len(captured) <= 4 and Address.objects.count() == 100
    store_addresses(items)
    assert Address.objects.count() == 100


def queries(address):
    with CaptureQueriesContext(connection) as captured:
        Client().get(address)
    return len(captured)


def test_a_missing_page_costs_at_most_two_queries_and_an_existing_page_no_extra_one():
    make.person(slug="anna")
    assert queries("/en/no-such-page/") == 1
    assert queries("/en/people/nobody/") == 2
    assert queries("/en/news/2023/11/30/nothing/") == 2
    with CaptureQueriesContext(connection) as captured:
        Client().get("/en/people/anna/")
    assert not [query for query in captured if "core_address" in query["sql"]]


# The old site

OLD = "/Eng/Press_Center/__News___2013/Заседание_Совета__МПА.html"


def import_(tmp_path, rows, **options):
    file = tmp_path / "old.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
    call_command("import_addresses", str(file), **options)


def import_refused(tmp_path, rows, **options):
    with pytest.raises(CommandError, match="Refused: "):
        import_(tmp_path, rows, **options)


@pytest.mark.parametrize(
    "written",
    [
        OLD,
        f"https://old.example.org:443{OLD}",
        f"old.example.org:443{OLD}/",
        f":443{OLD}",
        "/Eng/Press_Center/__News___2013/%D0%97%D0%B0%D1%81%D0%B5%D0%B4%D0%B0%D0%BD%D0%B8%D0%B5_"
        "%D0%A1%D0%BE%D0%B2%D0%B5%D1%82%D0%B0__%D0%9C%D0%9F%D0%90.html",
    ],
)
def test_an_old_path_has_one_normal_form(written):
    assert parse_address(written) == OLD


def test_old_paths_redirect_to_the_present_pages(tmp_path, capsys):
    item, person = make.news(slug="visit"), make.person(slug="anna")
    longest = "/" + "Я_" * 124 + "x"
    rows = [
        ["path", "address"],
        [f"https://old.example.org:443{OLD}", "/en/news/2023/11/30/visit/"],
        [longest, item.short_url],
        ["/rus/deputies/%D0%90%D0%BD%D0%BD%D0%B0:443/", "/ru/people/anna/"],
        ["/index.html", "/en/people/anna/"],
    ]
    import_(tmp_path, rows)
    assert "4 addresses added, 0 known already, 0 refused" in capsys.readouterr().out
    rename(person, "anna-ivanova")
    rename(item, "working-visit")
    assert answer(OLD) == answer(longest) == (301, "/en/news/2023/11/30/working-visit/")
    assert answer("/rus/deputies/Анна:443/?a=1") == (301, "/ru/people/anna-ivanova/?a=1")
    assert answer(OLD.lower())[0] == answer(OLD.replace("__", "_"))[0] == 404
    import_(tmp_path, rows)
    assert "0 addresses added, 4 known already" in capsys.readouterr().out
    call_command("check_addresses", verbosity=0)


def test_the_import_says_what_it_refused_and_why(tmp_path, capsys):
    make.news(slug="visit")
    make.news(slug="draft", state="draft")
    make.person(slug="anna")
    good = "/en/news/2023/11/30/visit/"
    rows = [
        ["/a", good],
        ["/a/", "/en/people/anna/"],
        ["/b", "/en/news/2023/11/30/draft/"],
        ["/c", "/en/news/2023/11/30/nowhere/"],
        ["/d#part", good],
        ["/" + "e" * (MAX_PATH + 1), good],
        ["/ru/people/", good],
        ["/en/people/anna/", good],
        ["/f", "https://elsewhere.example/x"],
        ["/g"],
        ["/h\x07", good],
        ["/en/news/1999/", good],
        ["/admin/", good],
        ["/en/people/?id=5", good],
        ["/en/people/anna/?id=5", good],
        ["/static/a.css?v=1", good],
        ["/i", f"{good}?x=1"],
        ["/", good],
    ]
    import_refused(tmp_path, rows)
    told = capsys.readouterr()
    assert "1 addresses added, 0 known already, 17 refused" in told.out
    assert [line.split(":")[0] for line in told.err.splitlines()] == [f"line {n}" for n in range(2, 19)]
    assert answer("/b") == (404, "")
    import_(tmp_path, [["/z", good]], dry_run=True)
    assert answer("/z") == (404, "")


def test_good_lines_are_kept_when_others_are_refused_and_a_second_run_of_the_corrected_file_ends_well(
    tmp_path, capsys
):
    make.person(slug="anna")
    with pytest.raises(CommandError) as refused:
        import_(tmp_path, [["/a", "/en/people/anna/"], ["/b", "/en/people/nobody/"]])
    assert refused.value.returncode == 1
    assert answer("/a") == (301, "/en/people/anna/")
    import_(tmp_path, [["/a", "/en/people/anna/"], ["/b", "/en/people/anna/"]])
    assert "1 addresses added, 1 known already, 0 refused" in capsys.readouterr().out


HEADING = "Старый адрес{0}Новый адрес\r\n"
LINES = "/старый/адрес;v=1,2{0}/en/people/anna/\r\n\r\n/b{0}/en/people/anna/{0}примечание\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("heading", ["", HEADING, "sep={0}\r\n", "SEP={0}\n" + HEADING])
def test_a_file_is_read_as_a_spreadsheet_saved_it(tmp_path, capsys, encoding, separator, heading):
    make.person(slug="anna")
    file, quoted = tmp_path / "old.csv", LINES.replace("/старый/адрес;v=1,2", '"/старый/адрес;v=1,2"')
    file.write_bytes((heading + quoted).format(separator).encode(encoding))
    call_command("import_addresses", str(file))
    told = capsys.readouterr()
    assert ("2 addresses added, 0 known already, 0 refused" in told.out, told.err) == (True, "")
    assert answer("/старый/адрес;v=1,2") == answer("/b") == (301, "/en/people/anna/")


def test_a_refused_line_is_named_by_its_number_in_the_file(tmp_path, capsys):
    file = tmp_path / "old.csv"
    file.write_text('sep=;\nOld;New\n\n"/a\nb";/en/people/nobody/\n/c;/en/people/nobody/\n')
    with pytest.raises(CommandError, match="Refused: 2 of 2 lines; the others are kept"):
        call_command("import_addresses", str(file))
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["line 4", "line 6"]


@pytest.mark.parametrize("content", [b"PK\x03\x04\x14", b"\x00\x01\x02", b"\xff\xfe/\x00a", b"\x98"])
def test_a_file_that_is_no_table_is_refused_with_advice(tmp_path, content):
    file = tmp_path / "old.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=r"CSV|no text"):
        call_command("import_addresses", str(file))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_addresses", str(tmp_path / "none.csv"))


# Old addresses with a query string

QUERIES = {
    "/index.php?newsid=55": "/en/people/anna/",
    "https://old.example.org/news/detail.php?SECTION=7&ID=1234": "/en/people/boris/",
    "/?p=123": "/en/people/clara/",
    "https://old.example.org?p=124": "/en/people/anna/",
    "/news/?id=5": "/ru/people/boris/",
    "/show.asp?%D0%9A%D0%BE%D0%B4=%D0%AF&n=a%26b%3Dc": "/en/people/clara/",
    "/view?17": "/en/people/anna/",
    "/index.php": "/en/people/boris/",
}


@pytest.fixture
def queried(tmp_path):
    for slug in ("anna", "boris", "clara"):
        make.person(slug=slug)
    import_(tmp_path, list(QUERIES.items()), verbosity=0)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/index.php?newsid=55", "/en/people/anna/"),
        ("/index.php?newsid=55&utm_source=a&utm_medium=b", "/en/people/anna/?utm_source=a&utm_medium=b"),
        ("/index.php?print=1&newsid=55", "/en/people/anna/?print=1"),
        ("/index.php?newsid=56", "/en/people/boris/?newsid=56"),
        ("/index.php?NEWSID=55", "/en/people/boris/?NEWSID=55"),
        ("/index.php", "/en/people/boris/"),
        ("/news/detail.php?ID=1234&SECTION=7", "/en/people/boris/"),
        ("/news/detail.php?gclid=x&ID=1234&y=1&z=2&SECTION=7", "/en/people/boris/?gclid=x&y=1&z=2"),
        ("/?p=123", "/en/people/clara/"),
        ("/?p=124&", "/en/people/anna/"),
        ("/news/?id=5", "/ru/people/boris/"),
        ("/news?id=5", "/ru/people/boris/"),
        ("/show.asp?n=a%26b%3dc&%d0%9a%d0%be%d0%b4=%d0%af", "/en/people/clara/"),
        ("/show.asp?n=a%26b%3Dc&Код=Я", "/en/people/clara/"),
        ("/view?17", "/en/people/anna/"),
        ("/view?17=", "/en/people/anna/"),
    ],
)
def test_an_old_address_with_a_query_leads_on(queried, asked, found):
    assert answer(asked) == (301, found)


@pytest.mark.parametrize(
    "asked",
    [
        "/news/detail.php?ID=1234", "/news/detail.php?ID=1234&SECTION=8", "/view?18", "/view",
        "/show.asp?n=a&b=c&Код=Я", "/index.php%3Fnewsid=55",
    ],
)  # fmt: skip
def test_an_address_that_only_resembles_an_old_one_with_a_query_is_404(queried, asked):
    assert answer(asked) == (404, "")


def test_old_addresses_with_a_query_leave_the_sites_own_redirects_and_pages(queried):
    english = Client(headers={"accept-language": "en"})
    assert english.get("/").headers["Location"] == "/en/"
    assert english.get("/?p=125").headers["Location"] == "/en/?p=125"
    assert english.get("/news/?id=6").headers["Location"] == "/en/news/?id=6"
    assert english.get("/en/people/anna/?p=123").status_code == 200


def test_the_check_asks_for_addresses_with_a_query_as_well(queried, capsys):
    call_command("check_addresses", verbosity=0)
    assert f"6 pages, {len(QUERIES) + 6} redirects, 0 tombstones, 0 failures" in capsys.readouterr().out


def test_an_old_address_with_a_query_of_something_withdrawn_is_a_tombstone(queried):
    move(Person.objects.get(slug="clara"), is_public=False)
    assert answer("/?p=123") == (410, "")


def test_a_query_string_costs_no_additional_database_query(queried):
    many = "&".join(f"a{n}={n}" for n in range(40))
    assert {
        queries(f"/en/no-such-page/?{query}") for query in ("", "a=1", "a=1&b=2&c=3&d=4&e=5&f=6", many)
    } == {1}
    assert queries("/?x=1") == 1
    with CaptureQueriesContext(connection) as captured:
        Client().get("/en/people/anna/?p=123")
    assert not [query for query in captured if "core_address" in query["sql"]]


def test_no_new_thing_takes_an_old_path(tmp_path):
    make.person(slug="anna")
    import_(tmp_path, [["/en/people/maria/", "/en/people/anna/"]])
    assert make.person("Maria", slug="").slug == "maria-2"


# The check


def test_the_check_finds_an_address_that_does_not_answer_and_one_that_was_not_kept(capsys):
    person = make.person(slug="anna")
    call_command("check_addresses")
    assert "2 pages, 2 redirects, 0 tombstones, 0 failures" in capsys.readouterr().out
    Person.objects.filter(pk=person.pk).update(slug="another")
    person.refresh_from_db()
    Person.objects.bulk_create([Person(family_name_en="B", slug="b", is_public=True)])
    Address.objects.create(path="people/b", kind="people.person", object_id=person.pk, public_from=make.NOON)
    with pytest.raises(CommandError, match="2 addresses do not answer as they must, 1 are not kept"):
        call_command("check_addresses")
    told = capsys.readouterr().out
    assert "/en/people/b/: shows another thing" in told
    assert "not kept: people/another" in told and "not kept: people/b" not in told


# A thousand random days


class Newsroom:
    """Renames, merges, moves and withdraws rows at random, and records every address that was ever public."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.things = {
            kind: [make_one(f"{kind[:4]} {n}") for n in range(8)]
            for kind, make_one in {
                "people": make.person,
                "organizations": make.organization,
                "topics": make.topic,
                "places": make.place,
            }.items()
        }
        self.merges = {
            "people": merge_people,
            "organizations": merge_organizations,
            "topics": merge_topics,
            "places": merge_places,
        }
        self.news = [make.news(f"Release {n}", language=("en", "ru")[n % 2]) for n in range(10)]
        self.meetings = [make.meeting(f"Talks {n}", people=self.things["people"][:3]) for n in range(10)]
        self.owner = {}
        self.remember()

    def all(self):
        return [*itertools.chain(*self.things.values()), *self.news, *self.meetings]

    def remember(self):
        for thing in self.all():
            if getattr(thing, "is_public", True):
                for address in addresses_of(thing):
                    key = (type(thing), thing.pk)
                    assert self.owner.setdefault(address, key) == key, f"{address} was given to {thing}"

    def step(self):
        steps = [self.rename, self.rename, self.move, self.merge, self.withdraw, self.hide, self.add]
        try:
            self.dice.choice(steps)()
        except ValidationError:
            for thing in self.all():  # the address belongs to another row, so nothing has changed
                thing.refresh_from_db()
        self.remember()

    def rename(self):
        thing = self.dice.choice(self.all())
        slugs = ["", "a", "b", "c", f"slug-{self.dice.randrange(40)}"]
        slug = self.dice.choice(slugs)
        rows = type(thing).objects.exclude(pk=thing.pk).filter(slug=slug)
        if not slug or not rows.exists():
            rename(thing, slug)

    def move(self):
        day = make.DAY + datetime.timedelta(days=self.dice.randrange(3))
        if self.dice.random() < 0.5:
            item = self.dice.choice(self.news)
            language = self.dice.choice(["en", "ru"])
            rows = NewsItem.objects.filter(language=language, slug=item.slug)
            if not rows.exclude(pk=item.pk).exists():
                move(item, date=day, language=language)
        else:
            meeting = self.dice.choice(self.meetings)
            rows = Meeting.objects.filter(start_date=day, slug=meeting.slug)
            if not rows.exclude(pk=meeting.pk).exists():
                move(meeting, start_date=day, end_date=day)

    def merge(self):
        kind, things = self.dice.choice(list(self.things.items()))
        if len(things) < 3:
            return
        twin, kept = self.dice.sample(things, 2)
        gone = (type(twin), twin.pk)
        self.merges[kind](type(twin).objects.get(pk=twin.pk), kept)
        things.remove(twin)
        for address, owner in self.owner.items():
            if owner == gone:
                self.owner[address] = (type(kept), kept.pk)

    def withdraw(self):
        thing = self.dice.choice([*self.news, *self.meetings])
        state = "withdrawn" if thing.state == "published" else "published"
        move(thing, state=state, withdrawal_reason_en="A reason")

    def hide(self):
        person = self.dice.choice(self.things["people"])
        move(person, is_public=not person.is_public)

    def add(self):
        kind = self.dice.choice(["people", "organizations", "topics", "places", "news", "meetings"])
        number = self.dice.randrange(10_000)
        match kind:
            case "people":
                new = make.person(self.dice.choice(["a", "b", "c"]))
            case "organizations":
                new = make.organization("a")
            case "topics":
                new = make.topic(f"topic {number}", slug=self.dice.choice(["", ""]))
            case "places":
                new = make.place("b")
            case "news":
                new = make.news("a", language=self.dice.choice(["en", "ru"]))
            case "meetings":
                new = make.meeting("a")
        {**self.things, "news": self.news, "meetings": self.meetings}[kind].append(new)

    def check(self):
        """Request every address that was ever public."""
        present = {(type(thing), thing.pk): thing for thing in self.all()}
        for address, owner in self.owner.items():
            thing = present[owner]
            status, target = answer(address)
            if not getattr(thing, "is_public", True):
                assert status == 410, address
                continue
            with override(address.split("/")[1] if hasattr(thing, "slug") and address[:3] != "/r/" else "en"):
                here = thing.get_absolute_url()
            if address == here:
                assert status == 200, address
            else:
                assert (status, target) == (301, here), address
        call_command("check_addresses", verbosity=0)


def addresses_of(thing):
    """Return the addresses that readers see of *thing* now."""
    if isinstance(thing, NewsItem):
        return [thing.get_absolute_url(), thing.short_url]
    found = []
    for language in ("en", "ru"):
        with override(language):
            found.append(thing.get_absolute_url())
    return found


@pytest.mark.parametrize("steps", [200, pytest.param(1_000, marks=pytest.mark.slow)])
def test_after_random_renames_merges_moves_and_withdrawals_every_address_answers(steps):
    newsroom = Newsroom(seed=steps)
    for _number in range(steps):
        newsroom.step()
    assert len(newsroom.owner) > steps / 2
    newsroom.check()


# Slugs


def test_former_slugs_lead_to_the_rows_that_had_them_in_two_queries():
    anna, olga = make.person("Anna Ivanova", slug="anna"), make.person(slug="olga")
    hidden = make.person(slug="hidden")
    for person, slug in ((anna, "hanna"), (hidden, "hidden-2")):
        person.slug = slug
        person.save()
    Person.objects.filter(pk=hidden.pk).update(is_public=False)
    with CaptureQueriesContext(connection) as captured:
        rows = rows_once_at(Person.objects.public(), ["anna", "olga", "hidden", "nobody"])
    assert (rows, len(captured)) == ({"anna": anna, "olga": olga}, 2)


def test_the_page_of_a_pair_of_whom_one_is_no_longer_public_says_that_it_is_gone():
    anna, boris = make.person(slug="anna"), make.person(slug="boris")
    make.meeting(people=[anna, boris])
    boris.is_public = False
    boris.save()
    make.person(slug="never", is_public=False)
    addresses = ["anna/with/boris/", "anna/with/boris/feed.rss", "boris/with/anna/", "anna/with/never/"]
    assert [Client().get(f"/en/people/{address}").status_code for address in addresses] == [
        410,
        410,
        410,
        404,
    ]


@pytest.mark.parametrize("path", ["/", "/static/x.css", "/news", "/people/", "/en", "/search"])
def test_an_old_path_takes_nothing_from_the_site_itself(tmp_path, path, capsys):
    item = make.news()
    import_refused(tmp_path, [[path, item.get_absolute_url()]])
    assert "this site has a page of its own there" in capsys.readouterr().err
    assert not Address.objects.filter(path=normal(path)).exists()
