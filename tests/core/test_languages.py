"""Languages: the order of their alphabets, and the first label of a row."""

import pytest
from django.core.checks import run_checks

from ipacis.core.text.labels import first_label
from ipacis.core.text.languages import LANGUAGES, about, alphabetical, letters_behind
from news.models import Place

#: The letters of each alphabet in its order; ё, which is sorted as е, is left out.
ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "be": "абвгдежзійклмнопрстуўфхцчшыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "kk": "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдежзийклмнңоөпрстуүфхцчшщъыьэюя",
    "tg": "абвгғдежзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "tk": "abçdeäfghijžklmnňoöprsştuüwyýz",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz",
    "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
}


@pytest.mark.parametrize(("language", "letters"), ALPHABETS.items())
def test_names_are_sorted_by_the_alphabet_of_their_language(language, letters):
    names = [f"{letter}{second}" for letter in letters for second in (letters[0], letters[-1])]
    backwards = names[::-1]
    assert sorted(backwards, key=lambda name: alphabetical(name, language)) == names


def test_a_letter_of_another_alphabet_is_filed_under_its_base_letter():
    for language in ("ru", "bg"):
        assert alphabetical("Ёлкина  Zoë", language) == "елкина zoe"
    for names in (
        [
            "Abbas",
            "Imamaliyev",
            "İsmayılov",
            "Izmaylov",
            "Łukasz",
            "Özbek",
            "Petrov",
            "Šefčovič",
            "Sidorov",
            "Zzyzx",
        ],
        ["Әбілова", "Иванов", "Іванчук", "Їжакевич", "Йод", "Қасым", "Қожа", "Құдай", "Лебедь", "Яшин"],
    ):
        for language in ("en", "ru"):
            backwards = names[::-1]
            assert sorted(backwards, key=lambda name: alphabetical(name, language)) == names


@pytest.mark.parametrize(("language", "letters"), ALPHABETS.items())
def test_each_letter_is_the_beginning_of_its_own_names_alone(language, letters):
    def is_under(letter, name):
        key, name = alphabetical(letter, language), alphabetical(name, language)
        return name.startswith(key) and not name.startswith(tuple(letters_behind(key, language)))

    for name in (f"{letter}{letters[1]}" for letter in letters):
        assert [letter for letter in letters if is_under(letter, name)] == [name[0]]


def test_a_language_without_a_line_is_written_in_latin_letters():
    assert about("xx") == ("latin", "", {})
    assert {language.script for language in LANGUAGES.values()} <= {
        "latin",
        "cyrillic",
        "armenian",
        "georgian",
    }


def test_the_first_label_is_the_same_on_every_page():
    assert first_label(Place(name_en="", name_ru="Минск"), "name") == "Минск"
    assert first_label(Place(name_en="Minsk", name_ru="Минск"), "name") == "Minsk"
    assert first_label(Place(), "name") == ""


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["en", "ru", "be"], []),
        (["be", "en"], ["ipacis.E003"]),
        (["en", "zh-hans"], ["ipacis.E004"]),
        ([], ["ipacis.E003"]),
    ],
)
def test_the_order_and_the_codes_of_the_languages_are_checked(settings, languages, expected):
    settings.LANGUAGES = [(code, code) for code in languages]
    found = [problem.id for problem in run_checks()]
    assert [number for number in found if number in {"ipacis.E003", "ipacis.E004"}] == expected


@pytest.mark.parametrize("language", ["en", "ru", "hy", "ka"])
def test_names_in_another_script_come_last(language):
    last = {"en": "Zzyzx", "ru": "Яя", "hy": "Ֆֆ", "ka": "ჰჰ"}
    foreign = next(name for code, name in last.items() if code != language)
    assert sorted([foreign, last[language], "10"], key=lambda name: alphabetical(name, language)) == [
        "10",
        last[language],
        foreign,
    ]
