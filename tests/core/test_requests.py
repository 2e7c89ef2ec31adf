"""Headers and cookies of every answer, and requests that are refused."""

import pytest
from django.db import OperationalError
from django.test import Client

from ipacis import views
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_only_get_head_and_post_are_answered(method):
    assert getattr(Client(), method)("/en/").status_code == 405


def test_readers_get_no_cookie_and_every_answer_a_strict_policy():
    make.news()
    for address in ("/en/", "/ru/news/", "/en/meetings/?topic=x", "/en/no-such-page/", "/robots.txt"):
        answer = Client().get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert (answer.cookies.output(), "unsafe" in policy, "default-src 'none'" in policy) == (
            "",
            False,
            True,
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def cache_controls(client):
    """Return {address: Cache-Control} of answers of each kind: page, list, file, redirect, error, refusal."""
    addresses = [
        "/", "/en/", "/ru/meetings/", "/en/news/feed.rss", "/en/meetings/calendar.ics", "/en/meetings/export.csv",
        "/popolo.json", "/robots.txt", "/sitemap.xml", "/admin/", "/en/no-such-page/", "/en/meetings/?q=%00",
    ]  # fmt: skip
    return {address: client.get(address).headers.get("Cache-Control") for address in addresses}


def test_caches_keep_no_answer_to_a_signed_in_account(admin_client):
    kept = cache_controls(admin_client)
    # A refusal happens before the view, so it is the same for everybody.
    assert kept.pop("/en/meetings/?q=%00") is None
    assert kept == dict.fromkeys(kept, "private, no-store")


def test_a_cookie_of_a_session_that_has_ended_keeps_the_answer_out_of_caches_as_well():
    client = Client()
    client.cookies["sessionid"] = "ended"
    assert client.get("/en/").headers["Cache-Control"] == "private, no-store"


def test_caches_may_keep_answers_to_readers():
    kept = cache_controls(Client())
    assert kept.pop("/admin/") == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert kept == dict.fromkeys(kept)


@pytest.mark.django_db
def test_a_304_does_not_replace_the_headers_by_which_other_origins_read():
    make.news()
    for address in ("/popolo.json", "/en/news/feed.atom"):
        answer = Client().get(address)
        known = Client().get(address, headers={"If-None-Match": answer["ETag"]})
        assert known.status_code == 304
        assert known.get("Cross-Origin-Resource-Policy") in {None, "cross-origin"}, address


def test_pages_of_other_origins_read_what_is_meant_for_others_and_nothing_else(admin_client):
    post = make.post("Chair", make.organization(slug="body"), slug="chair")
    person, other = make.person(slug="anna"), make.person("Boris Petrov", slug="boris")
    make.membership(person, post)
    meeting = make.meeting(people=[person, other], slug="talks")
    make.news(meetings=[meeting], slug="talks")
    lists = ["news", "news/2023", "meetings", "meetings/2023/11/30", "people/anna/with/boris"]
    open_data = [
        *(
            f"/en/{path}/{form}"
            for path in lists
            for form in ("feed.rss", "feed.atom", "feed.json", "export.csv")
        ),
        "/en/meetings/calendar.ics",
        "/en/meetings/2023/11/30/talks/calendar.ics",
        "/en/people/anna/with/boris/calendar.ics",
        "/en/organizations/body/holders.json",
        "/en/posts/chair/holders.json?on=nonsense",
        "/popolo.json",
    ]
    pages = [
        "/en/",
        "/en/news/",
        "/en/people/anna/",
        "/en/people/suggest.json?q=anna",
        "/admin/",
        "/accounts/login/",
    ]
    for client in (Client(), admin_client):
        shared = {address: policies(client.get(address)) for address in open_data}
        assert shared == dict.fromkeys(open_data, ("*", "cross-origin"))
        own = {address: policies(client.get(address)) for address in pages}
        assert own == dict.fromkeys(pages, (None, "same-origin"))


def policies(answer):
    assert answer.status_code in {200, 302, 400}
    return answer.get("Access-Control-Allow-Origin"), answer.get("Cross-Origin-Resource-Policy")


def test_a_host_that_is_not_ours_is_refused():
    assert Client(headers={"host": "evil.example"}).get("/en/").status_code == 400


def test_absolute_addresses_come_from_the_settings_not_from_the_request(settings):
    settings.ALLOWED_HOSTS = ["other.example"]
    page = Client(headers={"host": "other.example"}).get("/en/").content.decode()
    assert "other.example" not in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}/en/">' in page


@pytest.mark.parametrize(
    "address",
    ["/en/news/%00/", "/en/meetings/2023/11/30/a%00b/", "/%00", "/en/?%00=%00", "/en/meetings/?q=%00"],
)
def test_a_null_character_is_no_server_error(address):
    assert Client().get(address).status_code in {200, 302, 400, 404}


def test_an_overlong_address_is_refused():
    assert Client().get("/en/meetings/?" + "q=a&" * 2_000).status_code == 414


def test_a_page_that_is_not_there_says_so_and_repeats_nothing_of_the_address():
    answer = Client().get("/en/secret-word-of-the-attacker/")
    assert (answer.status_code, b"secret-word" in answer.content) == (404, False)


def test_a_database_that_is_away_is_a_503_that_says_when_to_return(monkeypatch):
    def away(*arguments):
        raise OperationalError("the server is away")

    monkeypatch.setattr(views.NewsItem.objects, "published", away)
    answer = Client(raise_request_exception=False).get("/en/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_any_other_fault_is_a_500_in_the_readers_language(monkeypatch):
    def broken(*arguments):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(views.NewsItem.objects, "published", broken)
    answer = Client(raise_request_exception=False).get("/en/")
    assert (answer.status_code, b"secret detail" in answer.content) == (500, False)
    assert b"The fault is ours" in answer.content


def test_health_answers():
    assert Client().get("/healthz").content == b"ok\n"


def test_the_root_address_redirects_to_the_language_of_the_browser():
    for accept, home in (("ru,en;q=0.5", "/ru/"), ("de", "/en/"), ("", "/en/")):
        assert Client(headers={"accept-language": accept}).get("/").headers["Location"] == home
