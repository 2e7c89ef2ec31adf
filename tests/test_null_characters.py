"""U+0000, which PostgreSQL cannot store: refused wherever it comes from, and never a server error."""

import json

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.urls import reverse

from ipacis.core.web.middleware import TextRequest
from tests import factories as make
from tests.admin_pages import change, fields, page
from tests.routes import PARAMETERS, make_content, routes

pytestmark = pytest.mark.django_db
NUL = "\x00"
#: Query parameters of Django's admin, in addition to the filters of each list.
ADMIN_PARAMETERS = [
    "q",
    "o",
    "p",
    "e",
    "all",
    "_popup",
    "_to_field",
    "_changelist_filters",
    "_facets",
    "pk__in",
]


@pytest.fixture
def world():
    """Make a public row of each model and return the first address of each route in each language."""
    content = make_content()
    return [next(route.fill(content.values)) for route in routes()]


def refused(client, address, names):
    """Return the set of statuses of *address* with U+0000, alone or within a value, in each parameter of *names*."""
    return {
        client.get(f"{address}?{query}").status_code
        for name in names
        for query in (f"{name}=%00", f"a=b&{name}=x%00y")
    }


def test_every_public_address_refuses_it_in_every_parameter(world):
    names = [*PARAMETERS, "unknown", "x%00"]
    client = Client(raise_request_exception=False)
    assert {address: refused(client, address, names) for address in world} == {key: {400} for key in world}


def test_every_list_and_form_of_the_admin_refuses_it_in_every_parameter(admin_client):
    admin_client.raise_request_exception = False
    statuses = {}
    for model, model_admin in admin.site._registry.items():
        changelist = admin_client.get(page(model, "changelist")).context["cl"]
        filters = [name for spec in changelist.filter_specs for name in spec.expected_parameters()]
        days = [f"{model_admin.date_hierarchy}__{part}" for part in ("year", "month", "day", "gte")]
        names = [*ADMIN_PARAMETERS, *filters, *days]
        statuses[page(model, "changelist")] = refused(admin_client, page(model, "changelist"), names)
        own = [field.name for field in model._meta.get_fields()]
        statuses[page(model, "add")] = refused(admin_client, page(model, "add"), [*ADMIN_PARAMETERS, *own])
    assert statuses == {key: {400} for key in statuses}


def choices():
    """Return (model, field) of every relation whose other side has an autocomplete."""
    relations = [
        (model, field)
        for model in [*admin.site._registry, *(inline.model for inline in inlines())]
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.remote_field and admin.site.is_registered(field.remote_field.model)
    ]
    return [(m, f) for m, f in relations if admin.site.get_model_admin(f.remote_field.model).search_fields]


def inlines():
    return [inline for model_admin in admin.site._registry.values() for inline in model_admin.inlines]


def test_every_autocomplete_answers_and_refuses_it(admin_client, world):
    admin_client.raise_request_exception = False
    address, plain, hostile = reverse("admin:autocomplete"), {}, {}
    for model, field in choices():
        asked = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": field.name,
        }
        plain[field] = admin_client.get(address, {**asked, "term": "e"}).status_code
        hostile[field] = {
            admin_client.get(address, {**asked, name: NUL}).status_code
            for name in (*asked, "term", "page", "forward")
        }
    assert plain == dict.fromkeys(plain, 200)
    assert hostile == {key: {400} for key in hostile}


def test_a_percent_sign_that_was_encoded_itself_is_no_null_character():
    assert Client().get("/en/people/?q=%2500").status_code == 200


@pytest.mark.parametrize("charset", ["hex", "rot13", "base64"])
def test_a_charset_that_is_no_text_encoding_is_a_bad_request(charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    environ = {**RequestFactory().post("/en/?q=1", {"q": "1"}).environ, "CONTENT_TYPE": kind}
    served, statuses = WSGIHandler(), []
    served.request_class = TextRequest
    served(environ, lambda status, headers, *rest: statuses.append(status))
    assert statuses == ["400 Bad Request"]


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "koi8-r"])
def test_it_is_refused_in_other_encodings(charset):
    client = Client(raise_request_exception=False)
    query = "q=%2BAAA-&letter=%2BAAA-&from=x"
    answer = client.get("/en/people/", QUERY_STRING=query, CONTENT_TYPE=f"text/plain; charset={charset}")
    assert answer.status_code == 400


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "django_language", "messages"])
def test_a_cookie_that_contains_it_is_ignored(cookie, world):
    client = Client(raise_request_exception=False, headers={"cookie": f'{cookie}="\\000abcdefghijk"'})
    for address in ("/en/", "/admin/", "/accounts/login/"):
        assert client.get(address).status_code in {200, 302}
    assert client.post("/accounts/login/", {"login": "a", "password": "b"}).status_code == 200


@pytest.mark.parametrize("header", ["accept-language", "x-forwarded-for", "referer", "user-agent", "origin"])
def test_headers_that_contain_it_are_refused(header):
    client = Client(raise_request_exception=False, headers={header: "en\x00"})
    statuses = {client.get("/en/").status_code, client.post("/accounts/login/", {"login": "a"}).status_code}
    assert statuses == {400}


# What is posted


def answers_to_each_field(client, address, data):
    """Return {field: status} of posting *data* to *address* with U+0000 in one field after the other."""
    return {name: client.post(address, {**data, name: f"x{NUL}"}).status_code for name in data}


def stored(model):
    """Return the texts with U+0000 that the table of *model* holds."""
    rows = model._base_manager.values_list()
    return [text for row in rows for text in row if isinstance(text, str) and NUL in text]


@pytest.mark.slow
def test_every_field_of_every_admin_form_refuses_it(admin_client, world):
    admin_client.raise_request_exception = False
    faults, texts = {}, []
    for model in admin.site._registry:
        row = model._base_manager.first()
        for address in [page(model, "add"), *([change(row)] if row else [])]:
            answer = admin_client.get(address)
            if answer.status_code != 200:
                continue  # nothing is added or changed there
            statuses = answers_to_each_field(admin_client, address, {**fields(answer), "_save": "Save"})
            faults |= {(address, name): status for name, status in statuses.items() if status >= 500}
        texts += stored(model)
    assert (faults, texts) == ({}, [])


def test_every_action_of_every_admin_list_refuses_it(admin_client, world):
    admin_client.raise_request_exception = False
    faults = {}
    for model in admin.site._registry:
        address = page(model, "changelist")
        row = model._base_manager.first()
        if row is None:
            continue
        actions = dict(
            admin.site.get_model_admin(model).get_action_choices(admin_client.get(address).wsgi_request)
        )
        for action in actions:
            data = {"action": action, "_selected_action": str(row.pk), "index": "0", "select_across": "0"}
            statuses = answers_to_each_field(admin_client, address, data)
            statuses |= answers_to_each_field(
                admin_client, address, {**data, "confirmed": "1", "withdrawal_reason_en": "", "survivor": ""}
            )
            faults |= {(address, action, name): status for name, status in statuses.items() if status >= 500}
    assert faults == {}


def test_every_sign_in_form_refuses_it():
    User.objects.create_user("editor", password="a long password")
    faults = {}
    for path, data in {
        "/accounts/login/": {"login": "editor", "password": "x", "next": "/admin/", "remember": "on"},
        "/admin/login/": {"username": "editor", "password": "x", "next": "/admin/"},
        "/accounts/password/reset/": {"email": "a@example.org"},
        "/accounts/password/reset/key/1-x/": {"password1": "x", "password2": "x"},
        "/accounts/logout/": {"next": "/"},
        "/accounts/signup/": {"username": "x", "email": "a@example.org", "password1": "x", "password2": "x"},
        "/accounts/2fa/webauthn/login/": {
            "credential": json.dumps({"id": NUL, "rawId": NUL, "response": {}})
        },
        "/i18n/setlang/": {"language": "en", "next": "/en/"},
    }.items():
        client = Client(raise_request_exception=False)
        statuses = answers_to_each_field(client, path, data)
        statuses[""] = client.post(path, data).status_code
        right = client.post(
            "/accounts/login/", {"login": "editor", "password": "a long password", "next": NUL}
        )
        statuses["right"] = right.status_code
        faults |= {(path, name): status for name, status in statuses.items() if status >= 500}
    assert faults == {}


def test_every_account_form_refuses_it(client):
    client.force_login(User.objects.create_user("editor", password="a long password", is_staff=True))
    client.raise_request_exception = False
    faults = {}
    for path, data in {
        "/accounts/password/change/": {"oldpassword": "a long password", "password1": "x", "password2": "x"},
        "/accounts/email/": {"email": "a@example.org", "action_add": "", "action_primary": ""},
        "/accounts/reauthenticate/": {"password": "x", "next": "/admin/"},
        "/accounts/2fa/totp/activate/": {"code": "123456"},
        "/accounts/2fa/webauthn/add/": {
            "name": "x",
            "credential": json.dumps({"id": NUL}),
            "passwordless": "on",
        },
        "/accounts/2fa/recovery-codes/generate/": {"x": ""},
    }.items():
        statuses = answers_to_each_field(client, path, data)
        faults |= {(path, name): status for name, status in statuses.items() if status >= 500}
    assert faults == {}


def test_a_form_that_refuses_it_shows_again_what_the_editor_typed(admin_client):
    item = make.news(state="draft", publish_at=None)
    data = {**fields(admin_client.get(change(item))), "headline": f"Talks{NUL}", "lead": "A long lead"}
    answer = admin_client.post(change(item), data)
    assert answer.status_code == 200
    assert "headline" in answer.context["adminform"].form.errors and "A long lead" in answer.content.decode()
