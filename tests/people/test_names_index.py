import pytest
from django.core.management import call_command
from django.db import transaction

from ipacis.core.record.base import catch_up
from people.models import OtherName, Person, name_index
from people.names.models import NameForm, NamePart, NameWord
from people.names.vocabulary import Vocabulary
from people.search import find
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(query):
    return [match.person for match in find(query)]


def test_a_new_person_is_found_at_once_also_misspelt():
    make.person("Anna First")
    assert found("Zavylaov") == []
    person = make.person("Kirill Zavyalov")
    assert found("Zavylaov") == [person]


def test_a_changed_name_is_found_and_the_old_one_is_not():
    person = make.person("Kirill Zavyalov")
    person.family_name_en = "Chizhov"
    person.save()
    assert found("Chizhov") == [person] and found("Zavyalov") == []


def test_other_names_come_and_go():
    person = make.person("Kirill Zavyalov")
    other = person.other_names.create(name="Kirill Chizhov")
    assert found("Chizhov") == [person]
    other.delete()
    assert found("Chizhov") == []


def test_a_deleted_person_is_gone():
    make.person("Kirill Zavyalov", is_public=False).delete()
    assert found("Zavyalov") == [] and not NamePart.objects.exists()


def test_bulk_changes_are_indexed_by_one_call():
    people = Person.objects.bulk_create(
        Person(slug=f"p{number}", given_name_en="Anna", family_name_en=f"Zavyalov{'aeiou'[number]}")
        for number in range(5)
    )
    name_index.update(people)
    assert found("Zavyalovo") == [people[3]]
    Person.objects.filter(pk=people[3].pk).update(family_name_en="Chizhova")
    name_index.update([people[3].pk])
    assert found("Anna Chizhova") == [people[3]]


def test_updating_nobody_or_somebody_who_is_gone_does_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        name_index.update([])
    name_index.update([987654321])


def test_saving_a_person_whose_words_are_known_takes_few_queries(django_assert_max_num_queries):
    person = make.person("Kirill Zavyalov")
    with django_assert_max_num_queries(6):
        name_index.update([person])


def test_names_of_a_rolled_back_transaction_are_not_found_but_later_names_are():
    make.person("Anna First")
    with transaction.atomic():
        make.person("Kirill Zavyalov")
        assert found("Zavylaov")
        transaction.set_rollback(True)
    assert found("Zavylaov") == []
    person = make.person("Fyodor Chizhov")
    assert found("Chizohv") == [person]


def test_another_process_reads_only_new_words(django_assert_num_queries):
    make.person("Kirill Zavyalov")
    process = Vocabulary()
    process.refresh()
    with django_assert_num_queries(1):
        process.refresh()
    make.person("Fyodor Chizhov")
    assert process.near_spellings("chizohv") == []
    process.refresh()
    assert process.near_spellings("chizohv") == ["chizhov"]
    assert process.near_spellings("zavylaov") == ["zavyalov"]


def test_a_rebuild_restores_a_lost_index_and_drops_unused_words():
    person = make.person("Kirill Zavyalov", "Кирилл Завьялов")
    rows = set(NameForm.objects.values_list("deep", "light", "spelling", "weight"))
    gone = make.person("Anna Chizhova", is_public=False)
    gone.delete()
    NamePart.objects.all().delete()
    NameForm.objects.filter(spelling="завьялов").delete()
    NameForm.objects.filter(spelling="завьялову").update(light="wrong")
    steps = []
    name_index.rebuild(lambda done, total: steps.append((done, total)))
    assert found("Завьялов") == [person]
    assert set(NameForm.objects.values_list("deep", "light", "spelling", "weight")) == rows
    assert not NameWord.objects.filter(text="chizhova").exists()
    assert steps[-1][0] == steps[-1][1]


def test_a_process_reads_everything_anew_after_a_rebuild():
    make.person("Kirill Zavyalov")
    process = Vocabulary()
    process.refresh()
    name_index.rebuild()
    make.person("Fyodor Chizhov")
    process.refresh()
    assert process.near_spellings("chizohv") == ["chizhov"]
    assert process.near_spellings("zavylaov") == ["zavyalov"]


def test_the_command_rebuilds_and_says_how_far_it_is(capsys):
    person = make.person("Kirill Zavyalov")
    NamePart.objects.all().delete()
    call_command("rebuild_names")
    assert found("Zavyalov") == [person]
    shown = capsys.readouterr().out
    assert "100 %" in shown and "up to date" in shown


def test_names_for_sorting_are_worked_out_again_with_all_that_is_derived():
    person = make.person("Kirill Zavyalov", "Кирилл Завьялов")
    Person.objects.update(sort_name_en="zavyalov kirill", sort_name_ru="")
    call_command("catch_up", verbosity=0)
    assert set(Person.objects.values_list("pk", "sort_name_en", "sort_name_ru")) == {
        (person.pk, person.sort_name_en, person.sort_name_ru)
    }


def test_an_empty_database_can_be_rebuilt():
    call_command("rebuild_names", verbosity=0)
    assert found("Zavyalov") == []


def test_an_other_name_moved_to_another_person_no_longer_finds_the_former_one():
    former, owner = make.person("Kirill Zavyalov"), make.person("Fyodor Chizhov")
    other = former.other_names.create(name="Kirill Mukhin")
    other.person = owner
    other.save()
    assert found("Mukhin") == [owner]


def test_other_names_written_without_save_are_found_after_catching_up():
    person, second = make.person("Kirill Zavyalov"), make.person("Fyodor Chizhov")
    OtherName.objects.bulk_create([OtherName(person=person, name="Kirill Mukhin")])
    catch_up(OtherName.objects.all())
    assert found("Mukhin") == [person]
    OtherName.objects.update(name="Kirill Oborin", person=second)
    catch_up([person, second])
    assert found("Mukhin") == [] and found("Oborin") == [second]
    second.other_names.all().delete()
    catch_up([second])
    assert found("Oborin") == []
