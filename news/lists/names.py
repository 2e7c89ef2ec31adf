"""Words in the search box of a list that no text holds, but that name a person, a place or a topic in another form."""

from collections.abc import Collection

from ipacis.core.lists.entries import about
from ipacis.core.lists.parameters import WordsParameter
from ipacis.core.search.findable import SearchedRow, public_rows
from ipacis.core.search.words import QUOTED, Question, entries_holding, with_in_title
from people.search import find_keys

#: {kind of a search entry: kind of ``about``} of what may be named.
KINDS = {"places": "place", "topics": "topic", "organizations": "organization", "events": "event"}
#: The most words of a name, and the most things that may be meant.
MOST_WORDS, MOST_MEANT = 4, 5


class NamingWords(WordsParameter):
    """Words that a text must contain. If no text does, they may name what items are about: "Kobitsky", "Кобицкого".

    *kinds* are the kinds of ``about`` that the list knows.
    """

    def __init__(self, label, model, kinds: Collection[str]):
        super().__init__(label, model)
        self.kinds = kinds

    def narrow(self, selection, value):
        found = super().narrow(selection, value)
        # The index of texts has all languages, and a list of news has one.
        if not value.question or (found.items and found.cursors(1)):
            return found
        meant = meant_by(value.text, value.question, self.kinds)
        return selection.about(*meant) if meant else found


def meant_by(text: str, question: Question, kinds: Collection[str]) -> list[str]:
    """Return the ``about`` of what *text*, read as *question*, names among *kinds*: people, or else other things.

    Words in quotation marks name nothing, because the reader wants them as they are.
    """
    if QUOTED.search(text) or len(question.terms) > MOST_WORDS:
        return []
    people = find_keys(text, MOST_MEANT, public_only=True) if "person" in kinds else []
    if people:
        return [about("person", pk) for pk in people]
    named = {entry: kind for entry, kind in KINDS.items() if kind in kinds}
    entries = with_in_title(entries_holding(question, in_order=True).filter(kind__in=named), question)
    rows = [
        SearchedRow(*row) for row in entries.filter(in_title=1).values_list("kind", "object_id")[:MOST_MEANT]
    ]
    public = public_rows(rows)
    return [about(named[row.kind], row.object_id) for row in rows if row in public]
