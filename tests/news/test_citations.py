"""Citations of releases and meetings, their reference numbers and their short addresses."""

import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from ipacis.core.record.base import catch_up
from news.citations import citations_of
from news.models import NewsItem
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 28)
DAY = datetime.date(2023, 11, 30)


def cite(thing, language="en"):
    """Return {style: text} of the citations of *thing* on a page in *language*."""
    with override(language):
        return {str(row.style): row.text for row in citations_of(thing, TODAY)}


def test_a_release_is_cited_in_four_styles():
    item = make.news("Talks on 100 % of the budget", byline="Press service of the Senate")
    address = f"{settings.SITE_URL}/en/r/{item.number}/"
    assert cite(item) == {
        "Plain text": (
            "Press service of the Senate. “Talks on 100 % of the budget”. IPA CIS, 30 November 2023. "
            + address
        ),
        "GOST R 7.0.5": (
            "Talks on 100 % of the budget [Электронный ресурс] / Press service of the Senate // МПА СНГ : [сайт]. "
            f"30.11.2023. URL: {address} (дата обращения: 28.11.2026)."
        ),
        "APA": (
            "Press service of the Senate. (2023, November 30). Talks on 100 % of the budget. IPA CIS. "
            + address
        ),
        "BibTeX": (
            f"@misc{{ipacis-en-r-{item.number},\n"
            "  author = {{Press service of the Senate}},\n"
            "  title = {{Talks on 100 \\% of the budget}},\n"
            "  year = {2023},\n"
            "  month = nov,\n"
            "  day = {30},\n"
            "  howpublished = {IPA CIS},\n"
            f"  url = {{{address}}},\n"
            "  urldate = {2026-11-28},\n"
            "  language = {english},\n"
            "}"
        ),
    }


def test_a_russian_release_is_cited_in_russian():
    item = make.news("Переговоры", "ru")
    found = cite(item, "ru")
    address = f"{settings.SITE_URL}/ru/r/{item.number}/"
    assert found["Простой текст"] == f"МПА СНГ. «Переговоры». 30 ноября 2023 г. {address}"
    assert found["APA"] == f"МПА СНГ. (2023, 30 ноября). Переговоры. {address}"
    assert "language = {russian}" in found["BibTeX"]


@pytest.mark.parametrize(
    ("fields", "gost", "apa"),
    [
        (
            {"end_date": DAY + datetime.timedelta(1)},
            "30.11.2023–01.12.2023",
            "2023, November 30 – December 1",
        ),
        ({"day": DAY.replace(day=29)}, "29.11.2023–30.11.2023", "2023, November 29–30"),
        ({"end_date": DAY.replace(year=2024)}, "30.11.2023–30.11.2024", "2023–2024"),
        ({"date_precision": "month"}, "11.2023", "2023, November"),
        ({"date_precision": "year"}, "2023", "2023"),
        ({"date_stated": False}, "[30.11.2023]", "2023, November 30, inferred"),
    ],
)
def test_a_meeting_is_cited_with_its_days_as_far_as_they_are_known(fields, gost, apa):
    meeting = make.meeting("Talks", **{"day": DAY, "end_date": DAY, **fields})
    found = cite(meeting)
    assert f" {gost}. URL: " in found["GOST R 7.0.5"]
    assert f" ({apa}). Talks. " in found["APA"]


def test_signs_of_tex_are_printed():
    item = make.news("R&D_1 {a} ~ 50% #1 \\ $ ^")
    assert (
        r"{{R\&D\_1 \{a\} \textasciitilde{} 50\% \#1 \textbackslash{} \$ \textasciicircum{}}}"
        in cite(item)["BibTeX"]
    )


def test_the_texts_of_a_release_have_one_number():
    english = make.news("Talks")
    russian = make.news("Переговоры", "ru", translation_key=english.translation_key)
    other = make.news("Others")
    assert (english.number, russian.number, other.number) == (english.pk, english.pk, other.pk)
    client = Client()
    for item in (english, russian):
        assert client.get(item.short_url).headers["Location"] == item.get_absolute_url()
        assert client.get(f"/r/{item.pk}/").headers["Location"] == item.get_absolute_url()
    assert f"№ {english.number}" in client.get(russian.get_absolute_url()).content.decode().replace(
        "\xa0", " "
    )
    assert client.get(f"/ru/r/{other.number}/").status_code == 404


def test_rows_of_programs_get_their_number_by_catch_up():
    first = make.news("Talks")
    NewsItem.objects.filter(pk=first.pk).update(number=None)
    catch_up(NewsItem.objects.all())
    first.refresh_from_db()
    assert first.number == first.pk


def test_meetings_and_people_have_short_addresses_in_every_language():
    ivan = make.person("Ivan Petrov", slug="ivan")
    meeting = make.meeting("Talks", people=[ivan], slug="talks")
    client = Client()
    for thing, letter in ((meeting, "m"), (ivan, "p")):
        for language in ("en", "ru"):
            answer = client.get(f"/{language}/{letter}/{thing.pk}/")
            with override(language):
                assert (answer.status_code, answer.headers["Location"]) == (301, thing.get_absolute_url())
    meeting.state = "withdrawn"
    meeting.save()
    assert client.get(f"/en/m/{meeting.pk}/").status_code == 410
    assert client.get("/en/m/9999999999999999999999/").status_code == 404
