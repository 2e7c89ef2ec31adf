"""The order of protocol in a list of participants."""

from collections.abc import Iterable

from django.forms import ModelForm
from django.utils.translation import override

from ipacis.core.record.trees import above
from ipacis.core.text.languages import alphabetical
from news.models import Participation
from people.models import Organization


def in_protocol_order(forms: Iterable[ModelForm]) -> list[ModelForm]:
    """Return *forms*, the rows of a list of participants, in the order of protocol.

    The chair comes first, then the delegations of states in the Russian alphabetical order of the states, then the others.
    The head of a delegation comes first in it. Otherwise rows keep their order, and those of one delegation come together.
    """
    rows = sorted(forms, key=lambda form: form.instance.order)
    bodies = {form.instance.delegation_id for form in rows} - {None}
    bodies = Organization.objects.filter(pk__in=bodies).select_related("parent__parent").in_bulk()
    first = {}
    for place, form in enumerate(rows):
        first.setdefault(form.instance.delegation_id, place)

    def place(form: ModelForm) -> tuple:
        row = form.instance
        state = state_of(row, bodies.get(row.delegation_id))
        return (
            row.role != Participation.Role.CHAIR,
            not state,
            state,
            first[row.delegation_id],
            row.role != Participation.Role.DELEGATION_HEAD,
        )

    return sorted(rows, key=place)


def state_of(row: Participation, body: Organization | None) -> str:
    """Return the sort key of the state whose delegation *body* is, "" if *row* came for no state."""
    bodies = [body, *above(body, "parent")] if body else []
    country = next(filter(None, [row.delegation_country, *(one.country for one in bodies)]), None)
    if country is None:
        return ""
    with override("ru"):
        return alphabetical(str(country.name), "ru")
