"""Who has which form open, and texts that a browser kept and puts back into a form."""

import datetime
import json

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from ipacis.core.accounts.open_forms import OpenForm
from ipacis.core.accounts.sessions import SEEN
from ipacis.core.admin.row_versions import newest_version
from news.models import NewsItem
from people.models import Person
from tests import factories as make
from tests.admin_pages import add_row, change, errors, fields, messages, page, save

pytestmark = pytest.mark.django_db

ASKS = "/admin/open-forms/"
WINDOWS = [f"{number}0000000-0000-0000-0000-000000000000" for number in range(3)]


@pytest.fixture
def colleague():
    client = Client()
    client.force_login(User.objects.create_superuser("olga", first_name="Olga", last_name="Zueva"))
    return client


def tell(client, obj, window=0, **values):
    """Tell that *client* has the form of *obj* open, and return the sentences for its editor."""
    data = {"window": WINDOWS[window], "kind": obj._meta.label_lower, "key": obj.pk, **values}
    answer = client.post(ASKS, data)
    assert answer.status_code == 200
    return answer.json()["notes"]


# Who has it open


def test_an_editor_is_told_who_else_has_the_form_open_and_what_is_unsaved(admin_client, colleague):
    item = make.news()
    with time_machine.travel("2026-11-28T09:05:00Z", tick=False):
        assert tell(admin_client, item) == []
        assert tell(colleague, item, 1) == ["admin has this page open since 12:05."]
        assert tell(admin_client, item) == ["Olga Zueva has this page open since 12:05."]
        tell(colleague, item, 1, unsaved="1")
        assert tell(admin_client, item) == [
            "Olga Zueva has this page open since 12:05, with changes that are not saved."
        ]


def test_another_window_of_the_same_editor_is_told_of(admin_client):
    item = make.news()
    with time_machine.travel("2026-11-28T09:05:00Z", tick=False):
        tell(admin_client, item)
        assert tell(admin_client, item, 1) == ["You have this page open in another window since 12:05."]


def test_a_form_of_another_row_is_not_told_of(admin_client, colleague):
    tell(admin_client, make.news())
    assert tell(colleague, make.news(), 1) == []


def test_a_form_that_was_closed_or_of_which_nothing_was_heard_is_not_told_of(admin_client, colleague):
    item = make.news()
    tell(admin_client, item)
    tell(admin_client, item, 1)
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=70)):
        tell(admin_client, item, 1)
        closed = {"window": WINDOWS[0], "kind": "news.newsitem", "key": item.pk, "leaves": "1"}
        assert admin_client.post(ASKS, closed).json() == {}
        assert len(tell(colleague, item, 2)) == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=150)):
        assert tell(colleague, item, 2) == []


def test_a_save_after_the_form_was_opened_is_told_of(admin_client, colleague):
    body = make.organization("Council")
    save(admin_client, change(body), name_en="First")
    seen = newest_version(body).pk
    assert tell(colleague, body, seen=seen) == []
    save(admin_client, change(body), name_en="Second")
    (sentence,) = tell(colleague, body, seen=seen)
    assert sentence.startswith("admin saved this on ")


def test_who_is_signed_out_gets_401_and_no_redirect(client):
    assert client.post(ASKS, {"window": WINDOWS[0], "kind": "news.newsitem"}).status_code == 401


def test_an_editor_without_rights_of_the_model_learns_nothing(client):
    user = User.objects.create_user("author", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_person"))
    client.force_login(user)
    asked = {"window": WINDOWS[0], "key": "1"}
    answers = [
        client.post(ASKS, {**asked, "kind": kind}).status_code for kind in ("people.person", "news.newsitem")
    ]
    assert answers == [200, 403]


@pytest.mark.parametrize(
    "values",
    [
        {"window": "x"},
        {"window": WINDOWS[0], "kind": "news.newsitem", "key": "9" * 41},
        {"window": WINDOWS[0], "kind": "nothing", "key": "1"},
        {"window": WINDOWS[0], "kind": "auth.permission", "key": "1"},
        {"window": WINDOWS[0], "kind": "a.b.c", "key": "1"},
    ],
)
def test_values_that_no_script_sends_are_refused(admin_client, values):
    assert admin_client.post(ASKS, values).status_code in {400, 403}
    assert not OpenForm.objects.exists()


def test_an_open_form_does_not_keep_the_session_alive_but_typing_does(admin_client, settings):
    item = make.news()
    session = Session.objects.get()
    assert session.get_decoded().get(SEEN) is None
    tell(admin_client, item)
    assert Session.objects.get().get_decoded().get(SEEN) is None
    tell(admin_client, item, typed="1")
    assert Session.objects.get().get_decoded()[SEEN] > 0


def test_the_window_of_another_account_is_not_taken_over(admin_client, colleague):
    item = make.news()
    tell(admin_client, item)
    tell(colleague, item, 0)
    assert OpenForm.objects.get().user.username == "admin"


def test_forms_of_long_ago_are_deleted(admin_client):
    item = make.news()
    tell(admin_client, item)
    OpenForm.objects.update(seen_at=timezone.now() - datetime.timedelta(days=8))
    tell(admin_client, item, 1)
    assert [form.window for form in OpenForm.objects.all()] == [WINDOWS[1]]


def test_telling_of_an_open_form_costs_few_queries(admin_client, django_assert_max_num_queries):
    item = make.news()
    tell(admin_client, item)
    with django_assert_max_num_queries(6):
        tell(admin_client, item)


# A kept text is put into the form


def test_a_kept_text_is_shown_in_the_form_and_nothing_is_saved(admin_client):
    meeting = make.meeting("Talks", state="draft", publish_at=None, people=[make.person("Anna Ivanova")])
    data = fields(admin_client.get(change(meeting)))
    add_row(data, "participations", order="", person="", office_printed_en="Observers", role="participant",
            capacity="in_person")  # fmt: skip
    data |= {"title_en": "", "start_date": "nonsense", "participations-0-DELETE": "on", "_fill": "1"}
    answer = admin_client.post(change(meeting), data)
    assert (answer.status_code, errors(answer)) == (200, [])
    shown = fields(answer)
    names = ["title_en", "start_date", "participations-1-office_printed_en", "participations-0-DELETE"]
    assert [shown[name] for name in names] == ["", "nonsense", "Observers", "on"]
    assert meeting.participations.count() == 1
    meeting.refresh_from_db()
    assert meeting.title_en == "Talks"


def test_a_kept_text_knows_what_its_editor_saw(admin_client, colleague):
    body = make.organization("Council")
    kept = {**fields(admin_client.get(change(body))), "website": "https://example.org/"}
    save(colleague, change(body), name_en="Council of the Assembly")
    shown = fields(admin_client.post(change(body), {**kept, "_fill": "1"}))
    assert admin_client.post(change(body), shown).status_code == 302
    body.refresh_from_db()
    assert (body.name_en, body.website) == ("Council of the Assembly", "https://example.org/")


def test_filling_asks_for_the_same_rights_as_saving(client):
    body = make.organization("Council")
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    assert client.post(change(body), {"_fill": "1"}).status_code == 403


# After a save


def test_a_save_tells_the_browser_which_text_to_forget(admin_client):
    body = make.organization("Council")
    for window in WINDOWS[:2]:
        answer = save(admin_client, change(body), _draft=window)
    assert answer.cookies["desk_saved"].value == ".".join(WINDOWS[:2])
    assert answer.cookies["desk_saved"]["path"] == "/admin/"


def test_a_refused_form_forgets_nothing(admin_client):
    body = make.organization("Council")
    answer = save(admin_client, change(body), name_en="", name_ru="", _draft=WINDOWS[0])
    assert (answer.status_code, "desk_saved" in answer.cookies) == (200, False)


@pytest.mark.parametrize("draft", ["", "x", "1; path=/", "<script>"])
def test_an_identifier_that_no_script_made_reaches_no_cookie(admin_client, draft):
    answer = save(admin_client, change(make.organization("Council")), _draft=draft)
    assert (answer.status_code, "desk_saved" in answer.cookies) == (302, False)


def test_a_new_form_sent_twice_adds_one_row_and_leads_to_it(admin_client):
    data = {**fields(admin_client.get(page(NewsItem, "add"))), "headline": "Once", "_draft": WINDOWS[0]}
    admin_client.post(page(NewsItem, "add"), data)
    again = admin_client.post(page(NewsItem, "add"), data)
    item = NewsItem.objects.get()
    assert (again.status_code, again.url) == (302, change(item))
    assert messages(again)[-1] == ("warning", "This was saved already; this is what was saved.")
    asked = admin_client.get(ASKS, {"window": WINDOWS[0], "kind": "news.newsitem", "key": ""})
    assert json.loads(asked.content)["added"] == change(item)


def test_another_text_under_the_same_identifier_is_another_row(admin_client):
    data = {**fields(admin_client.get(page(NewsItem, "add"))), "_draft": WINDOWS[0]}
    for headline in ("One", "Two"):
        assert admin_client.post(page(NewsItem, "add"), {**data, "headline": headline}).status_code == 302
    assert sorted(NewsItem.objects.values_list("headline", flat=True)) == ["One", "Two"]


def test_a_form_of_another_model_with_the_same_identifier_is_saved(admin_client):
    for model, name in ((NewsItem, "headline"), (Person, "family_name_en")):
        save(admin_client, page(model, "add"), **{name: "Once", "_draft": WINDOWS[0]})
    assert (NewsItem.objects.count(), Person.objects.count()) == (1, 1)
