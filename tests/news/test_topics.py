"""The pages that list topics: how many public meetings there are on each."""

import pytest

from tests import factories as make

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
