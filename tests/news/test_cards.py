"""Share cards: what they tell, and how they are drawn and kept."""

import io
import logging

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.translation import override
from PIL import Image

from ipacis.core.files.cards import HEIGHT, WIDTH, Card, Face, Picture, drawn, kept, lines_of, some_of
from ipacis.core.record.corrections import correcting
from news import cards
from tests import factories as make
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db


def read(address):
    """Return the picture at *address*."""
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg"), address
    return Image.open(io.BytesIO(answer.getvalue()))


def kept_files(name):
    return default_storage.listdir(f"cards/{name}")[1]


def test_a_release_tells_its_headline_day_place_and_people():
    ivan, olga = make.person("Ivan Petrov"), make.person("Olga Sidorova")
    place = make.place("Palace", city_en="Minsk")
    meetings = [make.meeting(f"Talks {n}", people=[ivan, olga], place=place) for n in (1, 2)]
    item = make.news("Two meetings in Minsk", meetings=meetings)
    assert cards.release_card(item) == Card(
        "News · 30 November 2023 · Minsk", "Two meetings in Minsk", ("Ivan Petrov", "Olga Sidorova")
    )


def test_a_release_shows_its_first_photo_around_the_focal_point():
    item = make.news("Talks")
    first, second = make_photo(), make_photo()
    with correcting(item):
        item.photo_links.create(photo=second, order=2)
        item.photo_links.create(photo=first, order=1)
    first.image_ppoi = "0.25x0.75"
    first.save()
    assert cards.release_card(item).picture == Picture(first.image.name, (0.25, 0.75))


def test_what_is_inferred_is_marked():
    place = make.place("Palace", city_en="Minsk")
    meeting = make.meeting("Talks", place=place, date_stated=False, place_stated=False)
    kicker = "Meeting · 30 November 2023 (inferred) · Minsk (inferred)"
    assert cards.meeting_card(meeting) == Card(kicker, "Talks")


def test_a_person_has_the_office_with_its_evidence_and_the_portrait():
    person = make.person("Ivan Petrov", ru="Иван Петров", country="BY", slug="ivan")
    make.membership(person, make.post("Speaker", ru="Спикер"), last_seen=make.DAY)
    assert cards.person_card(person) == Card(
        "People · Belarus", "Ivan Petrov", ("Speaker (last mentioned on 30 November 2023)",)
    )
    with override("ru"):
        assert cards.person_card(person).title == "Иван Петров"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_kind_of_page_has_a_card_of_the_size_that_it_tells(language):
    ivan, olga = make.person("Ivan Petrov", slug="ivan"), make.person("Olga Sidorova", slug="olga")
    body = make.organization("Commission")
    things = [
        make.meeting("Talks", people=[ivan, olga]),
        ivan,
        body,
        make.post("Chair", body),
        make.topic("Law"),
        make.place("Palace"),
        make.event("Forum"),
        make.news("Talks", language),
    ]
    with override(language):
        pages = [thing.get_absolute_url() for thing in things]
    pages += [f"/{language}/", f"/{language}/news/2023/", f"/{language}/people/ivan/with/olga/"]
    for page in pages:
        head = Client().get(page).content.decode().partition("</head>")[0]
        address = head.partition('property="og:image" content="')[2].partition('"')[0]
        assert f"/{language}/cards/" in address, page
        assert read(address.partition("8000")[2]).size == (WIDTH, HEIGHT)
        assert f'og:image:width" content="{WIDTH}"' in head and 'name="twitter:card"' in head
        assert 'property="og:description"' in head
        assert head.partition('og:image:alt" content="')[2][:1] not in {"", '"'}, page


def test_a_card_is_kept_until_its_texts_change():
    topic = make.topic("Law", slug="law")
    address = f"/en/cards/topics/{topic.pk}.jpg"
    first = read(address)
    [name] = kept_files(f"en/topics-{topic.pk}")
    assert read(address).tobytes() == first.tobytes()
    assert kept_files(f"en/topics-{topic.pk}") == [name]
    topic.label_en = "Model law"
    topic.save()
    assert read(address).tobytes() != first.tobytes()
    assert len(kept_files(f"en/topics-{topic.pk}")) == 1 and kept_files(f"en/topics-{topic.pk}") != [name]


def test_a_card_is_sent_even_if_it_cannot_be_kept(monkeypatch, caplog):
    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(default_storage, "save", full)
    with caplog.at_level(logging.WARNING):
        assert Image.open(kept(Card("", "Title"), "en/nothing")).size == (WIDTH, HEIGHT)
    assert "is not kept: disk full" in caplog.text


def test_a_damaged_picture_is_left_out(caplog):
    with caplog.at_level(logging.WARNING):
        assert drawn(Card("", "Title", picture=Picture("photos/none.jpeg")))
    assert "the card has no picture" in caplog.text


@pytest.mark.parametrize("address", ["news/9", "nothing/1", "pair/8-9", "meetings/99999999999999999999999"])
def test_what_is_not_public_has_no_card(address):
    make.meeting("Draft", state="draft", publish_at=None)
    assert Client().get(f"/en/cards/{address}.jpg").status_code == 404


def test_a_pair_has_a_card_if_the_two_have_met():
    anna, boris, vera = (make.person(name) for name in ("Anna Ivanova", "Boris Petrov", "Vera Orlova"))
    make.meeting(people=[anna, boris])
    make.meeting(people=[anna, vera], state="draft", publish_at=None)
    statuses = [
        Client().get(f"/en/cards/pair/{anna.pk}-{other.pk}.jpg").status_code for other in (boris, vera)
    ]
    assert statuses == [200, 404]


def test_a_draft_has_no_card():
    meeting = make.meeting("Draft", state="draft", publish_at=None)
    assert Client().get(f"/en/cards/meetings/{meeting.pk}.jpg").status_code == 404


def test_texts_that_do_not_fit_are_cut_at_a_word():
    face = Face("source-serif-4", 600, 44)
    lines = lines_of("word " * 100 + "end", face, 400, 3)
    assert len(lines) == 3 and lines[-1].endswith("word …")
    assert all(face.length(line) <= 400 for line in lines)
    [line] = lines_of("w" * 200, face, 400, 3)
    assert line.endswith("…") and face.length(line) <= 400
    assert lines_of("", face, 400, 3) == [""]


def test_names_that_do_not_fit_are_counted():
    face = Face("golos-text", 400, 30)
    text = " ".join(some_of(tuple(f"Person Number{n}" for n in range(30)), face, 500))
    assert text.startswith("Person\xa0Number0 Person\xa0Number1 ") and text.endswith(" more")
    shown = text.count("Person")
    assert f"and {30 - shown} more" in text
    assert some_of((), face, 500) == []


def test_a_thousand_names_cost_no_more_lines_than_some(monkeypatch):
    face, asked = Face("golos-text", 400, 30), []
    monkeypatch.setattr(face, "length", lambda text: asked.append(text) or 15 * len(text))
    few = some_of(tuple(f"Person Number{n}" for n in range(60)), face, 1000)
    measured = len(asked)
    many = some_of(tuple(f"Person Number{n}" for n in range(1000)), face, 1000)
    assert len(asked) - measured <= 2 * measured
    assert [line.partition(" and ")[0] for line in many] == [line.partition(" and ")[0] for line in few]


def test_russian_and_other_letters_are_drawn_with_the_part_that_has_them():
    face = Face("golos-text", 400, 30)
    runs = list(face.runs("МПА СНГ № 9, Łódź"))
    assert "".join(text for _font, text in runs) == "МПА СНГ № 9, Łódź"
    assert [text for _font, text in runs][:3] == ["МПА", " ", "СНГ"]
    assert len({font.path for font, _text in runs}) == 3


def test_a_page_that_does_not_exist_is_not_described_for_sharing(client):
    answer = client.get("/en/nothing/")
    assert (answer.status_code, b'property="og:' in answer.content) == (404, False)


def test_no_line_of_a_card_ends_or_begins_with_a_point_between_two_parts():
    face = Face("golos-text", 400, 20)
    words = "30 November 2023 · Minsk · Anna Ivanova · Boris Petrov"
    for room in range(100, 600, 10):
        lines = lines_of(words, face, room, 20)
        assert [line for line in lines if line.startswith("·") or line.endswith("·")] == []
        assert " ".join(lines).replace(" ·", "") == words.replace(" ·", "")
