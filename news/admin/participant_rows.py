"""Rows for a list of participants: of people whom an editor chooses, of pasted names, of another meeting.

A row holds what the form of a participant would hold if an editor had filled it in: the offices of the day, the names and
offices to print, the delegation.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.utils.translation import gettext as _

from ipacis.core.record.trees import above
from ipacis.core.text.labels import label_columns
from news.as_printed import printed
from news.models import Meeting, Participation
from people.models import Membership, Organization, Person
from people.search import GOOD_ENOUGH, find, mentions
from people.suggestions import offered_among, with_offices

#: The most pasted lines, and the most people offered for a line.
MOST_LINES, MOST_OFFERED = 300, 4
#: The most characters of a line.
LONGEST_LINE = 500
#: The score of a name that is surely meant, and how much less that of the next person must be.
SURE, AHEAD = 0.97, 0.02
#: The number or the bullet before a name in a list.
BULLET = re.compile(r"^\s*(?:[-–—•*·▪]|\d{1,3}[.)])?\s*")
#: What separates a name from the office after it.
AFTER_NAME = re.compile(r"\s+[-–—]\s*|\s*[,;:\t(]\s*")
CYRILLIC = re.compile("[\u0400-\u052f]")


class Line(NamedTuple):
    """A pasted line: the *name*, the *office* after it, the *person* who is meant, and the *people* who may be meant.

    ``is_guess`` tells that the name is spelled otherwise, or that only a part of it is given.
    """

    name: str
    office: str
    person: Person | None = None
    people: Sequence[Person] = ()
    is_guess: bool = False


class RowMaker:
    """Makes rows for a meeting on *day*, None if it is not known yet.

    *bodies* are the primary keys of the organizations for which other participants came, as texts: a person who belongs
    to one of them came for it. *site* has the labels of chosen rows.

    A row is {"values": {field: value}, "labels": {field: {primary key: label}}, "notes": sentences, "people":
    {primary key: label} of those who may be meant}.
    """

    def __init__(self, site: AdminSite, day: datetime.date | None, bodies: Collection[str] = ()):
        self.site, self.day, self.bodies = site, day, set(bodies)

    def label(self, obj: Model) -> str:
        return self.site.get_model_admin(type(obj)).choice_label(obj)

    def of_people(self, keys: Iterable[int]) -> list[dict[str, Any]]:
        """Return the rows of the people with the primary *keys*, in this order; none for a key that nobody has."""
        keys = list(keys)
        people = Person.objects.filter(pk__in=keys).with_offices().in_bulk()
        offices = self.offices_of(people) if self.day else {}
        return [self.of_person(people[key], offices.get(key, [])) for key in keys if key in people]

    def by_person(self, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Return {primary key of a person: row}."""
        return {int(row["values"]["person"]): row for row in self.of_people(set(keys))}

    def offices_of(self, keys: Iterable[int]) -> dict[int, list[Membership]]:
        """Return {primary key of a person: the offices that are offered for the day}, in the protocol order."""
        rows = Membership.objects.filter(person__in=keys)
        rows = rows.select_related("person", "post__organization__parent__parent")
        rows = rows.prefetch_related("post__former_names").in_protocol_order().with_tenures()
        held = defaultdict(list)
        for row in rows:
            held[row.person_id].append(row)
        return {key: offered_among(offices, self.day) for key, offices in held.items()}

    def of_person(self, person: Person, offices: list[Membership]) -> dict[str, Any]:
        body = self.body_of(offices)
        notes = [] if self.day else [_("Give the day of the meeting: the offices depend on it.")]
        if self.day and not offices:
            notes = [_("No office of %(name)s is known for that day.") % {"name": person.name}]
        return {
            "values": {
                "person": str(person.pk),
                "memberships": [str(row.pk) for row in offices],
                "delegation": str(body.pk) if body else "",
                **printed(person, offices, self.day),
            },
            "labels": {
                "person": {str(person.pk): self.label(person)},
                "memberships": {str(row.pk): self.label(row) for row in offices},
                "delegation": {str(body.pk): self.label(body)} if body else {},
            },
            "notes": notes,
            "people": {},
        }

    def body_of(self, offices: list[Membership]) -> Organization | None:
        """Return the organization for which somebody with *offices* came: one of ``bodies``, or that of the first office."""
        held_in = [row.post.organization for row in offices]
        bodies = [body for one in held_in for body in (one, *above(one, "parent"))]
        known = [body for body in bodies if str(body.pk) in self.bodies]
        return next(iter([*known, *held_in]), None)

    def of_names(self, text: str) -> list[dict[str, Any]]:
        """Return a row for each line of *text*: a name in any spelling, perhaps with a number before and an office after it."""
        lines = [BULLET.sub("", line[:LONGEST_LINE]).strip() for line in text.splitlines()]
        lines = [line for line in lines if line][:MOST_LINES]
        read = [read_line(line) for line in lines]
        known = self.by_person(line.person.pk for line in read if line.person)
        return [self.of_line(line, known.get(line.person and line.person.pk)) for line in read]

    def of_line(self, line: Line, row: dict[str, Any] | None) -> dict[str, Any]:
        """Return the row of *line*. *row* is that of the person who is meant, None if it is nobody known."""
        language = "ru" if CYRILLIC.search(line.name) else "en"
        if row:
            values = {**row["values"], **({f"office_printed_{language}": line.office} if line.office else {})}
            guess = _("“%(written)s” was taken to be this person: check it.") % {"written": line.name}
            return {**row, "values": values, "notes": [*row["notes"], *([guess] if line.is_guess else [])]}
        note = (
            _("Several people may be meant by “%(written)s”.")
            if line.people
            else _("Nobody called “%(written)s” is known. The name is printed as it is written.")
        )
        return {
            "values": {f"name_printed_{language}": line.name, f"office_printed_{language}": line.office},
            "labels": {},
            "notes": [note % {"written": line.name}],
            "people": {str(person.pk): self.label(person) for person in with_offices(line.people)},
        }

    def of_meeting(self, meeting: Meeting) -> list[dict[str, Any]]:
        """Return rows for the participants of *meeting*, with their offices on the day of the new one."""
        taken = meeting.participations.select_related("delegation__parent")
        known = self.by_person(row.person_id for row in taken if row.person_id)
        return [self.copied(row, known.get(row.person_id)) for row in taken]

    def copied(self, participation: Participation, row: dict[str, Any] | None) -> dict[str, Any]:
        """Return a row for the new meeting like *participation*. *row* is that of the person, None if it has none."""
        if row is None:
            columns = [*label_columns("name_printed"), *label_columns("office_printed")]
            values = {column: getattr(participation, column) for column in columns}
            row = {"values": values, "labels": {}, "notes": [], "people": {}}
        body = participation.delegation
        delegation = {"delegation": {str(body.pk): self.label(body)}} if body else {}
        values = {"role": participation.role, **({"delegation": str(body.pk)} if body else {})}
        return {
            **row,
            "values": {**row["values"], **values},
            "labels": {**row["labels"], **delegation},
        }


def read_line(line: str) -> Line:
    """Return the Line that the text *line* means."""
    parts = AFTER_NAME.split(line, maxsplit=1)
    name, office = parts[0], (parts[1].rstrip(" );,.") if len(parts) > 1 else "")
    found = find(name, MOST_OFFERED)
    people = list(dict.fromkeys(match.person for match in found if match.score >= GOOD_ENOUGH))
    if not people and (named := mentions(line)):
        place = named[0]
        rest = f"{line[: place.start]} {line[place.end :]}".strip(" ,;:–—-()")
        return Line(line[place.start : place.end], " ".join(rest.split()), place.person, is_guess=True)
    if not people:
        return Line(name, office)
    best, others = found[0], [match for match in found if match.person != found[0].person]
    if others and others[0].score > best.score - AHEAD:
        return Line(name, office, people=people)
    return Line(name, office, best.person, is_guess=best.score < SURE or len(name.split()) < 2)
