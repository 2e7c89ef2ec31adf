"""Search entries that are written after the request that changed a name."""

import threading
import time

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from ipacis.core.record.corrections import correcting
from ipacis.core.search import index, pending
from ipacis.core.search.entries import SearchEntry
from ipacis.core.search.findable import findable_models
from ipacis.core.search.pending import PendingEntry, write_pending, writer
from news.models import Meeting
from people.models import Person
from tests import factories as make
from tests.admin_pages import change, messages, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    monkeypatch.setattr(index, "AT_ONCE", 2)
    monkeypatch.setattr(pending, "BATCH", 3)


def meetings_of(person, number=7):
    """Return the primary keys of *number* new meetings of *person*, each with an up-to-date entry."""
    return [make.meeting(f"Visit {n}", people=[person]).pk for n in range(number)]


def rename(person, name):
    person.family_name_en = name
    person.save()


def stored(pks):
    """Return {primary key: English text of its entry} of the meetings *pks*."""
    rows = SearchEntry.objects.filter(kind="meetings", object_id__in=pks)
    return dict(rows.values_list("object_id", "text_en"))


def with_name(pks, name):
    return sorted(pk for pk, text in stored(pks).items() if name in text)


def pending_keys():
    return sorted(PendingEntry.objects.values_list("object_id", flat=True))


def test_the_latest_entries_are_written_at_once_and_the_others_after_the_commit(
    django_capture_on_commit_callbacks,
):
    person = make.person("Anna Ivanova")
    pks = meetings_of(person)
    with django_capture_on_commit_callbacks() as callbacks:
        rename(person, "Sidorova")
    assert (with_name(pks, "Sidorova"), pending_keys()) == (pks[-2:], pks[:-2])
    for callback in callbacks:
        callback()
    assert (with_name(pks, "Sidorova"), pending_keys()) == (pks, [])


def test_a_change_with_few_dependents_leaves_nothing_pending():
    person = make.person("Anna Ivanova")
    pks = meetings_of(person, 2)
    rename(person, "Sidorova")
    assert (with_name(pks, "Sidorova"), pending_keys()) == (pks, [])


def test_a_pending_text_is_found_by_the_former_name_without_an_excerpt(client):
    person = make.person("Anna Ivanova")
    pks = meetings_of(person, 3)
    rename(person, "Sidorova")
    page = client.get("/en/search/?q=Ivanova&kind=meetings").content.decode()
    assert "Visit 0" in page
    assert "<mark>Ivanova</mark>" not in page.partition('<main id="content"')[2].partition("Visit 0")[2]
    write_pending()
    page = client.get("/en/search/?q=Ivanova&kind=meetings").content.decode()
    assert "<mark>Ivanova</mark>" in page, "the meeting prints the former name"
    page = client.get("/en/search/?q=Sidorova&kind=meetings").content.decode()
    assert [f"Visit {n}" in page for n in range(len(pks))] == [True] * 3
    assert "<mark>Sidorova</mark>" in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "5 more texts must be indexed for the search. Until then they are found by their former words.",
        ),
        (
            "ru",
            "осталось проиндексировать для поиска ещё 5 текстов. Пока поиск находит их по прежним словам.",
        ),
    ],
)
def test_the_editor_is_told_how_many_texts_are_pending(admin_client, language, told):
    person = make.person("Anna Ivanova")
    meetings_of(person)
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    answer = save(admin_client, change(person), family_name_en="Sidorova")
    assert [told in text for _level, text in messages(answer)] == [False, True]
    answer = save(admin_client, change(person), is_public="")
    assert not any(told in text for _level, text in messages(answer)[2:])


def test_the_command_writes_what_is_pending(capsys):
    person = make.person("Anna Ivanova")
    pks = meetings_of(person)
    rename(person, "Sidorova")
    call_command("rebuild_search", "--pending")
    assert (with_name(pks, "Sidorova"), pending_keys()) == (pks, [])
    assert capsys.readouterr().out.endswith("5 rows indexed.\n")


def test_a_rebuild_leaves_nothing_pending():
    person = make.person("Anna Ivanova")
    pks = meetings_of(person)
    rename(person, "Sidorova")
    index.rebuild(findable_models())
    assert (with_name(pks, "Sidorova"), pending_keys()) == (pks, [])


def test_a_pending_row_that_was_deleted_loses_its_entry():
    person = make.person("Anna Ivanova")
    pks = meetings_of(person)
    rename(person, "Sidorova")
    Meeting._base_manager.filter(pk=pks[0]).get().participations.all()._raw_delete("default")
    Meeting._base_manager.filter(pk=pks[0])._raw_delete("default")
    write_pending()
    assert sorted(stored(pks)) == pks[1:]


@pytest.mark.parametrize(
    "error", [DatabaseError("the server is away"), ValueError("a mistake in the program")]
)
def test_a_failure_leaves_the_rows_pending_for_the_next_time(monkeypatch, caplog, error):
    person = make.person("Anna Ivanova")
    pks = meetings_of(person)
    rename(person, "Sidorova")

    def fail(*args):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(pending, "write", fail)
        patched.setattr(pending.connection, "close", lambda: None)
        writer.is_wanted = True
        writer.run()
    assert "search entries stay pending" in caplog.text
    assert str(error) in caplog.text
    assert (pending_keys(), writer.is_running) == (pks[:-2], False)


@pytest.mark.django_db(transaction=True)
def test_a_request_does_not_wait_for_the_thread_that_writes_the_rest():
    person = make.person("Anna Ivanova")
    pks = meetings_of(person)

    def request():
        rename(person, "Sidorova")
        connection.close()

    in_threads(request)
    threads = [thread for thread in threading.enumerate() if thread.name == "search entries"]
    for thread in threads:
        thread.join(20)
    assert (with_name(pks, "Sidorova"), pending_keys(), writer.is_running) == (pks, [], False)


@pytest.mark.django_db(transaction=True)
def test_renames_and_several_writers_at_once_end_with_every_entry_up_to_date():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, and a database in memory refuses the others at once")
    people = [make.person(f"Anna Person{n}") for n in range(3)]
    pks = [make.meeting(f"Visit {n}", people=people).pk for n in range(8)]

    def edit(person):
        for n in range(5):
            rename(Person.objects.get(pk=person.pk), f"Name{person.pk}x{n}")
        connection.close()

    def write():
        for _ in range(20):
            write_pending()
        connection.close()

    in_threads(*(lambda person=person: edit(person) for person in people), write, write)
    for thread in threading.enumerate():
        if thread.name == "search entries":
            thread.join(20)
    write_pending()
    fresh = {meeting.pk: meeting.search_entry() for meeting in Meeting.search_objects().filter(pk__in=pks)}
    assert stored(pks) == {pk: entry.text_en for pk, entry in fresh.items()}
    assert all(f"Name{person.pk}x4" in text for person in people for text in stored(pks).values())


@pytest.mark.django_db(transaction=True)
def test_a_rename_waits_for_another_editor_of_a_meeting_with_the_name():
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite one transaction waits for the other before it begins")
    person = make.person("Anna Ivanova")
    meeting = make.meeting("Visit", people=[person])
    saved = threading.Event()

    def edit():
        with transaction.atomic():
            row = Meeting.objects.get(pk=meeting.pk)
            row.title_en = "Long visit"
            with correcting(row):
                row.save()
            saved.set()
            time.sleep(0.5)  # the rename writes the entry of the meeting meanwhile
        connection.close()

    def change_name():
        saved.wait(10)
        rename(person, "Sidorova")
        connection.close()

    in_threads(edit, change_name)
    entry = SearchEntry.objects.get(kind="meetings")
    assert (entry.title_en, "Sidorova" in entry.text_en) == ("Long visit", True)


def in_threads(*works):
    """Run *works* at once, each in a thread, and wait for their ends."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
