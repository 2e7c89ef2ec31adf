"""What all pages of the admin have in common: languages, sign-in, search, trees."""

import itertools
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from ipacis.core.admin.row_versions import newest_version
from news.merging import merge_places
from news.models import Place, Topic
from people.merging import merge_organizations, merge_people
from people.models import Membership, Organization, Person
from tests import factories as make
from tests.admin_pages import add_row, change, errors, fields, messages, page, save

pytestmark = pytest.mark.django_db


# Both languages


def test_labels_say_the_language_and_the_browser_checks_spelling_in_it(admin_client):
    form = admin_client.get(page(Organization, "add")).context["adminform"].form
    told = [(form[name].label, form[name].field.widget.attrs["lang"]) for name in ("name_en", "name_ru")]
    assert told == [("Name (English)", "en"), ("Name (Russian)", "ru")]


def test_every_translated_field_stands_beside_its_other_language():
    apart = []
    for model, model_admin in admin.site._registry.items():
        for options in (model_admin, *model_admin.inlines):
            rows = (
                [row for _name, part in options.fieldsets or [] for row in part["fields"]]
                or options.fields
                or []
            )
            for row in rows:
                names = [row] if isinstance(row, str) else row
                english = {name[:-3] for name in names if name.endswith("_en")}
                russian = {name[:-3] for name in names if name.endswith("_ru")}
                if english != russian:
                    apart.append((model.__name__, row))
    assert apart == []


def test_the_admin_speaks_the_language_chosen_in_its_header(admin_client):
    shown = admin_client.get(reverse("admin:index")).content.decode()
    assert '<html lang="en"' in shown and ">Русский</button>" in shown
    response = admin_client.post(reverse("set_language"), {"language": "ru", "next": reverse("admin:index")})
    assert response.url == reverse("admin:index")
    assert '<html lang="ru"' in admin_client.get(response.url).content.decode()


# Safety


def test_import_map_of_the_editor_carries_the_nonce_of_the_policy(admin_client):
    response = admin_client.get(page(Person, "add"))
    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])[1]
    assert f'<script type="importmap" nonce="{nonce}">' in response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["add", "changelist", "change"])
def test_no_page_has_a_script_or_style_of_its_own_that_the_policy_would_refuse(admin_client, name):
    person = make.person()
    markup = admin_client.get(page(Person, name, *([person.pk] if name == "change" else []))).content.decode()
    assert re.findall(r"<style|\son\w+=|\sstyle=", markup) == []
    scripts = re.findall(r"<script(?![^>]*\ssrc=)([^>]*)>", markup)
    assert [
        attributes for attributes in scripts if "nonce" not in attributes and "json" not in attributes
    ] == []


def test_no_admin_takes_all_fields_or_edits_in_lists():
    careless = [
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if model_admin.list_editable
        or getattr(getattr(model_admin.form, "_meta", None), "fields", None) == "__all__"
    ]
    assert careless == []


def test_library_pages_without_permission_checks_are_404(admin_client):
    assert [
        admin_client.get(f"/admin/{path}/").status_code for path in ("taggit/tag/merge-tags", "account")
    ] == [404, 404]


def test_history_and_earlier_versions_ask_for_permission(client, admin_client):
    body = make.organization("Council")
    save(admin_client, change(body), name_en="The Council")
    [entry] = admin_client.get(page(body, "history", body.pk)).context["entries"]
    version = page(body, "revision", body.pk, entry.version.pk)
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    addresses = [page(body, "history", body.pk), version, page(Organization, "recoverlist")]
    assert [client.get(address).status_code for address in addresses] == [403, 403, 403]


def test_a_version_cannot_be_opened_under_another_row(client, admin_client):
    body = make.organization("Council")
    person = Person.objects.create(pk=body.pk, family_name_en="Ivanova")
    save(admin_client, change(body), name_en="The Council")
    address = page(Person, "revision", person.pk, newest_version(body).pk)
    assert [admin_client.get(address).status_code, admin_client.post(address).status_code] == [404, 404]


def test_an_earlier_version_of_nothing_is_not_found(admin_client):
    addresses = [page(Organization, "revision", pk, 1) for pk in ("x", "9" * 30, "0")]
    assert [admin_client.get(address).status_code for address in addresses] == [404] * 3


def test_a_value_that_no_browser_sends_is_a_form_error(admin_client):
    post = make.post()
    for sent in ("²", "x", "9" * 30):
        assert save(admin_client, change(post), organization=sent).status_code == 200


# Signing in


def test_signing_in_leads_through_the_page_that_counts_attempts(client):
    User.objects.create_superuser("olga", password="a long passphrase")
    asked = client.get(reverse("admin:index"), follow=True)
    assert asked.redirect_chain[-1][0].startswith("/accounts/login/")
    assert "/accounts/signup/" not in asked.content.decode()
    response = client.post(
        "/accounts/login/?next=/admin/", {"login": "olga", "password": "a long passphrase"}, follow=True
    )
    assert response.redirect_chain[-1][0] == "/admin/"
    assert response.status_code == 200


def test_nobody_signs_up(client):
    response = client.post(
        "/accounts/signup/",
        {"username": "mallory", "password1": "a long passphrase", "password2": "a long passphrase"},
    )
    assert "account/signup_closed.html" in [template.name for template in response.templates]
    assert not User.objects.exists()


def test_a_reader_with_an_account_is_not_let_in(client):
    client.force_login(User.objects.create_user("reader"))
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("path", ["2fa/", "2fa/webauthn/", "password/change/", "logout/", "reauthenticate/"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_of_an_account_look_like_the_desk_in_both_languages(admin_client, path, language):
    admin_client.cookies["django_language"] = language
    shown = admin_client.get(f"/accounts/{path}").content.decode()
    assert (f'<html lang="{language}"' in shown, "house-admin/accounts.css" in shown) == (True, True)


# The front page


def test_the_front_page_lists_the_days_work_first(admin_client):
    apps = admin_client.get(reverse("admin:index")).context["app_list"]
    listed = [[model["object_name"] for model in app["models"]] for app in apps]
    assert listed[:2] == [
        ["NewsItem", "Meeting", "Event", "Place", "Topic", "Photo", "Document"],
        ["Person", "Membership", "Post", "Organization"],
    ]


def test_a_save_says_what_was_saved(admin_client):
    response = save(admin_client, page(Organization, "add"), name_en="Council")
    assert [kind for kind, _text in messages(response)] == ["success"]


@pytest.fixture
def meeting():
    return make.meeting("Talks", people=[make.person(f"Anna Person{row}") for row in range(3)])


# Going back to what pointed at something that is gone


def test_restoring_a_version_leaves_out_deleted_rows_and_says_so(admin_client):
    body, place = make.organization("Council"), make.place("Palace")
    people = [make.person("Anna A"), make.person("Boris B")]
    meeting = make.meeting("Talks", people=people, delegations=[body], place=place)
    save(admin_client, change(meeting), title_en="First")
    old = newest_version(meeting)
    save(admin_client, change(meeting), title_en="Second")
    merge_organizations(body, make.organization("The Council"))
    merge_places(place, make.place("The Palace"))
    response = save(admin_client, page(meeting, "revision", meeting.pk, old.pk))
    assert (response.status_code, messages(response)[-2]) == (
        302,
        ("warning", "Left out, because it is gone since: delegation, place."),
    )
    meeting.refresh_from_db()
    assert (meeting.title_en, meeting.place, meeting.participations.count()) == ("First", None, 2)


def test_going_back_survives_that_a_person_who_was_mentioned_is_gone(admin_client):
    anna, boris = make.person("Anna A"), make.person("Boris B")
    item = make.news("First", state="draft", publish_at=None)
    item.mentioned.set([anna, boris])
    save(admin_client, change(item), lead="Once")
    old = newest_version(item)
    merge_people(boris, make.person("Boris Bb"))
    item.mentioned.set([])
    assert save(admin_client, page(item, "revision", item.pk, old.pk)).status_code == 302
    assert list(item.mentioned.all()) == [anna]


def test_an_office_of_somebody_who_is_gone_does_not_come_back(admin_client):
    anna = make.person("Anna A")
    held = make.membership(anna, make.post())
    save(admin_client, change(held), acting="on")
    old = newest_version(held)
    merge_people(anna, make.person("Anna Aa"))
    response = admin_client.get(page(held, "revision", held.pk, old.pk))
    assert (response.status_code, messages(response)[-1]) == (
        302,
        ("error", "What this belonged to is gone: person."),
    )


def test_going_back_asks_for_permission_of_the_rows_too(client, admin_client, meeting):
    save(admin_client, change(meeting), title_en="First")
    old = newest_version(meeting)
    editor = User.objects.create_user("editor", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename="change_meeting"))
    client.force_login(editor)
    assert client.get(page(meeting, "revision", meeting.pk, old.pk)).status_code == 403


# Finding


@pytest.mark.parametrize("words", ["таврический", "ТАВРИЧ", "дворец таврический", "Таврический", "полет"])
def test_a_list_is_searched_without_regard_to_case_and_to_yo(admin_client, words):
    place = make.place("Palace", ru="Таврический дворец «Полёт»")
    make.place("Hall", ru="Зал")
    assert list(admin_client.get(page(Place, "changelist"), {"q": words}).context["cl"].result_list) == [
        place
    ]


@pytest.mark.parametrize("words", ["(", "[а-я]", "\\", "*", "a{9}", "x" * 5000, "а " * 500])
def test_signs_of_patterns_are_letters_like_others(admin_client, words):
    make.place("Palace", ru="Дворец")
    response = admin_client.get(page(Place, "changelist"), {"q": words})
    assert response.status_code in {200, 414}
    assert response.status_code == 414 or list(response.context["cl"].result_list) == []


def test_offices_are_found_by_the_person_however_the_name_is_written(admin_client):
    held = make.membership(make.person("Dmitriy Kobitskiy", "Дмитрий Кобицкий"), make.post())
    for words in ("кобицкого", "Kobitsky", "chair"):
        found = admin_client.get(page(Membership, "changelist"), {"q": words}).context["cl"].result_list
        assert list(found) == [held]


def test_keys_that_no_browser_sends_are_refused(admin_client):
    body = make.organization()
    data = {"action": "merge", "_selected_action": ["abc"]}
    assert admin_client.post(page(Organization, "changelist"), data).status_code == 400
    for model, key in itertools.product((User, Group, Organization), ("abc", "9" * 40, "9" * 5_000)):
        data = {"action": "delete_selected", "_selected_action": [key]}
        assert admin_client.post(page(model, "changelist"), data).status_code == 400
    for address in ("recover/{}/", f"{body.pk}/history/{{}}/"):
        path = f"/admin/people/organization/{address.format('9' * 5_000)}"
        assert admin_client.get(path).status_code == 404
    item = make.news()
    assert save(admin_client, change(item), mentioned=["9" * 23], documents=["x"]).status_code == 200
    assert Organization.objects.get() == body


# Trees


@pytest.mark.parametrize(
    ("make_row", "name", "said"),
    [
        (make.place, "within", "That place lies within this one."),
        (make.organization, "parent", "That organization is a part of this one."),
    ],
    ids=["place", "organization"],
)
def test_a_row_cannot_be_its_own_ancestor(admin_client, make_row, name, said):
    upper = make_row("Upper")
    middle = make_row("Middle", **{name: upper})
    lower = make_row("Lower", **{name: middle})
    assert errors(save(admin_client, change(upper), **{name: lower.pk})) == [said]


def test_a_circle_that_is_there_already_does_no_harm(admin_client):
    upper = make.place("Upper")
    lower = make.place("Lower", within=upper)
    Place.objects.filter(pk=upper.pk).update(within=lower)
    upper.refresh_from_db()
    assert upper.all_names() == ["Upper", "Lower"]
    merge_places(Place.objects.get(pk=lower.pk), upper)
    assert Place.objects.get().within is None


@pytest.mark.parametrize("model", [Topic, Place])
def test_an_alias_typed_twice_is_a_form_error(admin_client, model):
    data = fields(admin_client.get(page(model, "add")))
    data |= {"label_en": "Law"} if model is Topic else {"name_en": "Palace"}
    for word in ("zz", "Zz"):
        add_row(data, "aliases", name=word)
    response = admin_client.post(page(model, "add"), data)
    assert errors(response) == ["“zz” is in the list twice."]


def test_the_groups_of_a_user_are_chosen_by_their_names(admin_client):
    for name in ("Press service", "Readers"):
        Group.objects.create(name=name)
    asked = {"app_label": "auth", "model_name": "user", "field_name": "groups", "term": "press"}
    answer = admin_client.get("/admin/autocomplete/", asked)
    assert [row["text"] for row in answer.json()["results"]] == ["Press service"]
