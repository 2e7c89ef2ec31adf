"""The pages that list topics: how many public meetings there are on each."""

import pytest

from ipacis.core.record.base import catch_up
from ipacis.core.record.errors import NameTaken
from news.models import Topic, TopicAlias
from tests import factories as make
from tests.admin_pages import change, errors, page, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def law(db):
    """A topic of three public meetings and a draft, and another topic of a draft alone."""
    topic, rare = make.topic("Law", slug="law"), make.topic("Youth", slug="youth")
    for number in range(3):
        make.meeting(f"Meeting {number}", topics=[topic])
    make.meeting("Draft", topics=[topic, rare], state="draft", publish_at=None)
    return topic


def counts(client):
    return [(topic.slug, topic.meeting_count) for topic in client.get("/en/topics/").context["topic_list"]]


def test_only_public_meetings_are_counted(law, client):
    assert counts(client) == [("law", 3), ("youth", 0)]


def test_the_front_page_shows_the_topics_of_public_meetings(law, client):
    assert list(client.get("/en/").context["topics"]) == [law]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"label_en": "law"}, "label_en"),
        ({"label_en": "Statutes", "label_ru": "ПРАВО"}, "label_ru"),
        ({"label_en": "Право"}, "label_en"),
        ({"label_ru": "Law"}, "label_ru"),
        ({"label_en": "Legislation"}, "label_en"),
        ({"label_en": "Statutes", "label_ru": "за\u00adконы"}, "label_ru"),
        ({"label_en": "La\u200bw"}, "label_en"),
    ],
)
def test_a_label_is_no_label_or_alias_of_another_topic_in_any_language(admin_client, typed, field):
    law = make.topic("Law", "Право")
    for word in ("Legislation", "Законы"):
        TopicAlias.objects.create(topic=law, name=word)
    answer = save(admin_client, page(Topic, "add"), **typed)
    assert errors(answer) == ["There is a topic “Law” of this name already; merge the two instead."]
    assert field in answer.context["adminform"].form.errors
    assert save(admin_client, page(Topic, "add"), label_en="Statutes").status_code == 302
    assert save(admin_client, change(law), label_ru="Право и законы").status_code == 302


def test_an_alias_is_no_label_of_another_topic_in_any_language():
    law, other = make.topic("Law", "Право"), make.topic("Youth")
    for word, owner in [("право", law), ("LAW", law), ("Young people", None)]:
        alias = TopicAlias(topic=other, name=word)
        alias.settle()
        assert alias.owner() == owner
    with pytest.raises(NameTaken, match="“Law” has this word already"):
        TopicAlias.objects.create(topic=other, name="law")


def test_labels_that_a_program_wrote_are_compared_after_catching_up(admin_client):
    topic = make.topic("Law", "Право")
    Topic.objects.filter(pk=topic.pk).update(label_ru="Законы")
    catch_up(Topic.objects.all())
    assert list(Topic.objects.named("законы")) == [topic]
    assert list(Topic.objects.named("право")) == []
