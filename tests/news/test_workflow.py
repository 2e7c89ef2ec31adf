"""The workflow: who may take which step from where, what the page of a step tells, and what crafted requests change."""

import datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone, translation

from ipacis.core.admin.row_versions import newest_version
from ipacis.core.record.workflow import STEPS
from news.models import Meeting, NewsItem, Photo
from people.models import Person
from tests import factories as make
from tests.admin_pages import act, change, errors, fields, messages, page, save, step
from tests.roles import account, client_of
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db

BODY = "<p>They talked.</p>"
SOON = datetime.timedelta(days=5)
#: What the form of any step may need.
ANSWERS = {
    "remark": "Add the day.",
    "publish_at_0": "2099-12-24",
    "publish_at_1": "09:30",
    "withdrawal_reason_en": "A mistake",
}


def item_in(status, author=None):
    """Make a release in the workflow's *status* that *author* began."""
    fields = {"body": BODY, "created_by": author}
    if status == "scheduled":
        return make.news(publish_at=timezone.now() + SOON, **fields)
    publish_at = make.NOON if status in {"published", "withdrawn"} else None
    return make.news(state=status, publish_at=publish_at, **fields)


#: {role: {status: steps}} for the text of a colleague.
OF_A_COLLEAGUE = {
    None: {},
    "Author": {},
    "Editor": {
        "draft": {"submit", "publish", "schedule"},
        "in_review": {"return", "publish", "schedule"},
        "scheduled": {"publish", "schedule", "unschedule", "withdraw"},
        "published": {"withdraw"},
        "withdrawn": {"publish"},
    },
}
OF_A_COLLEAGUE["Administrator"] = OF_A_COLLEAGUE["Editor"]
#: {role: {status: steps}} for a text that the account began itself.
OF_ITS_AUTHOR = {
    "Author": {"draft": {"submit"}, "in_review": {"take-back"}},
    "Editor": {**OF_A_COLLEAGUE["Editor"], "in_review": {"take-back", "return", "publish", "schedule"}},
}


@pytest.mark.parametrize("status", ["draft", "in_review", "scheduled", "published", "withdrawn"])
@pytest.mark.parametrize(
    ("role", "is_own", "expected"),
    [
        *((role, False, steps) for role, steps in OF_A_COLLEAGUE.items()),
        *((role, True, steps) for role, steps in OF_ITS_AUTHOR.items()),
    ],
)
def test_a_role_takes_the_steps_of_the_table_and_no_other(role, is_own, expected, status):
    user = account(role)
    client, taken, offered = client_of(user), set(), set()
    for name in STEPS:
        item = item_in(status, author=user if is_own else None)
        before = (item.state, item.publish_at, item.remark)
        if client.get(page(item, "step", item.pk, name)).status_code == 200:
            offered.add(name)
        step(client, item, name, **ANSWERS)
        item.refresh_from_db()
        if (item.state, item.publish_at, item.remark) != before:
            taken.add(name)
    assert taken == offered == expected.get(status, set())


@pytest.mark.parametrize(
    ("role", "expected"), [(None, []), ("Author", []), ("Editor", ["published", "withdrawn"])]
)
def test_actions_of_a_list_take_only_the_steps_of_the_role(role, expected):
    client = client_of(account(role))
    draft, public = item_in("draft"), item_in("published")
    act(client, NewsItem, "publish", [draft])
    act(client, NewsItem, "withdraw", [public], confirmed="yes", **ANSWERS)
    rows = NewsItem.objects.order_by("pk")
    changed = [
        row.state for row, former in zip(rows, [draft, public], strict=True) if row.state != former.state
    ]
    assert changed == expected


def test_an_author_submits_own_drafts_and_nothing_of_a_colleague_by_the_action():
    author = account("Author")
    own, other = item_in("draft", author), item_in("draft")
    act(client_of(author), NewsItem, "send_to_review", [own, other])
    states = dict(NewsItem.objects.values_list("pk", "state"))
    assert states == {own.pk: "in_review", other.pk: "draft"}


def test_the_buttons_below_a_form_are_the_steps_of_the_editor():
    author = account("Author")
    item = item_in("draft", author)
    named = {
        role: [one["name"] for one in client_of(user).get(change(item)).context["steps"]]
        for role, user in {"Author": author, "Editor": account("Editor")}.items()
    }
    assert named == {"Author": ["submit"], "Editor": ["submit", "publish", "schedule"]}
    text = client_of(author).get(page(NewsItem, "add")).content.decode()
    assert 'name="_step" value="submit"' in text and 'value="publish"' not in text


# From a draft to a page


def test_a_draft_is_returned_with_a_remark_and_published_at_last():
    author, editor = account("Author"), account("Editor", first_name="Olga", last_name="Sidorova")
    data = fields(client_of(author).get(page(NewsItem, "add")))
    data |= {"headline": "Talks", "body": BODY, "_step": "submit"}
    answer = client_of(author).post(page(NewsItem, "add"), data)
    item = NewsItem.objects.get()
    assert (item.created_by, answer.url) == (author, page(item, "step", item.pk, "submit"))
    step(client_of(author), item, "submit")
    assert client_of(author).post(change(item), data).status_code == 403  # it is with the editors now
    step(client_of(editor), item, "return", remark="Add the day of the talks.")
    shown = client_of(author).get(change(item)).content.decode()
    assert "Returned by Olga Sidorova with a remark:" in shown and "Add the day of the talks." in shown
    save(client_of(author), change(item), headline="Talks on 5 March")
    step(client_of(author), item, "submit")
    step(client_of(editor), item, "publish")
    item.refresh_from_db()
    assert (item.headline, item.is_public, item.remark, item.returned_by) == (
        "Talks on 5 March",
        True,
        "",
        None,
    )
    lines = client_of(editor).get(page(item, "history", item.pk)).content.decode()
    assert "Returned with a remark: Add the day of the talks." in lines


def test_a_return_needs_a_remark():
    item = item_in("in_review")
    answer = step(client_of(account("Editor")), item, "return", remark="  ")
    assert answer.context["form"].errors == {"remark": ["This field is required."]}
    assert NewsItem.objects.get().state == "in_review"


@pytest.mark.parametrize("body", ["", "<p> </p>", "<p>&nbsp;</p>", "<p>\u200b</p>"])
@pytest.mark.parametrize("name", ["publish", "schedule"])
def test_a_release_without_a_text_is_not_published(body, name):
    item = make.news("Talks", state="draft", publish_at=None, body=body)
    editor = client_of(account("Editor"))
    assert editor.get(page(item, "step", item.pk, name)).context["obstacles"] == ["It has no text."]
    step(editor, item, name, **ANSWERS)
    answer = act(editor, NewsItem, "publish", [item])
    assert messages(answer)[-1] == ("error", "Talks: It has no text.")
    assert NewsItem.objects.get().state == "draft"


def test_the_text_of_what_is_public_cannot_be_emptied(admin_client):
    item = item_in("published")
    answer = save(admin_client, change(item), body="<p></p>")
    assert errors(answer) == ["What is published needs a text. Withdraw it to take it away."]


def test_the_page_tells_what_becomes_public_and_what_is_missing(admin_client):
    hidden = make.person("Anna Ivanova", is_public=False)
    meeting = make.meeting("Talks", state="draft", publish_at=None, people=[hidden])
    item = make.news(
        "Release", **make.DRAFT, meetings=[meeting], photos=[make_photo(alt_en="", alt_ru="Зал")]
    )
    context = admin_client.get(page(item, "step", item.pk, "publish")).context
    obstacles, outlook = context["obstacles"], context["outlook"]
    assert obstacles == []
    assert outlook.effects == ["The meeting it tells of becomes public with it: Talks (30 November 2023)."]
    assert outlook.gaps == [
        "There is no text in this language yet: Russian.",
        "1 photo has no description for those who do not see it (English).",
        "It has no lead: lists and feeds show the beginning of the text.",
        "Talks (30 November 2023): no title in this language: Russian",
        "Talks (30 November 2023): no place",
        "Talks (30 November 2023): these people have no public page, their names are no links: Anna Ivanova",
    ]


def test_nothing_is_missing_in_a_complete_release(admin_client):
    meeting = make.meeting("Talks", title_ru="Встреча", place=make.place(), people=[make.person()])
    item = make.news(
        "Release", **make.DRAFT, meetings=[meeting], lead="They talked.", photos=[make_photo(alt_en="Hall")]
    )
    make.news("Сообщение", "ru", translation_key=item.translation_key)
    context = admin_client.get(page(item, "step", item.pk, "publish")).context
    obstacles, outlook = context["obstacles"], context["outlook"]
    assert (obstacles, outlook.effects, outlook.gaps) == ([], [], [])


def test_the_moment_is_told_in_words_with_its_zone(admin_client):
    item = make.news("Talks", **make.DRAFT)
    answer = step(admin_client, item, "schedule", publish_at_0="2099-12-24", publish_at_1="09:30")
    assert messages(answer) == [
        ("success", "“Talks” appears on Thursday 24 December 2099, 09:30 Moscow time.")
    ]
    with translation.override("ru"):
        shown = admin_client.get(change(item), headers={"accept-language": "ru"}).content.decode()
    assert "четверг, 24 декабря 2099 г., 09:30 по московскому времени" in shown


@pytest.mark.parametrize("name", ["return", "schedule", "withdraw"])
def test_the_page_asks_for_what_the_step_needs_in_every_language(admin_client, name):
    item = item_in({"return": "in_review", "schedule": "in_review", "withdraw": "published"}[name])
    for language in ("ru", "en", "ru"):
        answer = admin_client.get(page(item, "step", item.pk, name), headers={"accept-language": language})
        assert answer.context["form"].fields, language
    answer = admin_client.post(page(item, "step", item.pk, name), {}, headers={"accept-language": "ru"})
    assert answer.context["form"].errors


@pytest.mark.parametrize("typed", [("", ""), ("2099-12-24", ""), ("x", "25:61"), ("0226-01-01", "10:00")])
def test_a_schedule_needs_a_moment(admin_client, typed):
    item = make.news("Talks", **make.DRAFT)
    answer = step(admin_client, item, "schedule", publish_at_0=typed[0], publish_at_1=typed[1])
    assert list(answer.context["form"].errors) == ["publish_at"]
    assert NewsItem.objects.get().state == "draft"


def test_a_colleague_who_was_faster_is_told_of(admin_client):
    item = item_in("in_review")
    step(admin_client, item, "publish")
    answer = step(admin_client, item, "return", remark="Late")
    assert messages(answer)[-1][1].endswith("is published.")
    assert NewsItem.objects.get().is_public


def test_a_draft_whose_address_was_public_is_withdrawn_and_not_submitted(admin_client):
    item = item_in("published")
    item.state = "draft"
    item.save()
    assert [one["name"] for one in admin_client.get(change(item)).context["steps"]] == ["publish", "schedule"]


def test_an_unknown_step_is_404(admin_client):
    item = item_in("draft")
    assert admin_client.get(page(item, "step", item.pk, "nonsense")).status_code == 404
    assert admin_client.get(page(item, "step", item.pk + 1, "publish")).status_code == 404
    assert (
        admin_client.post(change(item), {**fields(admin_client.get(change(item))), "_step": "x"}).status_code
        == 302
    )


# Own drafts


def test_an_author_changes_and_deletes_own_drafts_alone():
    author = account("Author")
    client, own = client_of(author), item_in("draft", author)
    assert save(client, change(own), headline="Mine").status_code == 302
    others = [item_in("draft"), item_in("published", author), item_in("in_review", author)]
    for other in others:
        data = {
            **fields(client_of(account("Editor", f"editor{other.pk}")).get(change(other))),
            "headline": "Taken",
        }
        assert client.post(change(other), data).status_code == 403
        assert client.post(page(other, "delete", other.pk), {"post": "yes"}).status_code == 403
    act(client, NewsItem, "delete_selected", [own, *others], post="yes")
    assert set(NewsItem.objects.values_list("headline", flat=True)) == {
        "Mine",
        *(other.headline for other in others),
    }
    assert client.post(page(own, "delete", own.pk), {"post": "yes"}).status_code == 302
    assert NewsItem.objects.count() == len(others)


def test_an_author_restores_nothing_of_a_colleague(admin_client):
    item = make.news("First", **make.DRAFT)
    save(admin_client, change(item), lead="x")
    old = newest_version(item)
    save(admin_client, change(item), headline="Second")
    author = account("Author")
    client = client_of(author)
    address = page(item, "revision", item.pk, old.pk)
    assert [client.get(address).status_code, client.post(address).status_code] == [403, 403]
    item.delete()
    assert client.post(page(item, "recover", old.pk)).status_code == 403
    assert not NewsItem.objects.exists()


def test_an_account_with_own_drafts_alone_sees_no_others():
    user = User.objects.create_user("ivan", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="change_own_newsitem"))
    own, other = make.news("Own", **make.DRAFT, created_by=user), make.news("Other", **make.DRAFT)
    client = client_of(user)
    assert list(client.get(page(NewsItem, "changelist")).context["cl"].result_list) == [own]
    assert [client.get(change(row)).status_code for row in (own, other)] == [200, 302]
    assert client.get(page(other, "preview", other.pk)).status_code == 404


def test_an_author_adds_people_who_are_not_public():
    client = client_of(account("Author"))
    data = fields(client.get(page(Person, "add")))
    client.post(page(Person, "add"), {**data, "family_name_en": "Ivanova", "is_public": "on"})
    assert Person.objects.get().is_public is False


# Crafted requests


def snapshot_of(*models):
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("role", [None, "Author"])
def test_no_crafted_form_changes_what_the_role_may_not_change(role, admin_client):
    person = make.person("Anna Ivanova")
    make.membership(person, make.post("Chair"))
    meeting = make.meeting(
        "Talks", people=[person], topics=[make.topic()], place=make.place(), event=make.event()
    )
    make.news("Release", meetings=[meeting], photos=[make_photo()], body=BODY)
    client = client_of(account(role))
    client.raise_request_exception = False
    models = [model for model in admin.site._registry if model._meta.app_label in {"news", "people", "auth"}]
    before, statuses = snapshot_of(*models), set()
    for model in models:
        row = model._base_manager.first()
        if row is None:
            continue
        data = fields(admin_client.get(change(row)))
        texts = {
            name: f"{value}!" for name, value in data.items() if isinstance(value, str) and value.isalpha()
        }
        for address in (change(row), page(row, "delete", row.pk)):
            statuses.add(client.post(address, {**data, **texts, "post": "yes", "_save": "1"}).status_code)
        request = admin_client.get(page(model, "changelist")).wsgi_request
        for action in admin.site.get_model_admin(model).get_actions(request):
            extra = {"confirmed": "yes", "post": "yes", "keep": row.pk, **ANSWERS}
            statuses.add(act(client, model, action, [row], **extra).status_code)
    assert snapshot_of(*models) == before
    assert statuses <= {302, 403, 200}, statuses


def test_every_address_of_the_desk_answers_every_role_without_a_fault(admin_client):
    meeting = make.meeting("Talks", people=[make.person()])
    item = make.news("Release", meetings=[meeting], body=BODY)
    kinds = [page(model, name) for model in admin.site._registry for name in ("changelist", "add")
             if admin.site.get_model_admin(model).has_add_permission(admin_client.get("/admin/").wsgi_request)]  # fmt: skip
    addresses = [*kinds, *(page(row, name, row.pk) for row in (item, meeting)
                           for name in ("change", "history", "preview", "delete"))]  # fmt: skip
    for role in (None, "Author", "Editor", "Administrator"):
        client = client_of(account(role))
        statuses = {address: client.get(address).status_code for address in addresses}
        assert set(statuses.values()) <= {200, 302, 403}, statuses
        reads = {address for address, status in statuses.items() if status == 200}
        if role is None:
            assert reads == set()
        elif role == "Author":
            assert page(Photo, "add") in reads and page(User, "changelist") not in reads
        elif role == "Editor":
            assert page(User, "changelist") not in reads and page(Meeting, "add") in reads
        else:
            assert page(User, "add") in reads
    assert Client().get(addresses[0]).status_code == 302
