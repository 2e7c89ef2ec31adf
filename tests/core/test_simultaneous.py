"""Two editors who have the same form open: nothing is lost, and nothing is overwritten without a word."""

import datetime
import json
import random
import re

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from ipacis.core.admin.row_versions import newest_version
from news.models import Topic
from people.models import Organization, Person
from tests import factories as make
from tests.admin_pages import add_row, change, errors, fields, messages, page, save, step
from tests.uploads import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(client):
    """Another editor, signed in in another browser."""
    user = User.objects.create_superuser("olga", first_name="Olga", last_name="Zueva")
    client.force_login(user)
    return client


@pytest.fixture
def meeting():
    return make.meeting("Talks", people=[make.person(f"Anna Person{row}") for row in range(3)])


def listed(meeting):
    return [(line.order, str(line.person)) for line in meeting.participations.all()]


def choose(response, side):
    """Return the data of the form that *response* shows again, with *side* chosen in every conflict."""
    markup = response.content.decode()
    choices = dict(re.findall(rf'name="([^"]*choice-[^"]+)" value="({side}:[^"]+)"', markup))
    assert choices
    return {**fields(response), **choices}


def conflicts(response):
    """Return the names of the controls with which *response* asks for a choice."""
    return sorted(set(re.findall(r'type="radio" name="([^"]*choice-[^"]+)"', response.content.decode())))


def info(response):
    return [text for level, text in messages(response) if level == "info"]


# Fields


def test_changes_of_different_fields_are_both_saved_and_the_second_editor_is_told(admin_client, colleague):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    save(colleague, change(body), name_en="Council of the Assembly")
    response = admin_client.post(change(body), {**opened, "website": "https://example.org/"})
    body.refresh_from_db()
    assert (body.name_en, body.website) == ("Council of the Assembly", "https://example.org/")
    assert re.fullmatch(
        r"Olga Zueva saved this on .+, after you had opened it\. .+: Name \(English\)\.", *info(response)
    )


def test_a_field_that_both_changed_is_shown_with_its_three_values_and_waits_for_a_choice(
    admin_client, colleague
):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    save(colleague, change(body), name_en="Council of the Assembly", website="https://example.org/")
    response = admin_client.post(change(body), {**opened, "name_en": "The Council"})
    assert conflicts(response) == ["choice-name_en"]
    shown = re.sub(r"\s+", " ", response.content.decode())
    assert "Olga Zueva changed this too" in shown
    assert "<dd>Council</dd>" in shown
    assert "Council<ins> of the Assembly</ins>" in shown and "<ins>The </ins>Council" in shown
    assert Organization.objects.get().name_en == "Council of the Assembly"
    # What only the colleague changed stands in the form already.
    assert (fields(response)["name_en"], fields(response)["website"]) == (
        "The Council",
        "https://example.org/",
    )


@pytest.mark.parametrize(("side", "stored"), [("mine", "The Council"), ("theirs", "Council of the Assembly")])
def test_a_choice_decides(admin_client, colleague, side, stored):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    save(colleague, change(body), name_en="Council of the Assembly")
    response = admin_client.post(change(body), {**opened, "name_en": "The Council"})
    assert admin_client.post(change(body), fields(response)).status_code == 200  # without a choice
    assert admin_client.post(change(body), choose(response, side)).status_code == 302
    assert Organization.objects.get().name_en == stored


def test_a_choice_does_not_decide_about_a_third_text_that_the_editor_has_not_seen(admin_client, colleague):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    save(colleague, change(body), name_en="Council of the Assembly")
    response = admin_client.post(change(body), {**opened, "name_en": "The Council"})
    save(colleague, change(body), name_en="Council of Speakers")
    again = admin_client.post(change(body), choose(response, "mine"))
    assert conflicts(again) == ["choice-name_en"]
    assert Organization.objects.get().name_en == "Council of Speakers"


def test_a_choice_is_kept_while_another_field_is_refused(admin_client, colleague):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    save(colleague, change(body), name_en="Council of the Assembly")
    response = admin_client.post(change(body), {**opened, "name_en": "The Council"})
    refused = admin_client.post(change(body), {**choose(response, "mine"), "wikidata_id": "x"})
    assert conflicts(refused) == []
    assert admin_client.post(change(body), {**fields(refused), "wikidata_id": ""}).status_code == 302
    assert Organization.objects.get().name_en == "The Council"


def test_the_same_change_twice_is_no_conflict(admin_client, colleague):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    save(colleague, change(body), name_en="The Council")
    response = admin_client.post(change(body), {**opened, "name_en": "The Council"})
    assert (response.status_code, info(response)) == (302, [])


def test_saving_twice_in_a_row_is_no_conflict(admin_client):
    body = make.organization("Council")
    answers = [save(admin_client, change(body), name_en=name) for name in ("First", "Second")]
    assert [(answer.status_code, info(answer)) for answer in answers] == [(302, []), (302, [])]


def test_a_form_of_an_imported_row_does_not_overwrite_its_first_save(admin_client, colleague):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    assert opened["seen_version"] == "0"
    save(colleague, change(body), name_en="Council of the Assembly")
    assert admin_client.post(change(body), opened).status_code == 302
    assert Organization.objects.get().name_en == "Council of the Assembly"


def test_what_a_program_wrote_meanwhile_is_not_overwritten(admin_client):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    Organization.objects.update(name_en="Council of the Assembly")
    response = admin_client.post(change(body), {**opened, "name_en": "The Council"})
    assert "Somebody changed this too" in response.content.decode()


@pytest.mark.parametrize("opened_values", ["", "{", "[]", '"x"', '{"name_en": 5}'])
def test_a_form_that_does_not_tell_what_was_seen_overwrites_nothing(admin_client, opened_values):
    body = make.organization("Council", website="https://example.org/")
    sent = {**fields(admin_client.get(change(body))), "opened": opened_values, "name_en": "The Council"}
    response = admin_client.post(change(body), sent)
    assert conflicts(response) == ["choice-name_en"]


def test_choices_of_several_rows_are_merged_row_by_row(admin_client, colleague):
    topics = [make.topic(name) for name in ("Law", "Energy", "Youth")]
    item = make.news("Talks", state="draft", publish_at=None)
    item.topics.set(topics[:2])
    opened = fields(admin_client.get(change(item)))
    save(colleague, change(item), topics=[topics[1].pk])
    answer = admin_client.post(change(item), {**opened, "topics": [topic.pk for topic in topics]})
    assert answer.status_code == 302
    assert [topic.label_en for topic in item.topics.order_by("label_en")] == ["Energy", "Youth"]


def test_a_schedule_made_meanwhile_is_kept_in_every_language(admin_client, colleague):
    item = make.news(
        "Talks", state="draft", publish_at=None, body="<p>They talked.</p>", day=datetime.date(2024, 3, 5)
    )
    with translation.override("ru"):
        opened = fields(admin_client.get(change(item), headers={"accept-language": "ru"}))
    save(colleague, change(item), date="2024-03-06")
    step(colleague, item, "schedule", publish_at_0="2030-12-24", publish_at_1="09:30:00")
    answer = admin_client.post(change(item), {**opened, "lead": "New"}, headers={"accept-language": "ru"})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.state, item.lead, str(item.date)) == ("published", "New", "2024-03-06")
    assert item.publish_at.isoformat() == "2030-12-24T06:30:00+00:00"


def test_a_text_written_meanwhile_asks_the_question_about_corrections(admin_client, colleague):
    item = make.news("Talks", state="draft", publish_at=None, body="<p>They talked.</p>")
    opened = fields(admin_client.get(change(item)))
    step(colleague, item, "publish")
    answer = admin_client.post(change(item), {**opened, "headline": "Long talks"})
    assert "This was public: say whether" in " ".join(errors(answer))
    assert admin_client.post(change(item), fields(answer)).status_code == 302
    item.refresh_from_db()
    assert (item.headline, item.state) == ("Long talks", "published")


def test_rich_text_is_compared_without_its_tags(admin_client, colleague):
    item = make.news("Talks", state="draft", publish_at=None, body="<p>One two three</p>")
    opened = fields(admin_client.get(change(item)))
    save(colleague, change(item), body="<p>One <strong>two</strong> three four</p>")
    answer = admin_client.post(change(item), {**opened, "body": "<p>One three</p>"})
    shown = answer.content.decode()
    assert "three<ins> four</ins>" in shown and "<del>two </del>" in shown


def test_words_in_a_conflict_are_escaped(admin_client, colleague):
    body = make.organization("Council")
    opened = fields(admin_client.get(change(body)))
    save(colleague, change(body), name_en="<script>alert(1)</script>")
    answer = admin_client.post(change(body), {**opened, "name_en": "<img src=x onerror=alert(2)>"})
    assert "<script>alert" not in answer.content.decode() and "<img src=x" not in answer.content.decode()


def test_a_picture_changed_by_both_is_to_be_chosen_again(admin_client, colleague):
    person = make.person()
    opened = fields(admin_client.get(change(person)))
    save(colleague, change(person), portrait=picture("hers.jpg"))
    stored = Person.objects.get().portrait.name
    answer = admin_client.post(change(person), {**opened, "portrait": picture("mine.jpg")})
    assert conflicts(answer) == ["choice-portrait"] and "choose it again" in answer.content.decode()
    assert admin_client.post(change(person), choose(answer, "theirs")).status_code == 302
    assert Person.objects.get().portrait.name == stored
    mine = {**choose(answer, "mine"), "portrait": picture("mine.jpg")}
    assert admin_client.post(change(person), mine).status_code == 302
    assert Person.objects.get().portrait.name != stored


# Rows


def person_row(data, person):
    add_row(data, "participations", order="", person=person.pk, role="participant", capacity="in_person")
    return data


def test_a_row_changed_by_one_editor_is_kept_by_the_other(admin_client, colleague):
    topic = make.topic("Law")
    topic.aliases.create(name="Bill")
    opened = fields(admin_client.get(change(topic)))
    save(colleague, change(topic), aliases__0__name="Bills")
    response = admin_client.post(change(topic), {**opened, "label_en": "Laws"})
    assert Topic.objects.get().label_en == "Laws"
    assert [alias.name for alias in topic.aliases.all()] == ["Bills"]
    assert re.search(r": Other word: Bills\.$", *info(response))


def test_a_row_changed_by_both_waits_for_a_choice(admin_client, colleague, meeting):
    opened = fields(admin_client.get(change(meeting)))
    office = {"participations-0-office_printed_en": "Envoy"}
    save(
        colleague,
        change(meeting),
        participations__0__office_printed_en="Speaker",
        participations__0__role="chair",
    )
    answer = admin_client.post(change(meeting), {**opened, **office})
    assert conflicts(answer) == ["participations-0-choice-office_printed_en"]
    assert admin_client.post(change(meeting), choose(answer, "mine")).status_code == 302
    line = meeting.participations.first()
    assert (line.office_printed_en, line.role) == ("Envoy", "chair")


def test_a_row_that_somebody_removed_meanwhile_stays_removed(admin_client, colleague, meeting):
    opened = fields(admin_client.get(change(meeting)))
    save(colleague, change(meeting), participations__1__DELETE="on")
    opened["title_en"] = "Long talks"
    opened["participations-0-office_printed_en"] = "Envoy"
    response = admin_client.post(change(meeting), opened)
    assert response.status_code == 302
    assert listed(meeting) == [(1, "Anna Person0"), (2, "Anna Person2")]
    assert meeting.participations.get(order=1).office_printed_en == "Envoy"
    assert "Participant removed: 1" in " ".join(info(response))


def test_rows_that_both_removed_stay_removed(admin_client, colleague, meeting):
    opened = fields(admin_client.get(change(meeting)))
    save(colleague, change(meeting), title_en="Long talks", participations__1__DELETE="on")
    marked = {"participations-0-DELETE": "on", "participations-1-DELETE": "on"}
    assert admin_client.post(change(meeting), {**opened, **marked}).status_code == 302
    assert listed(meeting) == [(1, "Anna Person2")]


def test_rows_removed_meanwhile_leave_new_rows_and_the_others_in_their_places(
    admin_client, colleague, meeting
):
    opened = fields(admin_client.get(change(meeting)))
    save(colleague, change(meeting), participations__0__DELETE="on", participations__2__DELETE="on")
    mine = person_row(opened, make.person("Boris Mine"))
    assert admin_client.post(change(meeting), mine).status_code == 302
    assert listed(meeting) == [(1, "Anna Person1"), (2, "Boris Mine")]


@pytest.mark.parametrize(
    ("side", "people"),
    [
        ("mine", ["Anna Person0", "Anna Person1", "Anna Person2"]),
        ("theirs", ["Anna Person0", "Anna Person2"]),
    ],
)
def test_a_row_that_one_removed_and_the_other_changed_waits_for_a_choice(
    admin_client, colleague, meeting, side, people
):
    opened = fields(admin_client.get(change(meeting)))
    save(colleague, change(meeting), participations__1__DELETE="on")
    opened["participations-1-office_printed_en"] = "Envoy"
    answer = admin_client.post(change(meeting), opened)
    assert "The row was removed, and you have changed it." in answer.content.decode()
    assert admin_client.post(change(meeting), choose(answer, side)).status_code == 302
    assert [str(line.person) for line in meeting.participations.all()] == people


@pytest.mark.parametrize(("side", "number"), [("mine", 2), ("theirs", 3)])
def test_a_row_that_one_changed_and_the_other_removes_waits_for_a_choice(
    admin_client, colleague, meeting, side, number
):
    opened = fields(admin_client.get(change(meeting)))
    save(colleague, change(meeting), participations__1__office_printed_en="Envoy")
    answer = admin_client.post(change(meeting), {**opened, "participations-1-DELETE": "on"})
    assert "The row was changed, and you remove it." in answer.content.decode()
    assert meeting.participations.count() == 3
    assert admin_client.post(change(meeting), choose(answer, side)).status_code == 302
    assert meeting.participations.count() == number
    if side == "theirs":
        assert meeting.participations.get(order=2).office_printed_en == "Envoy"


def test_a_row_that_somebody_added_meanwhile_stays(admin_client, colleague, meeting):
    mine, theirs = make.person("Boris Mine"), make.person("Vera Theirs")
    opened = fields(admin_client.get(change(meeting)))
    colleague.post(change(meeting), person_row(fields(colleague.get(change(meeting))), theirs))
    response = admin_client.post(change(meeting), person_row(opened, mine))
    assert listed(meeting)[2:] == [(3, "Anna Person2"), (4, "Vera Theirs"), (5, "Boris Mine")]
    assert "Participant: Vera Theirs" in " ".join(info(response))


def test_a_row_that_somebody_put_between_the_others_stays_there(admin_client, colleague, meeting):
    opened = fields(admin_client.get(change(meeting)))
    theirs = person_row(fields(colleague.get(change(meeting))), make.person("Vera Theirs"))
    colleague.post(change(meeting), {**theirs, "participations-3-order": "1"})
    admin_client.post(change(meeting), {**opened, "participations-0-office_printed_en": "Envoy"})
    assert [str(line.person) for line in meeting.participations.all()] == [
        "Anna Person0", "Vera Theirs", "Anna Person1", "Anna Person2",
    ]  # fmt: skip


@pytest.mark.parametrize(("side", "numbers"), [("mine", [2, 0, 1]), ("theirs", [1, 0, 2])])
def test_two_orders_of_the_same_rows_wait_for_a_choice(admin_client, colleague, meeting, side, numbers):
    opened = fields(admin_client.get(change(meeting)))
    save(colleague, change(meeting), participations__1__order="1")
    answer = admin_client.post(change(meeting), {**opened, "participations-2-order": "1"})
    assert conflicts(answer) == ["participations-choice-order"]
    assert admin_client.post(change(meeting), choose(answer, side)).status_code == 302
    assert [str(line.person) for line in meeting.participations.all()] == [
        f"Anna Person{number}" for number in numbers
    ]


def test_adding_a_row_that_somebody_added_meanwhile_is_reported(admin_client, colleague, meeting):
    both = make.person("Boris Both")
    opened = fields(admin_client.get(change(meeting)))
    colleague.post(change(meeting), person_row(fields(colleague.get(change(meeting))), both))
    response = admin_client.post(change(meeting), person_row(opened, both))
    assert errors(response) == ["Somebody else added “Boris Both” meanwhile: delete your row of it."]
    kept = fields(response)
    kept["participations-3-DELETE"] = "on"
    assert admin_client.post(change(meeting), kept).status_code == 302
    assert len(listed(meeting)) == 4


def test_two_groups_without_a_name_are_not_one(admin_client, colleague, meeting):
    def group_row(data):
        add_row(data, "participations", order="", person="", office_printed_en="Observers", role="participant",
                capacity="in_person")  # fmt: skip
        return data

    opened = fields(admin_client.get(change(meeting)))
    colleague.post(change(meeting), group_row(fields(colleague.get(change(meeting)))))
    assert admin_client.post(change(meeting), group_row(opened)).status_code == 302
    assert [line.shown_name for line in meeting.participations.all()][3:] == ["Observers", "Observers"]


def test_an_office_changed_on_its_own_page_is_kept_by_the_form_of_the_person(admin_client):
    membership = make.membership(make.person(), make.post())
    data = fields(admin_client.get(change(membership.person)))
    save(admin_client, change(membership), start_date="2020-01-01", start_precision="day")
    assert admin_client.post(change(membership.person), {**data, "wikidata_id": "Q42"}).status_code == 302
    membership.refresh_from_db()
    assert (str(membership.start_date), Person.objects.get().wikidata_id) == ("2020-01-01", "Q42")


# Earlier versions


def test_an_earlier_version_does_not_replace_what_was_saved_after_it_was_opened(admin_client, colleague):
    body = make.organization("Council")
    save(admin_client, change(body), name_en="The Council")
    address = page(Organization, "revision", body.pk, newest_version(body).pk)
    save(admin_client, change(body), name_en="Council of the Assembly")
    opened = fields(admin_client.get(address))
    save(colleague, change(body), name_en="Council of Speakers")
    answer = admin_client.post(address, opened)
    assert re.match(
        r"Olga Zueva saved this on .+ after you had opened the earlier version\.", errors(answer)[0]
    )
    assert Organization.objects.get().name_en == "Council of Speakers"
    assert admin_client.post(address, fields(answer)).status_code == 302
    assert Organization.objects.get().name_en == "The Council"


# Many at random

TEXTS = ["name_en", "name_ru", "abbreviation_en", "abbreviation_ru", "website"]


@pytest.mark.slow
def test_no_random_interleaving_of_two_editors_loses_or_overwrites_a_save(admin_client, colleague):
    """Two hundred times, both editors open a form, change fields and rows at random, and save one after the other.

    Each value that one of them wrote must be stored, or the other must have chosen another one after seeing it.
    """
    dice = random.Random(14)
    for number in range(200):
        body = make.organization(f"Council {number}", abbreviation_en="C")
        rows = [body.former_names.create(name_en=f"Former {row}") for row in range(3)]
        forms = [fields(client.get(change(body))) for client in (admin_client, colleague)]
        edits = [random_edit(dice, side, number) for side in ("first", "second")]
        assert admin_client.post(change(body), {**forms[0], **edits[0]}).status_code == 302
        answer = colleague.post(change(body), {**forms[1], **edits[1]})
        both = {name for name in edits[0] if name in edits[1]}
        removed = {row for row in range(3) for edit in edits if f"former_names-{row}-DELETE" in edit}
        expected = {**edits[0], **edits[1]}
        if answer.status_code == 200:
            assert conflicts(answer), errors(answer)
            side = dice.choice(["mine", "theirs"])
            answer = colleague.post(change(body), choose(answer, side))
            assert answer.status_code == 302, errors(answer)
            if side == "theirs":
                expected = {**edits[1], **edits[0]}
        else:
            assert not both - {f"former_names-{row}-DELETE" for row in removed}
        stored = Organization.objects.get(pk=body.pk)
        for name in TEXTS:
            if name in expected:
                assert getattr(stored, name) == expected[name], (number, name)
        names = set(body.former_names.values_list("name_en", flat=True))
        for row in range(3):
            if row not in removed:
                written = expected.get(f"former_names-{row}-name_en", rows[row].name_en)
                assert written in names, (number, row, edits)


def random_edit(dice, side, number):
    """Return some values that an editor types: in fields, in rows, and marks of removal."""
    edit = {}
    for name in dice.sample(TEXTS, dice.randint(0, 3)):
        edit[name] = f"https://{side}.example/" if name == "website" else f"{side} {number}"
    for row in dice.sample(range(3), dice.randint(0, 2)):
        if dice.random() < 0.25:
            edit[f"former_names-{row}-DELETE"] = "on"
        else:
            edit[f"former_names-{row}-name_en"] = f"{side} former {number} {row}"
    return edit or {"name_en": f"{side} {number}"}


def test_what_was_seen_is_told_in_a_form_that_does_not_depend_on_the_language(admin_client):
    item = make.news("Talks", state="draft", publish_at=None, day=datetime.date(2024, 3, 5))
    seen = [
        json.loads(fields(admin_client.get(change(item), headers={"accept-language": code}))["opened"])
        for code in ("en", "ru")
    ]
    assert seen[0] == seen[1]
