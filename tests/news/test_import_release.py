"""Import of a release from plain text: a draft with its meetings and participants."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from news.models import Meeting, NewsItem, Participation
from news.releases.text import ReleaseError, ReleaseText, find_date, language_of, months_in
from people.models import Membership
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2022, 3, 15)

ENGLISH = """Anna Lindova Received Heads of Two Audit Offices

15 March 2022

Anna Lindova Received Heads of Two Audit Offices

Meetings of Secretary General of the Northern Assembly Anna Lindova, Chair of the Audit Office of the Republic \
of Belarus Oleg Sosnin and Chair of the Audit Office of the Republic of Armenia Vahe Tumanyan took place in the \
Marble Palace. They were held on the sidelines of the conference on public audit in the digital age.

Oleg Sosnin spoke about audits of public spending.

The delegation of the Audit Office of the Republic of Armenia included its members Nune Saryan. Deputy Secretary \
General of the Northern Assembly Ivan Berezin attended the meeting.
"""
RUSSIAN = """Анна Линдова встретилась с Олегом Сосниным

15 марта 2022 г.

Генеральный секретарь Северной ассамблеи Анна Линдова 14 марта 2022 года приняла председателя Счётной палаты \
Республики Беларусь Олега Соснина. Встреча прошла в Мраморном дворце.

Соснин рассказал о работе палаты.
"""


@pytest.fixture
def known():
    """The people named in the texts with their offices, the palace and the conference."""
    assembly = make.organization("Northern Assembly", "Северная ассамблея", slug="assembly")
    people = {}
    for name, ru, country, post, post_ru, body, single in [
        ("Anna Lindova", "Анна Линдова", "RU", "Secretary General of the Northern Assembly",
         "Генеральный секретарь Северной ассамблеи", assembly, True),
        ("Oleg Sosnin", "Олег Соснин", "BY", "Chair of the Audit Office of the Republic of Belarus",
         "Председатель Счётной палаты Республики Беларусь", None, True),
        ("Vahe Tumanyan", "Ваге Туманян", "AM", "Chair of the Audit Office of the Republic of Armenia", "", None, True),
        ("Nune Saryan", "", "AM", "Member of the Audit Office of the Republic of Armenia", "", None, False),
        ("Ivan Berezin", "", "RU", "Deputy Secretary General of the Northern Assembly", "", assembly, False),
    ]:  # fmt: skip
        body = body or make.organization(post.partition(" of the ")[2])
        people[name] = make.person(name, ru, country=country)
        make.membership(people[name], make.post(post, body, post_ru, single=single))
    make.place("Marble Palace", "Мраморный дворец", slug="marble")
    make.event("Conference on public audit in the digital age", day=DAY, slug="audit")
    return people


def write(tmp_path, content):
    path = tmp_path / "release.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def told(meeting):
    return [(str(line), line.office_printed_en, line.role) for line in meeting.participations.all()]


def test_one_text_that_tells_two_meetings_becomes_a_draft_with_both(known, tmp_path):
    call_command("import_release", write(tmp_path, ENGLISH), verbosity=0)
    item = NewsItem.objects.get()
    assert (item.headline, item.date, item.language, item.state) == (
        "Anna Lindova Received Heads of Two Audit Offices",
        DAY,
        "en",
        "draft",
    )
    assert (item.body.count("<p>"), item.body.startswith("<p>Meetings of Secretary General")) == (3, True)
    belarus, armenia = item.meetings.order_by("reports__order")
    assert told(belarus) == [
        ("Anna Lindova", "Secretary General of the Northern Assembly", "host"),
        ("Oleg Sosnin", "Chair of the Audit Office of the Republic of Belarus", "delegation_head"),
    ]
    assert told(armenia) == [
        ("Anna Lindova", "Secretary General of the Northern Assembly", "host"),
        ("Vahe Tumanyan", "Chair of the Audit Office of the Republic of Armenia", "delegation_head"),
        ("Nune Saryan", "", "delegation_member"),
        ("Ivan Berezin", "Deputy Secretary General of the Northern Assembly", "attended"),
    ]
    for meeting in (belarus, armenia):
        assert (meeting.place.slug, meeting.event.slug, meeting.event_relation) == (
            "marble",
            "audit",
            "sidelines",
        )
        assert (meeting.start_date, meeting.date_stated, meeting.state) == (DAY, False, "draft")


def test_titles_names_and_offices_come_in_both_languages_so_far_as_they_are_known(known, tmp_path):
    call_command("import_release", write(tmp_path, ENGLISH), verbosity=0)
    belarus, armenia = NewsItem.objects.get().meetings.order_by("reports__order")
    assert [(row.title_en, row.title_ru) for row in (belarus, armenia)] == [
        ("Anna Lindova meets Oleg Sosnin", "Анна Линдова и Олег Соснин: встреча"),
        ("Anna Lindova meets Vahe Tumanyan", "Анна Линдова и Ваге Туманян: встреча"),
    ]
    lines = [(line.name_printed_ru, line.office_printed_ru) for line in belarus.participations.all()]
    assert lines == [
        ("Анна Линдова", "Генеральный секретарь Северной ассамблеи"),
        ("Олег Соснин", "Председатель Счётной палаты Республики Беларусь"),
    ]
    names = [(line.name_printed_en, line.name_printed_ru) for line in armenia.participations.all()]
    assert names[2:] == [("Nune Saryan", ""), ("Ivan Berezin", "")]


def test_the_offices_held_that_day_are_linked(known, tmp_path):
    call_command("import_release", write(tmp_path, ENGLISH), verbosity=0)
    lines = Participation.objects.order_by("meeting__reports__order", "order")
    assert [[row.person.name for row in line.memberships.all()] for line in lines] == [
        ["Anna Lindova"], ["Oleg Sosnin"], ["Anna Lindova"], ["Vahe Tumanyan"], [], ["Ivan Berezin"],
    ]  # fmt: skip
    assert Membership.objects.count() == 5


def test_an_office_that_the_text_does_not_name_is_linked_only_if_it_is_known_for_that_day(known, tmp_path):
    Membership.objects.filter(person=known["Nune Saryan"]).update(first_seen=DAY, last_seen=DAY)
    call_command("import_release", write(tmp_path, ENGLISH), verbosity=0)
    line = Participation.objects.get(person=known["Nune Saryan"])
    assert line.office_printed_en == "Member of the Audit Office of the Republic of Armenia"


def test_inflected_russian_names_are_recognised_and_a_stated_day_is_kept(known, tmp_path):
    call_command("import_release", write(tmp_path, RUSSIAN), verbosity=0)
    meeting = Meeting.objects.get()
    assert NewsItem.objects.get().language == "ru"
    assert [(line.name_printed_ru, line.office_printed_ru) for line in meeting.participations.all()] == [
        ("Анна Линдова", "Генеральный секретарь Северной ассамблеи"),
        ("Олег Соснин", "Председатель Счётной палаты Республики Беларусь"),
    ]
    assert (meeting.start_date, meeting.date_stated) == (datetime.date(2022, 3, 14), True)


def test_nothing_is_public_unless_asked_for(known, tmp_path):
    path = write(tmp_path, ENGLISH)
    call_command("import_release", path, verbosity=0)
    assert not NewsItem.objects.published().exists()
    NewsItem.objects.update(headline="Another")
    call_command("import_release", path, "--publish", verbosity=0)
    assert [NewsItem.objects.published().count(), Meeting.objects.published().count()] == [1, 2]


def test_a_meeting_that_is_stored_already_is_linked_and_not_made_again(known, tmp_path):
    stored = make.meeting(day=DAY, people=[known["Anna Lindova"], known["Oleg Sosnin"]])
    call_command("import_release", write(tmp_path, ENGLISH), verbosity=0)
    assert NewsItem.objects.get().meetings.order_by("reports__order").first() == stored
    assert Meeting.objects.count() == 2


def test_the_same_file_twice_makes_no_copy_and_says_so(known, tmp_path):
    path = write(tmp_path, ENGLISH)
    call_command("import_release", path, verbosity=0)
    with pytest.raises(CommandError, match="there already"):
        call_command("import_release", path, verbosity=0)
    assert [NewsItem.objects.count(), Meeting.objects.count()] == [1, 2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a\x00b", "binary"),
        (b"Title\n\nText without any date", "no line with the date"),
        (b"30 November 2023\n\nText", "no title"),
        (b"Title\n\n30 November 2023\n", "no text"),
        (b"Title\n\n31 November 2023\n\nText", "no line with the date"),
        (b"a" * 500_001, "larger than 500 kB"),
        (b"T" * 301 + b"\n\n30 November 2023\n\nText", "longer than 300"),
    ],
)
def test_a_text_that_is_no_release_is_one_clear_error_and_nothing_is_stored(tmp_path, content, message):
    with pytest.raises(CommandError, match=message):
        call_command("import_release", write(tmp_path, content), verbosity=0)
    assert NewsItem.objects.count() == 0


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_release", tmp_path / "none.txt", verbosity=0)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("30 November 2023", "2023-11-30"),
        ("November 30, 2023", "2023-11-30"),
        ("30 ноября 2023 г.", "2023-11-30"),
        ("2023-11-30", "2023-11-30"),
        ("30.11.2023", "2023-11-30"),
        ("1 мая 2020 года", "2020-05-01"),
    ],
)
def test_dates_are_read_as_people_write_them(line, date):
    assert find_date(line) == datetime.date.fromisoformat(date)


def test_lines_without_blank_lines_between_them_are_read_too():
    release = ReleaseText.parse("Title\n30 November 2023\nOne.\nTwo.")
    assert (release.title, release.paragraphs) == ("Title", ("One.", "Two."))


def test_an_error_is_a_value_error_for_other_callers():
    with pytest.raises(ReleaseError):
        ReleaseText.parse("")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мы сустрэліся ў Мінску і гаварылі пра выбары", "be"),
        ("Мы встретились в Минске и говорили о выборах", "ru"),
        ("Мы встретились с Аляксандрам Іваноўым в Минске и говорили о выборах и о наблюдении за ними", "ru"),
        ("We met in Minsk", "en"),
        ("2023", "en"),
    ],
)
def test_the_letters_of_a_text_tell_its_language(monkeypatch, text, language):
    monkeypatch.setattr("news.releases.text.LANGUAGES", ["en", "ru", "be"])
    assert language_of(text) == language


def test_a_text_in_an_unknown_script_gets_the_first_language(monkeypatch):
    monkeypatch.setattr("news.releases.text.LANGUAGES", ["en", "az"])
    assert language_of("Мы встретились в Минске") == "en"


def test_months_are_read_in_each_language_of_django():
    assert months_in("be")[10] == "лістапада" and months_in("ru")[4] == "мая"
    assert months_in("en")[0] == "january" and len(months_in("kk")) == 12
