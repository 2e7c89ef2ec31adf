"""Loading of what is known about the time of offices: their Tenures."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Model, Q
from django.db.models.query import ModelIterable
from django.utils import timezone

from ipacis.core.record.dates import first_day, last_day
from ipacis.core.sql import chunks
from people.namings import Namings, all_namings, latest_namings
from people.tenure import ALWAYS, Evidence, Others, Span, Tenure, tenure_of

#: The most offices whose evidence is loaded with one query.
CHUNK = 500
DATES = ("start_date", "start_precision", "end_date", "end_precision")
#: The first and the last day that count, so that there is always a day before and a day after. Forms refuse such years.
EARLIEST, LATEST = datetime.date(2, 1, 1), datetime.date(9998, 12, 31)
#: The columns of a membership that are evidence.
OWN_COLUMNS = ("acting", "has_left", "first_seen", "last_seen", *DATES)
#: The paths to the dates of the body of a post and of the bodies above it, the highest first.
BODIES = [f"post__organization__{'parent__' * level}" for level in (2, 1, 0)]
COLUMNS = (
    "pk",
    "person",
    "post",
    "post__single",
    *OWN_COLUMNS,
    *(f"{path}{name}" for path in BODIES for name in DATES),
)


class Office(NamedTuple):
    """What is stored about an office, and the time in which its body existed."""

    pk: int
    person: int
    post: int
    is_single: bool
    evidence: Evidence
    existence: Span

    def is_other_than(self, office: "Office") -> bool:
        """Say whether it excludes *office* of the same post: it is of another person, or one of the two is acting."""
        return (self.person, self.evidence.is_acting) != (office.person, office.evidence.is_acting)


def evidence_of(row: dict, namings: Iterable[datetime.date] = ()) -> Evidence:
    """Return the Evidence of the values of OWN_COLUMNS in *row* and of *namings* by meetings."""
    days = {*filter(None, [row["first_seen"], row["last_seen"]]), *namings}
    return Evidence(*dates(row), sorted(days), row["has_left"], row["acting"])


def office_of(row: dict, namings: Namings) -> Office:
    """Return the Office of the values of COLUMNS in *row*."""
    existence = ALWAYS
    for path in BODIES:
        founded, dissolved = dates(row, path)
        existence = Span(
            founded.first if founded else existence.first, dissolved.last if dissolved else existence.last
        )
    evidence = evidence_of(row, namings.get(row["pk"], ()))
    return Office(row["pk"], row["person"], row["post"], row["post__single"], evidence, existence)


def dates(row: dict, path: str = "") -> list[Span | None]:
    """Return the days on which the start and the end in *row* may be, None for what is not known."""
    found = []
    for side in ("start", "end"):
        date, precision = row[f"{path}{side}_date"], row[f"{path}{side}_precision"]
        date = date and min(max(date, EARLIEST), LATEST)
        first = first_day(date, precision) if date else None
        found.append(Span(first, last_day(date, precision)) if first else None)
    return found


def tenure_of_unsaved(row: Model) -> Tenure:
    """Return the Tenure of the membership *row*, which is not stored, from its own fields."""
    evidence = evidence_of({name: getattr(row, name) for name in OWN_COLUMNS})
    return tenure_of(evidence, Others(), ALWAYS, timezone.localdate())


def load_tenures(rows: Iterable[Model], latest_only: bool = False) -> None:
    """Set the attribute ``tenure`` of the memberships *rows*. Runs two queries for each CHUNK.

    With *latest_only*, of the namings by meetings only the latest one is read. The tenure then answers for today alone.
    """
    today = timezone.localdate()
    for chunk in chunks(rows, CHUNK):
        load_chunk(chunk, today, latest_only)


def load_chunk(rows: list[Model], today: datetime.date, latest_only: bool) -> None:
    offices = type(rows[0])._base_manager
    posts = {row.post_id for row in rows}
    wanted = offices.filter(Q(pk__in=[row.pk for row in rows]) | Q(post__in=posts, post__single=True))
    stored = list(wanted.order_by().values(*COLUMNS))
    keys = [row["pk"] for row in stored]
    namings = latest_namings(keys, today) if latest_only else all_namings(keys)
    known = {row["pk"]: office_of(row, namings) for row in stored}
    in_post = defaultdict(list)  # post → its offices, each with its evidence until today
    for office in known.values():
        if office.is_single:
            in_post[office.post].append((office, office.evidence.until(today)))
    for row in rows:
        office = known[row.pk]
        others = Others.of(
            office.evidence,
            (evidence for other, evidence in in_post[office.post] if other.is_other_than(office)),
            today,
        )
        row.tenure = tenure_of(office.evidence, others, office.existence, today)


class WithTenures(ModelIterable):
    """The rows of a queryset of memberships, each with its ``tenure``."""

    latest_only = False

    def __iter__(self):
        rows = list(super().__iter__())
        load_tenures(rows, self.latest_only)
        return iter(rows)


class WithPresentTenures(WithTenures):
    """The rows of a queryset of memberships, each with a ``tenure`` that answers for today alone."""

    latest_only = True
