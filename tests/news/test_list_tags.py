"""The template tags that print the meetings and facet values of lists."""

from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import timezone
from django.utils.translation import override

from news.templatetags.lists import facts_of, names_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def rendered(template, **context):
    return engines["django"].from_string("{% load lists news %}" + template).render(context)


def test_six_participants_are_named_and_the_others_counted():
    meeting = make.meeting(people=[make.person(f"Ann {name}") for name in "ABCDEF"])
    assert names_of(meeting) == ", ".join(
        f'<a href="/en/people/ann-{name.lower()}/">Ann {name}</a>' for name in "ABCDEF"
    )
    meeting = make.meeting(people=[make.person(f"Ann {name}") for name in "GHIJKLMN"])
    assert names_of(meeting).endswith(">Ann L</a> and 2 more")


def test_the_name_of_somebody_without_a_page_is_no_link():
    meeting = make.meeting(people=[make.person("Ann Hidden", is_public=False), None])
    assert names_of(meeting) == "Ann Hidden, Observers"


def test_the_facts_of_a_meeting_stand_on_one_line_without_what_the_page_is_about():
    place, event = make.place("Old <Hall>", slug="hall"), make.event("Forum", slug="forum")
    meeting = make.meeting(day=timezone.localdate(), kind="visit", status="planned", place=place, event=event)
    flag, link = '<b class="flag flag--next">Planned</b> ', '<a href="/en/events/forum/">Forum</a>'
    with override("en"):
        assert facts_of(meeting, "") == (f"{flag}Visit · Old &lt;Hall&gt; · {link}")
        assert facts_of(meeting, "place") == f"{flag}Visit · {link}"
        assert facts_of(meeting, "event") == f"{flag}Visit · Old &lt;Hall&gt;"
        meeting.status, meeting.event_relation = "held", "run_up"
        assert facts_of(meeting, "place") == f"Visit · in the run-up to {link}"
        meeting.status, meeting.place, meeting.event = "cancelled", None, None
        assert facts_of(meeting, "") == '<b class="flag">Cancelled</b> Visit'


@pytest.mark.parametrize(
    ("is_narrowed", "printed"),
    [
        (False, '<li><a href="?q=a&amp;topic=law">Law &amp; order</a> <span class="n">3</span></li>'),
        (
            True,
            '<li><button type="submit" class="as-link" form="narrow" name="topic" value="law">Law &amp; order</button>'
            ' <span class="n">3</span></li>',
        ),
    ],
)
def test_a_value_is_a_link_from_the_whole_list_and_a_button_from_a_narrowed_one(is_narrowed, printed):
    value = SimpleNamespace(raw="law", text="Law & order", count=3, url="?q=a&topic=law", short="")
    facet, item_list = SimpleNamespace(parameter="topic"), SimpleNamespace(is_narrowed=is_narrowed)
    context = {"facet": facet, "values": [value], "item_list": item_list}
    assert rendered("{% facet_values facet values %}", **context) == printed


@pytest.mark.parametrize(
    ("conditions", "count", "printed"),
    [
        ([], None, '<a href="/en/meetings/2019/" aria-current="true">2019</a>'),
        ([], 0, '<a href="/en/meetings/2019/" aria-current="true">2019</a> <span class="n">0</span>'),
        (
            ["topic"],
            4,
            '<button type="submit" class="as-link" form="narrow" formaction="/en/meetings/2019/" aria-current="true">'
            '2019</button> <span class="n">4</span>',
        ),
    ],
)
def test_a_year_is_a_link_or_keeps_the_conditions_as_a_button(conditions, count, printed):
    row = SimpleNamespace(path="/en/meetings/2019/", current=True, count=count)
    context = {"row": row, "item_list": SimpleNamespace(filter=conditions)}
    assert rendered("{% period row '2019' %}", **context) == printed


def test_the_number_of_meetings_with_somebody_says_what_it_is():
    anna = SimpleNamespace(slug="anna")
    boris = SimpleNamespace(slug="boris", name='B "Bo" O', meeting_count=2)
    with override("en"):
        assert rendered("{% pair_link boris anna %}", boris=anna, anna=boris) == (
            '<a class="n" href="/en/people/anna/with/boris/" aria-label="2 meetings with B &quot;Bo&quot; O">2</a>'
        )
        assert rendered("{% met_button 'country' 'by' 'Belarus' 1 %}") == (
            '<button type="submit" class="as-link n" form="met" name="country" value="by"'
            ' aria-label="1 meeting with Belarus">1</button>'
        )


@pytest.mark.parametrize(("city", "told"), [("Minsk", "Minsk"), ("Palace", ""), ("", "")])
def test_a_place_names_its_city_unless_it_is_the_city_itself(city, told):
    assert make.place("Palace", city_en=city).other_city == told
