"""The list of sensitive acts at the desk, and the second factor that whoever publishes may need."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group, User
from django.db import DatabaseError
from django.test import Client, override_settings

from ipacis.core.logs import entries
from ipacis.core.logs.audit import STEPS, record
from ipacis.core.logs.entries import EVENTS, AuditEntry
from news.models import NewsItem
from tests import factories as make
from tests.admin_pages import act, change, page, save, step
from tests.roles import account, client_of, make_roles

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"


def told():
    return [(row.event, row.account, row.what) for row in AuditEntry.objects.order_by("pk")]


def test_publications_withdrawals_merges_and_roles_are_listed_with_who_did_them():
    editor = account("Administrator", "olga")
    client = client_of(editor)
    AuditEntry.objects.all()._raw_delete("default")  # the sign-in
    item = make.news(**make.DRAFT)
    step(client, item, "publish")
    step(client, item, "withdraw", withdrawal_reason_en="A mistake")
    topics = [make.topic("Law"), make.topic("Laws")]
    act(client, type(topics[0]), "merge", topics, confirmed="yes", keep=topics[0].pk)
    other = account("Author", "ivan")
    save(client, change(other), groups=[Group.objects.get(name="Editor").pk])
    assert told() == [
        ("published", "olga", f"news.newsitem/{item.pk}"),
        ("withdrawn", "olga", f"news.newsitem/{item.pk}"),
        ("merged", "olga", f"news.topic/{topics[0].pk}"),
        ("rights changed", "olga", f"auth.user/{other.pk}"),
    ]
    assert AuditEntry.objects.first().details == {"name": "ivan", "groups": "+Editor -Author"}


def test_sign_ins_are_listed_with_their_address_and_failed_ones_without_what_was_typed(client):
    User.objects.create_user("olga", password=PASSWORD)
    for password in ("wrong", PASSWORD):
        client.post("/accounts/login/", {"login": "olga", "password": password}, REMOTE_ADDR="203.0.113.7")
    Client().post("/accounts/login/", {"login": "my-password", "password": "x"})
    assert told() == [
        ("sign-in failed", "olga", ""),
        ("signed in", "olga", ""),
        ("sign-in failed", "(none)", ""),
    ]
    assert AuditEntry.objects.last().address == "203.0.113.7"


def test_an_act_that_is_undone_is_not_listed(monkeypatch):
    client = client_of(account("Editor"))
    client.raise_request_exception = False
    item = make.news(**make.DRAFT)
    monkeypatch.setattr(NewsItem, "publish_meetings", lambda *arguments, **options: 1 / 0)
    assert step(client, item, "publish").status_code == 500
    assert "published" not in [event for event, _account, _what in told()]


def test_what_readers_do_is_not_listed(client):
    client.get("/en/meetings/export.csv")
    client.get("/popolo.json")
    assert told() == []


def test_a_database_that_cannot_write_stops_no_act(monkeypatch, client):
    def refuse(**values):
        raise DatabaseError("read-only")

    monkeypatch.setattr(entries.AuditEntry.objects, "create", refuse)
    record("signed in", account="olga")
    assert told() == []


def test_every_event_of_a_step_has_words():
    assert {event for event in STEPS.values() if event not in EVENTS} == set()


def test_nobody_changes_the_list(admin_client):
    record("signed in", account="olga")
    entry = AuditEntry.objects.first()
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    for change_it in (AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(account="x")):
        with pytest.raises(TypeError):
            change_it()
    addresses = [
        page(AuditEntry, "add"),
        page(AuditEntry, "change", entry.pk),
        page(AuditEntry, "delete", entry.pk),
    ]
    statuses = [
        admin_client.post(address, {"account": "x", "post": "yes"}).status_code for address in addresses
    ]
    assert statuses == [403, 403, 403]
    act(admin_client, AuditEntry, "delete_selected", [entry], post="yes")
    assert AuditEntry.objects.filter(pk=entry.pk, account="olga").exists()


def test_administrators_read_and_search_the_list_and_editors_do_not():
    record("rights changed", account="olga", what="auth.user/7", rights="+publish")
    administrator = client_of(account("Administrator"))
    text = administrator.get(page(AuditEntry, "changelist"), {"q": "olga"}).content.decode()
    assert "rights changed" in text and "rights: +publish" in text and "auth.user/7" in text
    found = (
        administrator.get(page(AuditEntry, "changelist"), {"event": "published"}).context["cl"].result_list
    )
    assert list(found) == []
    russian = administrator.get(page(AuditEntry, "changelist"), headers={"accept-language": "ru"})
    assert "изменены права" in russian.content.decode()
    assert client_of(account("Editor")).get(page(AuditEntry, "changelist")).status_code == 403


# The second factor that may be required


@pytest.fixture
def required():
    with override_settings(REQUIRE_SECOND_FACTOR=True):
        yield


SET_UP = "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize("role", ["Editor", "Administrator", "superuser"])
def test_whoever_publishes_is_led_to_the_set_up_of_a_second_factor(required, role):
    user = User.objects.create_superuser("root") if role == "superuser" else account(role)
    client = client_of(user)
    for address in ("/admin/", page(NewsItem, "changelist"), page(NewsItem, "add")):
        for answer in (client.get(address), client.post(address, {"action": "publish"})):
            assert (answer.status_code, answer.url) == (302, SET_UP)
    RecoveryCodes.activate(user)  # alone they are no second factor
    assert client.get("/admin/").status_code == 302
    TOTP.activate(user, generate_totp_secret())
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", ["Author", None])
def test_whoever_does_not_publish_needs_no_second_factor(required, role):
    assert client_of(account(role)).get("/admin/").status_code == 200


def test_readers_and_the_sign_in_are_as_before(required):
    make_roles()
    assert Client().get("/en/").status_code == 200
    answer = Client().get("/admin/")
    assert (answer.status_code, answer.url.startswith("/admin/login/")) == (302, True)


def test_no_second_factor_is_required_unless_the_setting_says_so():
    assert client_of(account("Editor")).get("/admin/").status_code == 200
