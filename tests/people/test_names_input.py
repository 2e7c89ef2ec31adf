"""No typed or pasted text causes an error or excessive work in the search for names. The benchmark measures times."""

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.search import find, likely, mentions
from tests import factories as make

pytestmark = pytest.mark.django_db
LONG = 100_000
anything = st.text(st.characters(exclude_categories=()), max_size=300)
quietly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def people():
    make.person("Kirill Zavyalov", "Кирилл Завьялов")
    make.person("Almaz Tentek uulu", "Алмаз Тентек уулу")


def work(function, *arguments):
    """Return the number of Python and C calls of *function*, a measure of work that does not depend on the machine."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return calls


@quietly
@given(anything)
def test_any_string_is_answered(people, text):
    assert isinstance(find(text), list)
    assert isinstance(likely(text, text, text), list)


@quietly
@given(anything)
def test_any_text_is_read_and_places_lie_within_it(people, text):
    for mention in mentions(f"{text} Кирилл Завьялов {text}"):
        assert 0 <= mention.start < mention.end <= 2 * len(text) + 18


@pytest.mark.parametrize(
    "text",
    [
        "\x00Завьялов\x00",
        "\ud800Завьялов",
        "\u202eЗавьялов\u202c",
        "Завья\u200bлов",
        "Завья\u00adлов",
        "Завьялов' OR 1=1 --",
        "Завьялов%",
        "Завьялов.*",
        "(Завьялов",
    ],
)
def test_signs_around_and_inside_a_name_do_no_harm(people, text):
    assert isinstance(find(text), list)
    assert isinstance(mentions(text), list)


QUERIES = ["а", "Завьялов ", "З.", "'", "Ё-", "\u0301", "x", "А'", "q", "  ", "%_", "Юъ"]
TEXTS = [
    "Кирилл Завьялов сказал. ",
    "Завьялов ",
    "К. З. ",
    "А-Б-",
    "А",
    "Ё'",
    "\n",
    "«— ",
    "Иван Петров, ",
    "Абв-Где ",
]
#: A text of LONG characters of different names that nobody has.
STRANGERS = " ".join(
    f"{a}{b}{c}{d}ов".capitalize() for letters in ["абвгдеклмн"] for a in letters for b in letters
    for c in letters for d in letters
)[:LONG]  # fmt: skip


#: Ten thousand words, each of which can be read in a dozen ways.
AMBIGUOUS = " ".join(
    f"{a}yo{b}yo{c}{d}".capitalize()
    for letters in ["cjxqbdfgkl"]
    for a in letters
    for b in letters
    for c in letters
    for d in letters
)


def test_names_that_can_be_read_in_many_ways_are_read_in_few(people, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        mentions(AMBIGUOUS)


@pytest.mark.parametrize("piece", QUERIES)
def test_a_query_of_any_length_makes_no_more_work_than_one_that_a_person_types(people, piece):
    short, long = (work(find, piece * (length // len(piece))) for length in (1_000, LONG))
    assert long < 3 * short + 1_000


@pytest.mark.parametrize("piece", [*TEXTS, None], ids=repr)
def test_the_work_of_a_text_grows_with_its_length_and_no_faster(people, piece):
    text = piece * (LONG // len(piece)) if piece else STRANGERS
    half = work(mentions, text[: LONG // 2])
    assert work(mentions, text) < 2.5 * half + 1_000
