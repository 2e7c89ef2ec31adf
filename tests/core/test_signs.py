"""Signs that nobody sees: dropped from texts on every way in, and counted for nothing in keys and in the search."""

import sys
import unicodedata

import pytest
from django.test import Client

from ipacis.core.record.errors import NameTaken
from ipacis.core.text.fold import ascii_slug, fold
from ipacis.core.text.signs import APOSTROPHES, FORMAT_CHARACTER, is_visible, tidied
from ipacis.core.text.stems import terms
from news.models import NewsItem, Topic, TopicAlias
from news.releases import ReleaseText
from people.models import Organization, Person
from people.search import find
from tests import factories as make
from tests.admin_pages import act, change, errors, page, save, step

#: The signs that Unicode calls default ignorable and that are no format characters, as far as they are assigned
#: (DerivedCoreProperties.txt): joiners, vowels and fillers that nobody sees, variation selectors.
DEFAULT_IGNORABLE = {
    *"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0",
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
}
SHY, ZERO, MARK = "\u00ad", "\u200b", "\ufeff"
DECOMPOSED = unicodedata.normalize("NFD", "Молодёжный центр Андрей")


def test_every_format_character_of_unicode_is_known():
    signs = map(chr, range(sys.maxunicode + 1))
    categories = {sign: unicodedata.category(sign) for sign in signs}
    assert [
        sign for sign in categories if categories[sign] == "Cf" and not FORMAT_CHARACTER.match(sign)
    ] == []
    others = [sign for sign in categories if FORMAT_CHARACTER.match(sign) and categories[sign] != "Cf"]
    # The Unicode of this Python may be older and not have assigned all of them.
    assert {sign for sign in others if categories[sign] != "Cn"} == DEFAULT_IGNORABLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Council", "Council"),
        (DECOMPOSED, "Молодёжный центр Андрей"),
        (f"{MARK}Coun{SHY}cil{ZERO}", "Council"),
        (f"{ZERO}{SHY}", ""),
        (" \u3000\u2800\u3164", ""),
        ("\ufe0f\u034f", ""),
        ("\u0301", ""),
        (f"и{SHY}\u0306", "й"),
        ("–", "–"),
        ("", ""),
    ],
)
def test_a_text_keeps_what_readers_see(text, expected):
    assert tidied(text) == expected
    assert is_visible(text) == bool(expected)


def test_keys_slugs_and_stems_are_those_of_what_readers_see():
    written = f"Моло{SHY}дёж{ZERO}ный центр"
    assert fold(written) == fold("Молодёжный центр")
    assert ascii_slug(written) == ascii_slug("Молодёжный центр")
    assert terms(written) == terms("Молодёжный центр")
    assert terms(f"{'a' * 39}{SHY}{'b' * 9}") == terms(f"{'a' * 39}{'b' * 9}")


def test_the_apostrophes_of_a_word_are_one():
    written = [f"O{sign}zbekiston" for sign in APOSTROPHES]
    assert len({fold(word) for word in written}) == len({tuple(terms(word)) for word in written}) == 1
    assert len({ascii_slug(word) for word in written}) == 1


@pytest.mark.django_db
def test_programs_and_forms_store_what_readers_see(admin_client):
    person = make.person(f"An{SHY}na Ivano{ZERO}va", unicodedata.normalize("NFD", "Андрей Йодко"))
    assert (person.name_in("en"), person.family_name_ru, person.slug) == (
        "Anna Ivanova",
        "Йодко",
        "anna-ivanova",
    )
    save(admin_client, change(person), family_name_en=f"Pet{SHY}rova")
    assert Person.objects.get().family_name_en == "Petrova"
    item = make.news(f"Talks{ZERO} held{MARK}", lead=f"They{SHY} met.", body=f"<p>{DECOMPOSED}</p>")
    item = NewsItem.objects.get(pk=item.pk)
    assert (item.headline, item.lead) == ("Talks held", "They met.")
    assert item.body == "<p>Молодёжный центр Андрей</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("label", [ZERO, f" {SHY} ", "\u2800", "\u3164"])
def test_a_label_needs_a_visible_sign(admin_client, label):
    for model, field, message in [
        (Topic, "label_en", "Give the topic a label in at least one language."),
        (Organization, "name_en", "Give the organization a name in at least one language."),
        (Person, "family_name_en", "Give the person a family name in at least one language."),
        (NewsItem, "headline", "This field is required."),
    ]:
        assert message in errors(save(admin_client, page(model, "add"), **{field: label})), model
        assert not model.objects.exists()


@pytest.mark.django_db
def test_a_text_that_was_stored_with_invisible_signs_can_be_saved_without_a_correction():
    item = make.news()
    NewsItem.objects.filter(pk=item.pk).update(headline=f"Tal{SHY}ks")
    item = NewsItem.objects.get(pk=item.pk)
    item.save()
    assert NewsItem.objects.get(pk=item.pk).headline == "Talks"


@pytest.mark.django_db
def test_a_text_with_invisible_signs_is_found_by_its_words():
    make.news("Opening", body=f"<p>The inter{SHY}parliamentary assem{ZERO}bly met.</p>")
    make.news("Toshkent", body="<p>Oʻzbekiston</p>")
    for asked, headline in [
        ("interparliamentary assembly", "Opening"),
        (f"inter{SHY}parliamentary", "Opening"),
        ("O'zbekiston", "Toshkent"),
        ("O‘zbekiston", "Toshkent"),
    ]:
        answer = Client().get("/en/search/", {"q": asked}).content.decode()
        assert headline in answer, asked


@pytest.mark.django_db
def test_people_are_found_in_a_release_with_decomposed_letters():
    make.person("Andrey Yodko", "Андрей Йодко")
    text = "Встреча\n\n30 ноября 2023 года\n\nАндрей Йодко провёл встречу."
    release = ReleaseText.parse(unicodedata.normalize("NFD", text))
    assert release == ReleaseText.parse(text)
    assert release.paragraphs == ("Андрей Йодко провёл встречу.",)
    assert [match.person.name_in("ru") for match in find(unicodedata.normalize("NFD", "Йодко"), 5)] == [
        "Андрей Йодко"
    ]


@pytest.mark.django_db
def test_a_note_or_reason_without_a_visible_sign_is_none(admin_client):
    meeting = make.meeting()
    answer = save(
        admin_client, change(meeting), correction_kind="correction", correction_note_en=f"{ZERO}{SHY}"
    )
    assert errors(answer) == ["Tell readers what was corrected."]
    why = "Say why it is withdrawn: readers of its address are told."
    answer = step(admin_client, meeting, "withdraw", withdrawal_reason_en=ZERO)
    assert answer.context["form"].errors == {"withdrawal_reason_en": [why]}
    answer = act(
        admin_client, type(meeting), "withdraw", [meeting], withdrawal_reason_en=ZERO, confirmed="yes"
    )
    assert why in answer.content.decode()
    assert type(meeting).objects.get().state == "published"


@pytest.mark.django_db
def test_a_printed_name_without_a_visible_sign_is_filled_in(admin_client):
    meeting = make.meeting(people=[make.person()], state="draft", publish_at=None)
    answer = save(admin_client, change(meeting), **{"participations__0__name_printed_en": ZERO})
    assert answer.status_code == 302
    assert meeting.participations.get().name_printed_en == "Anna Ivanova"


@pytest.mark.django_db
@pytest.mark.parametrize("sign", [SHY, ZERO, MARK, "\u200e", "\u00a0", "\t", "\n", "\ufe0f"])
def test_a_list_finds_words_with_signs_that_nobody_sees(sign):
    make.news("Ассамблея народов", language="ru")
    words = f"ассамблея{sign}народов" if sign.isspace() else f"ассам{sign}блея"
    page = Client().get("/ru/news/", {"q": words}).content.decode()
    assert "Ассамблея народов" in page and "неизвестно" not in page


def test_the_search_of_the_admin_ignores_invisible_signs_and_tells_no_apostrophes_apart(admin_client):
    Organization.objects.create(name_en="Oʻzbekiston Milliy", name_ru="Молодёжный йод")
    address = "/admin/people/organization/"
    for words in [
        "O'zbekiston",
        "O’zbekiston",
        f"O‘zbe{SHY}kiston",
        f"Молодё{ZERO}жный",
        DECOMPOSED.split()[0],
    ]:
        assert admin_client.get(address, {"q": words}).context["cl"].result_count == 1, words


@pytest.mark.django_db
def test_a_program_cannot_store_a_label_of_another_topic():
    topic = Topic.objects.create(label_en="Water", label_ru="Вода")
    for name in ("вода", "Water", f"Во{ZERO}да"):
        with pytest.raises(NameTaken):
            Topic.objects.create(name=name)
        other = Topic.objects.create(label_en="Lakes")
        with pytest.raises(NameTaken):
            TopicAlias.objects.create(topic=other, name=name)
        other.delete()
    TopicAlias.objects.create(topic=topic, name="Aqua")
    with pytest.raises(NameTaken):
        Topic.objects.create(label_en="Lakes", label_ru="aqua")


def test_a_topic_keeps_its_labels_when_an_editor_clears_them(admin_client):
    topic = Topic.objects.create(label_en="Water", label_ru="Вода")
    response = save(admin_client, change(topic), label_en="", label_ru="")
    assert "Give the topic a label in at least one language." in errors(response)
    topic.refresh_from_db()
    assert (topic.label_en, topic.label_ru) == ("Water", "Вода")
