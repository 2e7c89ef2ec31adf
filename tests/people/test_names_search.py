import pytest
from django.core.management import CommandError, call_command

from people.models import Person
from people.names import mentions as mentions_engine
from people.names import search as engine
from people.search import find, likely
from tests import factories as make

pytestmark = pytest.mark.django_db

SUFFIXES = [
    ("v", "в"),
    ("ngin", "нгин"),
    ("tkhan", "тхан"),
    ("rskiy", "рский"),
    ("ldin", "лдин"),
    ("mbek", "мбек"),
]


@pytest.fixture
def kirill():
    return make.person("Kirill Zavyalov", "Кирилл Завьялов", patronymic_name_ru="Павлович")


def found(query, **options):
    return [match.person for match in find(query, **options)]


@pytest.mark.parametrize(
    "query",
    [
        "Кирилл Завьялов",
        "завьялов кирилл",
        "ЗАВЬЯЛОВ, Кирилл",
        "Кириллу Павловичу Завьялову",
        "К.П. Завьялов",
        "Завьялов К.",
        "Zavialov",
        "Cyril Zavialov",
        "Kyrylo Zavialov",
        "Kirill Sawjalow",
        "Mr. Zavyalov’s",
        "kirill-zavyalov",
        "kirillzavyalov",
        "Rbhbkk Pfdmzkjd",
        "Кирил Завялов",
        "Завяьлов",
        "Kirill Zav",
        "зав",
        "Kирилл Зaвьялoв",
        "сенатор Кирилл Завьялов, председатель комиссии",
    ],
)
def test_a_person_is_found_however_the_name_is_written(kirill, query):
    assert found(query) == [kirill]


@pytest.mark.parametrize(
    "query",
    [
        "Кирилл",
        "Пётр Завьялов",
        "П. Завьялов",
        "Г. Завьялов",  # к and г, я and и are near in sound, not in initials
        "А.П. Завьялов",
        "К.И. Завьялов",
        "Кирилл Завьяленко",
        "Завгородний",
        "выборы",
        "",
        "   ",
        "-",
        "'",
    ],
)
def test_nobody_is_found_for_other_names(kirill, query):
    assert found(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "H.E. Mr. Kirill Zavyalov",
        "H.E. Zavyalov",
        "Gen. Zavyalov",
        "проф. Завьялов",
        "Foreign Minister Zavyalov",
        "министр иностранных дел Завьялов",
        "экс-президент Завьялов",
        "Завьялов, глава МИД",
        "маршал Кирилл Завьялов",
        "Кирилл Завьялов (Казахстан)",
        "how old is Kirill Zavyalov",
        "Chairperson of the Committee for Rivers and Lakes Kirill Zavyalov",
    ],
)
def test_a_person_is_found_among_words_that_are_no_name(kirill, query):
    assert found(query) == [kirill]


@pytest.mark.parametrize(
    "query",
    [
        "Пётр Кирилл Завьялов",  # another given name beside the name
        "маршал Кирилл Завьялов-Ким",  # half of a double name
        "маршал Завьлов Кирилл",  # misspelt
        "маршал Завьялов",
    ],
)
def test_a_name_among_other_names_finds_nobody(kirill, query):
    make.person("Pyotr Kim", "Пётр Ким")
    assert found(query) == []


@pytest.mark.parametrize("query", ["Baku", "зима", "Duma", "OSCE", "RT", "Mr", "Moscow", "space", "SCHO"])
def test_a_short_or_common_word_alone_finds_nobody(query):
    make.person("Anatoly Pak", "Анатолий Пак")
    make.person("Yury Kim", "Юрий Ким")
    make.person("Andrzej Duda", "Анджей Дуда")
    make.person("Alexander Usik", "Александр Усик")
    make.person("Vyacheslav Kebich", "Вячеслав Кебич")
    make.person("Tverdislav Noskov", "Твердислав Носков")
    make.person("Nina Shchors", "Нина Щорс")
    assert found(query) == []


def test_the_fathers_given_name_is_not_taken_for_the_persons():
    person = make.person("Elshad Jafarov", "Эльшад Джафаров", patronymic_name_en="Rashid ogly")
    assert found("Rashid Jafarov") == []
    assert found("Elshad Rashid Jafarov") == found("Rashid ogly Jafarov") == [person]


def test_the_best_match_comes_first_and_none_comes_twice(kirill):
    other = make.person("Cyrus Zavyalov", "Кир Завьялов")
    assert found("Кирилл Завьялов")[0] == kirill
    assert sorted(person.pk for person in found("Завьялов")) == [kirill.pk, other.pk]


def test_another_given_name_is_a_less_likely_misspelling(kirill):
    make.person("Murat Sadykov", "Мурат Садыков")
    marat = make.person("Marat Sultanov", "Марат Султанов")
    (match,) = find("Мурат Султанов")
    assert match.person == marat and match.score < 0.93


def test_the_limit_is_kept(kirill):
    for number in range(5):
        make.person(f"Ivan{number} Zavyalov")
    assert len(found("Zavyalov", limit=3)) == 3
    assert found("Zavyalov", limit=0) == []


def test_people_without_a_page_are_left_out_on_request(kirill):
    kirill.is_public = False
    kirill.save()
    assert found("Завьялов", public_only=True) == []
    assert found("Завьялов") == [kirill]


def test_the_engine_finds_only_people_of_the_queryset(kirill):
    other = make.person("Cyril Zavialov", "Кирилл Завьялов")
    for people, expected in [
        (Person.objects.filter(pk=other.pk), [other]),
        (Person.objects.exclude(pk=other.pk), [kirill]),
        (Person.objects.none(), []),
        (Person.objects.all(), [kirill, other]),
    ]:
        assert [match.person for match in engine.find(people, "Завьялов", 10)] == expected
        assert engine.find_keys(people, "Завьялов", 10) == [person.pk for person in expected]
        named = [mention.person for mention in mentions_engine.mentions(people, "Кирилл Завьялов")]
        assert named == (expected if len(expected) == 1 else [])


def test_a_match_says_which_letters_of_which_name_matched(kirill):
    (match,) = find("Завьяловым")
    assert match.name == "Кирилл Завьялов"
    assert [match.name[start:end] for start, end in match.spans] == ["Завьялов"]
    (match,) = find("kirill zavy")
    assert match.name == "Kirill Zavyalov"
    assert [match.name[start:end] for start, end in match.spans] == ["Kirill", "Zavy"]


def test_an_earlier_name_is_shown_when_it_is_the_one_that_matched():
    person = make.person("Almaz Berdibaev")
    person.other_names.create(name="Almaz Tentek uulu")
    (match,) = find("Tentek uulu")
    assert match.person == person and match.name == "Almaz Tentek uulu"


def test_half_of_a_double_name_is_enough_and_both_halves_are_better():
    person = make.person("Mikhail Rimsky-Olenin", "Михаил Римский-Оленин")
    half, whole = find("Михаил Оленин")[0], find("Михаил Римский Оленин")[0]
    assert half.person == whole.person == person and half.score < whole.score


@pytest.mark.parametrize(
    "query", ["Rimsky-O", "Римский-Ол", "Mikhail Rimsky-O", "Tentek uu", "тентек уул", "almaztentek-uulu"]
)
def test_the_second_half_of_a_name_may_be_half_typed(query):
    people = [make.person("Mikhail Rimsky-Olenin", "Михаил Римский-Оленин")]
    people.append(make.person("Almaz Tentek uulu", "Алмаз Тентек уулу"))
    assert found(query) == [people["entek" in query.lower() or "ентек" in query]]


@pytest.mark.parametrize("query", ["Ван И", "И Ван", "Wang Yi", "госпожа Ван И"])
def test_a_family_name_may_have_one_letter(kirill, query):
    person = make.person("Wang Yi", "Ван И")
    assert found(query) == [person]


def test_likely_duplicates_are_told_before_a_person_is_added(kirill):
    assert [match.person for match in likely("Kiril", "Zavialov")] == [kirill]
    assert likely("Pyotr", "Zavyalov") == likely("Kirill", "") == likely("Kirill", "Zav") == []


def test_exact_names_take_few_queries(kirill, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        find("Кирилл Завьялов")


def test_the_terminal_shows_whom_the_site_would_find_and_why(kirill, capsys):
    call_command("find_people", "Завьяловым", "К.")
    shown = capsys.readouterr().out
    assert "Кирилл Завьялов" in shown and kirill.slug in shown and "sounds the same" in shown
    assert "к: кирилл, given name, its initial" in shown
    with pytest.raises(CommandError, match="one person or more"):
        call_command("find_people", "Завьялов", "--limit", "0")
    call_command("find_people", "Nobody Knownhere")
    assert "Nobody of the name 'Nobody Knownhere'" in capsys.readouterr().out


def test_the_name_that_matched_is_the_one_in_the_alphabet_of_the_query():
    people = [make.person(f"Person Zavyalo{end}", f"Персона Завьяло{end_ru}") for end, end_ru in SUFFIXES]
    latin = [find(person.family_name_en.replace("Zavya", "Zavia"))[0].name for person in people]
    cyrillic = [find(person.family_name_ru.upper())[0].name for person in people]
    assert latin == [f"Person {person.family_name_en}" for person in people]
    assert cyrillic == [f"Персона {person.family_name_ru}" for person in people]
