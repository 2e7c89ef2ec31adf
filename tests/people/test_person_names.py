"""The forms in which the name of a person is shown."""

from django.utils.translation import override

from people.models import Person


def test_the_parts_of_a_name_are_those_of_one_language():
    person = Person(
        given_name_en="Kirill",
        family_name_en="Zavyalov",
        family_name_ru="Завьялов",
        patronymic_name_ru="Павлович",
    )
    assert person.parts("en") == ("en", "Kirill", "", "Zavyalov")
    assert person.parts("ru") == ("ru", "", "Павлович", "Завьялов")


def test_a_language_without_a_family_name_falls_back_to_another_as_a_whole():
    person = Person(given_name_en="Kirill", family_name_en="Zavyalov", given_name_ru="Кирилл")
    parts = person.parts("ru")
    assert (parts.language, parts.given, parts.family) == ("en", "Kirill", "Zavyalov")
    assert (person.name_in("ru"), person.name_in("ru").language) == ("Kirill Zavyalov", "en")
    assert Person().parts("ru") == ("ru", "", "", "")


def test_a_name_is_printed_in_full_in_lists_and_as_initials():
    person = Person(given_name_ru="Кирилл", family_name_ru="Завьялов", patronymic_name_ru="Павлович")
    with override("en"):
        shown = [person.name, person.full_name, person.list_name, person.initials]
    assert shown == ["Кирилл Завьялов", "Кирилл Павлович Завьялов", "Завьялов, Кирилл Павлович", "КЗ"]
    assert [name.language for name in shown[:3]] == ["ru", "ru", "ru"]
    assert Person(family_name_en="Pele").list_name == "Pele"
    assert person.sort_key("ru") == "завьялов0кирилл0павлович"
    assert person.sort_key("en") == "zzzzзавьялов0кирилл0павлович"  # behind all names in Latin letters
