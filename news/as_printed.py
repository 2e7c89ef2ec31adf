"""The names and offices of participants, as lists of participants print them."""

import datetime
from collections.abc import Iterable

from ipacis.core.text.labels import LANGUAGES
from people.acting import acting
from people.models import Membership, Person


def name_in(person: Person | None, language: str) -> str:
    """Return the name of *person* in *language*, "" if it is not known in this language."""
    name = person.name_in(language) if person else None
    return str(name) if name and name.language == language else ""


def office_in(memberships: Iterable[Membership], day: datetime.date, language: str) -> str:
    """Return the titles of the offices *memberships* on *day* in *language*, as a list of participants prints them."""
    titles = [
        acting(title, language) if membership.acting else title
        for membership in memberships
        if (title := membership.post.name_on(day, language))
    ]
    return " – ".join(titles)


def names_printed(person: Person | None) -> dict[str, str]:
    """Return {column: name} of *person* in each language, "" where it is not known."""
    return {f"name_printed_{code}": name_in(person, code) for code in LANGUAGES}


def printed(person: Person | None, offices: list[Membership], day: datetime.date | None) -> dict[str, str]:
    """Return {column: text} of the names and the offices to print of a participant."""
    return {
        **names_printed(person),
        **{f"office_printed_{code}": office_in(offices, day, code) if day else "" for code in LANGUAGES},
    }
