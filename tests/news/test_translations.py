"""Adding the text of a release in another language: what is shown, copied and asked for."""

import pytest
from django.contrib.auth.models import Permission, User

from ipacis.core.accounts.open_forms import OpenForm, note_open
from ipacis.core.admin.row_versions import newest_version
from news.models import Correction, Meeting, NewsItem
from tests import factories as make
from tests.admin_pages import change, errors, fields, messages, page, save
from tests.roles import account, client_of
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db

DRAFT = {"state": "draft", "publish_at": None, "body": "<p>They <strong>talked</strong>.</p>"}


def add(item):
    return f"{page(NewsItem, 'add')}?translation_of={item.pk}"


@pytest.fixture
def item():
    """A draft in English with a meeting without a Russian title and a photo without a Russian description."""
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    complete = make.meeting("Forum", title_ru="Форум", state="draft", publish_at=None)
    photos = [make_photo(alt_en="The palace"), make_photo(alt_en="The hall", alt_ru="Зал")]
    return make.news("Headline", **DRAFT, lead="The lead.", meetings=[meeting, complete], photos=photos)


def test_the_form_shows_the_text_of_the_source_and_copies_no_words_of_it(admin_client, item):
    text = admin_client.get(add(item)).content.decode()
    assert '<aside class="source-text" lang="en"' in text
    assert "<h2>Headline</h2>" in text and "<p>They <strong>talked</strong>.</p>" in text
    data = fields(admin_client.get(add(item)))
    assert (data["headline"], data["lead"], data["body"], data["language"]) == ("", "", "", "ru")


def test_the_form_asks_for_missing_titles_and_descriptions_and_stores_them(admin_client, item):
    meeting, photo = item.meetings.get(title_en="Talks"), item.photos.get(alt_en="The palace")
    data = fields(admin_client.get(add(item)))
    asked = {name for name in data if name.startswith(("title_of", "alt_of"))}
    assert asked == {f"title_of_meeting_{meeting.pk}", f"alt_of_photo_{photo.pk}"}
    data |= {
        "headline": "Заголовок",
        f"title_of_meeting_{meeting.pk}": "Переговоры",
        f"alt_of_photo_{photo.pk}": "Дворец",
    }
    assert admin_client.post(add(item), data).status_code == 302
    meeting.refresh_from_db()
    photo.refresh_from_db()
    assert (meeting.title_ru, meeting.title_en, photo.alt_ru) == ("Переговоры", "Talks", "Дворец")
    assert newest_version(meeting).field_dict["title_ru"] == "Переговоры"


def test_what_is_left_empty_stays_missing(admin_client, item):
    save(admin_client, add(item), headline="Заголовок")
    assert Meeting.objects.get(title_en="Talks").title_ru == ""
    assert NewsItem.objects.get(language="ru").translation_key == item.translation_key


def test_the_title_of_a_public_meeting_is_logged_as_a_minor_change(admin_client):
    meeting = make.meeting("Talks")
    item = make.news("Release", meetings=[meeting])
    save(admin_client, add(item), headline="Заголовок", **{f"title_of_meeting_{meeting.pk}": "Переговоры"})
    meeting.refresh_from_db()
    [entry] = Correction.objects.filter(meeting=meeting)
    assert (meeting.title_ru, entry.kind, entry.changed) == ("Переговоры", "minor", ["title_ru"])


def test_an_author_is_asked_only_for_what_he_may_change(item):
    client = client_of(account("Author"))
    data = fields(client.get(add(item)))
    assert [name for name in data if name.startswith(("title_of", "alt_of"))] == []
    meeting = item.meetings.get(title_en="Talks")
    client.post(add(item), {**data, "headline": "Заголовок", f"title_of_meeting_{meeting.pk}": "Чужое"})
    meeting.refresh_from_db()
    assert (meeting.title_ru, NewsItem.objects.get(language="ru").created_by.username) == ("", "author")


def test_a_release_that_the_editor_may_not_see_is_no_source(item):
    user = User.objects.create_user("ivan", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_newsitem", "change_own_newsitem"]))
    text = client_of(user).get(add(item)).content.decode()
    assert "Headline" not in text.replace("Headline:", "") and "source-text" not in text


def test_whoever_comes_second_is_led_to_the_text_that_was_begun(admin_client, item):
    opened = fields(admin_client.get(add(item)))
    other = make.news("Первый", "ru", translation_key=item.translation_key, state="draft", publish_at=None)
    answer = admin_client.get(add(item))
    assert (answer.status_code, answer.url) == (302, change(other))
    assert messages(answer)[0][1] == "The text in the other language has been begun: this is it."
    answer = admin_client.post(add(item), {**opened, "headline": "Второй"})
    assert errors(answer) == ["This release already has a text in that language."]


def test_who_has_the_form_of_the_same_translation_open_is_told(admin_client, item):
    data = admin_client.get(add(item)).context["kept_form"]
    assert data["key"] == f"translation_of={item.pk}"
    colleague = account("Editor", first_name="Olga", last_name="Sidorova")
    note_open("11111111-1111-1111-1111-111111111111", colleague, "news.newsitem", data["key"], False)
    asked = {
        "window": "22222222-2222-2222-2222-222222222222",
        "kind": "news.newsitem",
        "key": data["key"],
        "seen": "",
    }
    answer = admin_client.get("/admin/open-forms/", asked).json()
    assert any("Olga Sidorova" in str(one) for one in answer["notes"])
    assert OpenForm.objects.count() == 1
