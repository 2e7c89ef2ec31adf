import pytest

from people.names import mentions
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [
        make_person("Kirill Zavyalov", "Кирилл Завьялов", patronymic_name_ru="Павлович"),
        make_person("Tatyana Hrynkevich", "Татьяна Гринкевич"),
        make_person("Mikhail Rimsky-Olenin", "Михаил Римский-Оленин"),
        make_person("Marat Gavrilov", "Марат Гаврилов"),
        make_person("Valentin Gavrilov", "Валентин Гаврилов"),
    ]


def names_in(text, language="ru", **options):
    found = mentions(text, language, **options)
    assert all(text[mention.start : mention.end].strip() for mention in found)
    return [(mention.person.family_name_en, text[mention.start : mention.end]) for mention in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Встреча с Кириллом Завьяловым прошла.", ["Кириллом Завьяловым"]),
        ("Завьялову Кириллу вручили медаль.", ["Завьялову Кириллу"]),
        ("Кирилл Павлович Завьялов; К.П. Завьялов", ["Кирилл Павлович Завьялов", "К.П. Завьялов"]),
        ("Слово взял К.\u00a0Завьялов.", ["К.\u00a0Завьялов"]),
        ("Слово взял Завьялов К.П.", ["Завьялов К.П."]),
        ("Kirill Zavyalov's plan and Zavyalov’s answer", ["Kirill Zavyalov", "Zavyalov"]),
        ("Завьялов: год итогов\nКирилл Завьялов рассказал.", ["Завьялов", "Кирилл Завьялов"]),
        ("Mr. Zavyalov came.", ["Zavyalov"]),
        (
            "Михаил Римский-Оленин ушёл. Римскому-Оленину звонили.",
            ["Михаил Римский-Оленин", "Римскому-Оленину"],
        ),
    ],
)
def test_names_are_found_with_their_exact_places(people, text, names):
    assert [name for _person, name in names_in(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "Завьялов приехал.",  # not named in full before
        "Пётр Завьялов приехал. Завьялов уехал.",  # a stranger
        "Г-н Гаврилов приехал.",  # two of that name
        "Марат Петрович Завьялов",  # another given name
        "Г. Завьялов; Завьялов Г.П.",  # another initial
        "Улица Кирилла Завьялова, the Kirill Zavyalov Prize",
        "кирилл завьялов",
        "",
        "\n",
    ],
)
def test_nobody_is_guessed(people, text):
    assert names_in(text) == []


def test_a_family_name_alone_is_left_open_between_two_who_bear_it(people):
    text = "Марат Гаврилов и Валентин Гаврилов приехали. Гаврилов уехал."
    assert [name for _person, name in names_in(text)] == ["Марат Гаврилов", "Валентин Гаврилов"]


def test_namesakes_in_full_are_left_open(people):
    make_person("Kirill Zavyalov", "Кирилл Завьялов")
    assert names_in("Кирилл Завьялов приехал. Завьялов уехал.") == []


def test_a_stranger_keeps_the_family_name_until_its_bearer_is_named_again(people):
    text = "Татьяна Гринкевич и Олег Гринкевич. Гринкевич уехал. Татьяна Гринкевич осталась. Гринкевич рада."
    assert [name for _person, name in names_in(text)] == [
        "Татьяна Гринкевич",
        "Татьяна Гринкевич",
        "Гринкевич",
    ]


def test_people_without_a_page_are_left_out_on_request(people):
    people[0].is_public = False
    people[0].save()
    assert names_in("Кирилл Завьялов", public_only=True) == []
    assert names_in("Кирилл Завьялов") == [("Zavyalov", "Кирилл Завьялов")]


def test_a_text_takes_few_queries_however_long(people, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        names_in("Кирилл Завьялов и Марат Гаврилов. " * 200)
