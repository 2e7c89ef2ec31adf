"""Links in rich text: completed, left unchanged or refused; removed links are logged."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipacis.core.text.links import completed
from ipacis.core.text.richtext import sanitize
from news.models import NewsItem
from tests import factories as make
from tests.admin_pages import change, errors, save

COMPLETED = {
    "www.example.org/partner": "https://www.example.org/partner",
    "WWW.Example.org": "https://WWW.Example.org",
    "example.org": "https://example.org",
    "example.org/a/b.html?c=d#e": "https://example.org/a/b.html?c=d#e",
    "example.org?c=d": "https://example.org?c=d",
    "пример.рф/страница": "https://пример.рф/страница",
    "xn--e1afmkfd.xn--p1ai": "https://xn--e1afmkfd.xn--p1ai",
    "press@example.org": "mailto:press@example.org",
    "press@example.org?subject=A": "mailto:press@example.org?subject=A",
    "MAILTO:press@example.org": "mailto:press@example.org",
    "https:/example.org": "https://example.org",
    "https:example.org/a": "https://example.org/a",
    "https:///example.org": "https://example.org",
    "https:\\\\example.org": "https://example.org",
    "https//example.org": "https://example.org",
    "http://https://example.org": "https://example.org",
    "http://http//example.org": "http://example.org",
    "https://https:/example.org": "https://example.org",
    "HTTP://example.org": "http://example.org",
    " https://example.org\u200b ": "https://example.org",
    "htt\nps://example.org": "https://example.org",
}
KEPT = [
    "https://example.org", "http://example.org:8080/a?b=c:d#e", "https://intranet/", "https://[2001:db8::1]/",
    "https://web.archive.org/web/2020/https://example.org/", "https://example.org/?u=http://a.example",
    "mailto:a@example.org,b@example.org", "mailto:a@example.org?subject=%D0%90",
    "/en/", "/", "#x", "#", "?from=2020-01-01", "about/", "../topics/", "./", "//example.org/x", "notes.pdf",
    "feed.rss", "2023/11/30/", "export.csv",
]  # fmt: skip
NOWHERE = [
    "", " ", "tel:+78123269069", "htp://example.org", "javascript:alert(1)", "data:text/html,x", "file:///C:/a.doc",
    "C:\\Documents\\a.doc", "http://", "https:", "mailto:", "mailto:nobody", "@channel", "see the site", "partner",
    "http://exa mple.org", "http://[half", "ftp://example.org", "localhost:8000/x", "http://example.org:99999/",
    "12.05.2023", "https", "http:///", "//", "//[", "//[::1", "//x:abc/", "http://a..b/", f"http://{'a' * 64}.org/",
    f"http://{'a.' * 130}org/",
]  # fmt: skip


def link(address):
    return f'<p>See <a href="{address}">the <em>partner</em></a>.</p>'


@pytest.mark.parametrize("written", COMPLETED)
def test_a_link_without_a_scheme_gets_the_one_that_is_surely_meant(written):
    assert completed(written) == COMPLETED[written]
    assert f'href="{COMPLETED[written]}"' in sanitize(link(written))


@pytest.mark.parametrize("written", KEPT)
def test_whole_addresses_and_links_to_own_pages_stay_as_they_are(written):
    assert completed(written) == written
    assert f'href="{written}"' in sanitize(link(written))


@pytest.mark.parametrize("written", NOWHERE)
def test_a_text_that_is_no_address_is_refused(written):
    with pytest.raises(ValueError, match=r"no address|names no host|mail address|Port|IPv6"):
        completed(written)


@given(st.text(alphabet="htps:/.@w#?a0 \\я", max_size=20))
def test_completing_twice_changes_nothing(text):
    try:
        once = completed(text)
    except ValueError:
        return
    assert completed(once) == once


@pytest.mark.django_db
@pytest.mark.parametrize("written", NOWHERE)
def test_the_form_names_a_link_that_leads_nowhere_and_keeps_the_text(admin_client, written):
    item = make.news(state="draft", publish_at=None)
    answer = save(admin_client, change(item), body=link(written))
    [error] = errors(answer)
    assert "“the partner”" in error and (f"“{written}”" in error or "has no address" in error)
    assert "partner" in answer.context["adminform"].form["body"].value()
    item.refresh_from_db()
    assert item.body == ""


@pytest.mark.django_db
def test_the_form_names_every_such_link_and_completes_the_others(admin_client):
    item = make.news(state="draft", publish_at=None)
    both = '<p><a href="tel:1">call</a> <a href="example.org">b</a> <a href="htp://x">read</a></p>'
    told = errors(save(admin_client, change(item), body=both))
    assert [("“call”" in text, "“read”" in text) for text in told] == [(True, False), (False, True)]
    good = '<p><a href="example.org">a</a> <a href="press@example.org">b</a> <a name="anchor">c</a></p>'
    assert save(admin_client, change(item), body=good).status_code == 302
    item.refresh_from_db()
    assert 'href="https://example.org"' in item.body and 'href="mailto:press@example.org"' in item.body


@pytest.mark.django_db
@pytest.mark.parametrize("make_one", [make.person, make.organization])
def test_other_texts_are_checked_as_well(admin_client, make_one):
    thing = make_one()
    field = "biography_ru" if hasattr(thing, "biography_ru") else "description_ru"
    [error] = errors(save(admin_client, change(thing), **{field: link("htp://x")}))
    assert "“htp://x”" in error


@pytest.mark.django_db
def test_links_that_a_program_stores_are_completed_and_removed_links_are_logged(caplog):
    with caplog.at_level(logging.WARNING, "ipacis.core.text.richtext"):
        item = make.news(body=f"{link('example.org')}{link('tel:+7812')}{link('partner')}")
        NewsItem.objects.get(pk=item.pk).save()
    assert [record.args[0] for record in caplog.records] == ["tel:+7812"]
    assert 'href="https://example.org"' in item.body and 'href="partner"' in item.body
    assert "the <em>partner</em>" in item.body
