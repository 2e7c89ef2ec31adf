import pytest

from people.models import Person
from people.search import mentions
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [
        make.person("Kirill Zavyalov", "Кирилл Завьялов", patronymic_name_ru="Павлович"),
        make.person("Tatyana Hrynkevich", "Татьяна Гринкевич"),
        make.person("Mikhail Rimsky-Olenin", "Михаил Римский-Оленин"),
        make.person("Marat Gavrilov", "Марат Гаврилов"),
        make.person("Valentin Gavrilov", "Валентин Гаврилов"),
    ]


def names_in(text, **options):
    found = mentions(text, **options)
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
        "Г-н Гаврилов приехал.",  # two people have this family name
        "Марат Петрович Завьялов",  # another given name
        "Г. Завьялов; Завьялов Г.П.",  # another initial
        "Улица Кирилла Завьялова, the Kirill Zavyalov Prize",
        "кирилл завьялов",
        "",
        "\n",
    ],
)
def test_uncertain_names_are_no_mentions(people, text):
    assert names_in(text) == []


def test_a_son_is_not_taken_for_his_father():
    make.person("Heydar Jafarov", "Гейдар Джафаров")
    assert names_in("Elshad Heydar oglu Jafarov came. Jafarov left.") == []
    make.person("Elshad Jafarov", "Эльшад Джафаров", patronymic_name_ru="Гейдар оглы")
    for text in ("Elshad Heydar oglu Jafarov", "Elshad Geydar oglu Jafarov", "Эльшад Гейдар оглы Джафаров"):
        assert [name for _person, name in names_in(text)] == [text]


def test_a_family_name_followed_by_another_given_name_is_not_the_person_named_before():
    make.person("Yury Kim", "Юрий Ким")
    assert len(names_in("Yury Kim came. North Korean leader Kim Jong Un left. Kim said no.")) == 1


def test_names_are_marked_from_beginning_to_end():
    make.person("Recep Tayyip Demir", "Реджеп Тайип Демир")
    named = {"Ursula": "von der Heide", "Алмаз": "Тентек уулу"}
    for given, family in named.items():
        Person.objects.create(given_name_en=given, family_name_en=family)
    make.person("Kassym-Zholan Tokeev", "Касым-Жолан Токеев")
    for text, names in [
        ("Recep Tayyip Demir spoke.", ["Recep Tayyip Demir"]),
        ("Ursula von der Heide and von der Heide", ["Ursula von der Heide", "von der Heide"]),
        ("Алмаз Тентек уулу; Тентек уулу ушёл", ["Алмаз Тентек уулу", "Тентек уулу"]),
        ("К.-Ж. Токеев и Токеев К.-Ж.", ["К.-Ж. Токеев", "Токеев К.-Ж."]),
    ]:
        assert [name for _person, name in names_in(text)] == names


def test_a_latin_name_stands_in_no_russian_case():
    make.person("Ilham Jafarov", "Ильхам Джафаров")
    make.person("Mehriban Jafarova", "Мехрибан Джафарова")
    text = "Ilham Jafarov and Mehriban Jafarova met. Jafarova left."
    assert [name for _person, name in names_in(text)][2:] == ["Jafarova"]


def test_a_family_name_alone_is_no_mention_if_two_people_have_it(people):
    text = "Марат Гаврилов и Валентин Гаврилов приехали. Гаврилов уехал."
    assert [name for _person, name in names_in(text)] == ["Марат Гаврилов", "Валентин Гаврилов"]


def test_the_full_name_of_two_namesakes_is_no_mention(people):
    make.person("Kirill Zavyalov", "Кирилл Завьялов")
    assert names_in("Кирилл Завьялов приехал. Завьялов уехал.") == []


def test_after_a_stranger_a_family_name_is_no_mention_until_the_full_name(people):
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
