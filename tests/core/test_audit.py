"""The audit log: sign-ins, failures, lock-outs, changes of rights, publications, withdrawals, merges, exports."""

import io
import json
import logging

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from ipacis.core.admin.row_versions import newest_version
from ipacis.core.logs.lines import JsonFormatter
from news.models import Meeting, NewsItem, Topic
from tests import factories as make
from tests.admin_pages import act, change, page, save, step

from .codes import code_of

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-enough-password"
ADDRESS = "203.0.113.7"


class Told:
    """The log lines of ``ipacis.audit``. A call returns those since the last call, without the common fields."""

    def __init__(self):
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonFormatter())

    def __call__(self, address=ADDRESS):
        entries = [json.loads(line) for line in self.stream.getvalue().splitlines()]
        self.stream.truncate(0)
        self.stream.seek(0)
        lines = []
        for entry in entries:
            if entry.pop("logger") == "ipacis.audit":
                assert (entry.pop("address"), bool(entry.pop("request"))) == (address, bool(address))
                del entry["time"]
                lines.append((entry.pop("level"), entry.pop("message"), entry.pop("account"), entry))
        return lines


@pytest.fixture
def told():
    told = Told()
    logging.getLogger().addHandler(told.handler)
    yield told
    logging.getLogger().removeHandler(told.handler)


@pytest.fixture(autouse=True)
def nothing_counted(db):
    call_command("createcachetable", verbosity=0)
    cache.clear()


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", "", PASSWORD)


@pytest.fixture
def desk(editor, told):
    client = Client(REMOTE_ADDR=ADDRESS)
    client.force_login(editor)
    told(address="")
    return client


def post_login(client, name="editor", password=PASSWORD):
    return client.post("/accounts/login/", {"login": name, "password": password})


def test_signing_in_and_out(editor, told):
    client = Client(REMOTE_ADDR=ADDRESS)
    post_login(client)
    client.post("/accounts/logout/")
    assert told() == [
        ("INFO", "signed in", "editor", {"by": "password"}),
        ("INFO", "signed out", "editor", {}),
    ]


def test_a_wrong_password_names_the_account_if_there_is_one_and_nothing_that_was_typed(editor, told):
    client = Client(REMOTE_ADDR=ADDRESS)
    post_login(client, password="wrong")
    post_login(client, name="my-password-in-the-wrong-field")
    assert told() == [
        ("WARNING", "sign-in failed", "editor", {}),
        ("WARNING", "sign-in failed", "(none)", {}),
    ]


def test_a_lock_out(editor, told):
    client = Client(REMOTE_ADDR=ADDRESS)
    for _attempt in range(7):
        post_login(client, password="wrong")
    failed, locked = ("WARNING", "sign-in failed", "editor", {}), ("WARNING", "locked out", "editor", {})
    assert told() == [failed] * 5 + [locked] * 2


def test_too_many_requests_of_any_kind_are_a_lock_out_explained_in_words(told):
    client = Client(REMOTE_ADDR=ADDRESS)
    answers = [client.post("/accounts/login/", {}) for _n in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert b"Wait a few minutes" in answers[-1].content
    assert told() == [("WARNING", "locked out", "", {"what": "account_login"})]


def test_a_second_factor_and_one_that_is_refused_until_it_is_locked(editor, told):
    secret = generate_totp_secret()
    TOTP.activate(editor, secret)
    client = Client(REMOTE_ADDR=ADDRESS)
    post_login(client)
    right = code_of(secret)
    client.post("/accounts/2fa/authenticate/", {"code": right})
    assert told() == [("INFO", "signed in", "editor", {"by": "password,totp"})]
    client = Client(REMOTE_ADDR=ADDRESS)
    post_login(client)
    for _attempt in range(6):
        client.post("/accounts/2fa/authenticate/", {"code": "no"})
    refused = ("WARNING", "second factor refused", "editor", {})
    assert told() == [refused] * 5 + [("WARNING", "locked out", "editor", {})]


def test_changes_of_credentials(editor, told):
    client = Client(REMOTE_ADDR=ADDRESS)
    post_login(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    told()
    client.post("/accounts/email/", {"email": "editor@example.org", "action_add": ""})
    EmailAddress.objects.update(verified=True)
    client.get("/accounts/2fa/totp/activate/")
    code = code_of(client.session["mfa.totp.secret"])
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    new = dict.fromkeys(["password1", "password2"], "another-long-password")
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    assert told() == [
        ("INFO", "e-mail address added", "editor", {}),
        ("INFO", "second factor added", "editor", {"kind": "totp"}),
        ("INFO", "second factor added", "editor", {"kind": "recovery_codes"}),
        ("INFO", "password changed", "editor", {}),
    ]


def test_changes_of_an_account_by_an_administrator(desk, told):
    posted = {"username": "new", "usable_password": "true"}
    posted |= dict.fromkeys(["password1", "password2"], PASSWORD)
    desk.post("/admin/auth/user/add/", posted)
    user = User.objects.get(username="new")
    desks = Group.objects.create(name="Editors of news")
    what = {"what": f"auth.user/{user.pk}", "name": "new"}
    save(desk, change(user), is_staff="on", groups=[desks.pk], rights=["withdraw"])
    save(desk, change(user), first_name="Anna", email="anna@example.org")
    save(desk, change(user), is_superuser="on", groups=[], rights=["withdraw"])
    desk.post(f"/admin/auth/user/{user.pk}/password/", {**posted, "username": ""})
    desk.post(page(User, "delete", user.pk), {"post": "yes"})
    assert told() == [
        ("INFO", "account made", "editor", what),
        (
            "INFO",
            "rights changed",
            "editor",
            {**what, "is_staff": "yes", "groups": "+Editors of news", "rights": "+withdraw"},
        ),
        ("INFO", "account changed", "editor", {**what, "changed": "email"}),
        ("INFO", "rights changed", "editor", {**what, "is_superuser": "yes", "groups": "-Editors of news"}),
        ("INFO", "password changed", "editor", what),
        ("INFO", "account deleted", "editor", what),
    ]


def test_going_back_to_an_earlier_version(desk, told):
    topic = make.topic("Law")
    save(desk, change(topic), label_en="Laws")
    old = newest_version(topic)
    save(desk, change(topic), label_en="Bills")
    desk.get(page(topic, "revision", topic.pk, old.pk))
    assert told() == []
    save(desk, page(topic, "revision", topic.pk, old.pk))
    assert told() == [("INFO", "brought back", "editor", {"what": f"news.topic/{topic.pk}"})]


def test_changes_of_groups_and_second_factors_by_an_administrator(desk, editor, told):
    desk.post("/admin/auth/group/add/", {"name": "Editors", "rights": ["withdraw"]})
    group = Group.objects.get(name="Editors")
    save(desk, change(group), rights=[])
    act(desk, Group, "delete_selected", [group], post="yes")
    factor = RecoveryCodes.activate(editor).instance
    desk.post(page(type(factor), "delete", factor.pk), {"post": "yes"})
    what = {"what": f"auth.group/{group.pk}", "name": "Editors"}
    assert told() == [
        ("INFO", "group made", "editor", what),
        ("INFO", "rights changed", "editor", {**what, "rights": "+withdraw"}),
        ("INFO", "rights changed", "editor", {**what, "rights": "-withdraw"}),
        ("INFO", "group deleted", "editor", what),
        (
            "INFO",
            "second factor removed",
            "editor",
            {"what": f"mfa.authenticator/{factor.pk}", "name": "editor", "kind": "recovery_codes"},
        ),
    ]


def test_steps_of_a_release_and_of_the_meeting_it_publishes(desk, told):
    meeting = make.meeting(state="draft", publish_at=None)
    item = make.news(**make.DRAFT, meetings=[meeting])
    save(desk, change(item), headline="Another headline")
    step(desk, item, "submit")
    step(desk, item, "publish")
    save(desk, change(item), lead="Another lead", correction_kind="minor")
    step(desk, item, "withdraw", withdrawal_reason_en="Wrong day")
    what = {"what": f"news.newsitem/{item.pk}"}
    assert told() == [
        ("INFO", "sent to review", "editor", what),
        ("INFO", "published", "editor", what),
        ("INFO", "published", "editor", {"what": f"news.meeting/{meeting.pk}"}),
        ("INFO", "withdrawn", "editor", what),
    ]


def test_a_release_that_appears_later_says_when(desk, told):
    item = make.news(**make.DRAFT)
    step(desk, item, "schedule", publish_at_0="2100-01-02", publish_at_1="12:00:00")
    assert told() == [
        (
            "INFO",
            "published",
            "editor",
            {"appears": "2100-01-02T12:00:00+03:00", "what": f"news.newsitem/{item.pk}"},
        )
    ]


def test_steps_of_many_releases_at_once(desk, told):
    items = [make.news(**make.DRAFT) for _n in "ab"]
    act(desk, NewsItem, "publish", items)
    act(desk, NewsItem, "withdraw", items[:1], confirmed="1", withdrawal_reason_en="Wrong day")
    what = [{"what": f"news.newsitem/{item.pk}"} for item in items]
    assert told() == [
        ("INFO", "published", "editor", what[0]),
        ("INFO", "published", "editor", what[1]),
        ("INFO", "withdrawn", "editor", what[0]),
    ]


def test_a_step_that_is_undone_leaves_no_line(desk, told, monkeypatch):
    item = make.news(**make.DRAFT)

    def broken(*arguments):
        raise RuntimeError

    desk.raise_request_exception = False
    monkeypatch.setattr(NewsItem, "publish_meetings", broken)
    assert act(desk, NewsItem, "publish", [item]).status_code == 500
    assert (told(), NewsItem.objects.get().state) == ([], "draft")


def test_a_merge_names_the_survivor_and_the_duplicate(desk, told):
    keep, gone = (Topic.objects.create(name=name, label_en=name) for name in ("Trade", "Commerce"))
    act(desk, Topic, "merge", [keep, gone], confirmed="1", keep=keep.pk)
    assert told() == [
        ("INFO", "merged", "editor", {"what": f"news.topic/{keep.pk}", "gone": f"news.topic/{gone.pk}"})
    ]


def test_what_is_deleted_alone_and_with_others(desk, told):
    topics = [Topic.objects.create(name=name, label_en=name) for name in ("Trade", "Culture", "Sport")]
    desk.post(page(Topic, "delete", topics[0].pk), {"post": "yes"})
    act(desk, Topic, "delete_selected", topics[1:], post="yes")
    lines = [("INFO", "deleted", "editor", {"what": f"news.topic/{topic.pk}"}) for topic in topics]
    assert sorted(told(), key=str) == sorted(lines, key=str)


def test_exports_of_readers(told):
    reader = Client(REMOTE_ADDR=ADDRESS)
    for address in ("/en/meetings/2023/export.csv?topic=secret", "/popolo.json"):
        reader.get(address)
        reader.head(address)
    assert told() == [
        ("INFO", "exported", "", {"what": "en-meetings-2023.csv"}),
        ("INFO", "exported", "", {"what": "popolo.json"}),
    ]


def test_a_release_published_by_a_program(told, tmp_path):
    file = tmp_path / "release.txt"
    file.write_text("A visit\n\n30 November 2023\n\nThe delegation arrived.\n", encoding="utf-8")
    call_command("import_release", file, publish=True, verbosity=0)
    item = NewsItem.objects.get()
    assert Meeting.objects.count() == 0
    assert told(address="") == [
        ("INFO", "published", "", {"what": f"news.newsitem/{item.pk}", "by": "import_release"})
    ]
