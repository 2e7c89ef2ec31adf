"""How well people are found by name: ``python tests/benchmarks/names.py`` prints the table, class by class.

With ``queries`` or ``mentions`` it answers questions put by another program: NAMES_INDEX names a file of
JSON lines, a person each (id, given_en, family_en, patronymic_en, the same in _ru, country, aliases); then
each JSON line read is answered by one written:

    queries   {"qid", "q", "lang"}      {"qid", "ids": [best first], "scores": [as many]}
    mentions  {"qid", "text", "lang"}   {"qid", "mentions": [{"id", "start", "end"}]}

The people are loaded into an empty test database of the configured server: SQLite in memory, or that of
DATABASE_URL. Nothing but ``people.names.find`` and ``people.names.mentions`` is asked.
"""

import json
import os
import sys
from pathlib import Path

import django
from django.test.utils import setup_databases, teardown_databases

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipacis.settings")
django.setup()

from people import names  # noqa: E402 - Django has to be set up first
from people.models import OtherName, Person  # noqa: E402
from people.names import index  # noqa: E402

PARTS = {"given": "given_name", "family": "family_name", "patronymic": "patronymic_name"}


def load(lines):
    """Store the people of *lines* (dicts) and index their names; the slug is the id."""
    people = []
    for line in lines:
        person = Person(slug=line["id"], country=line.get("country") or "", is_public=True)
        for part, field in PARTS.items():
            for language in ("en", "ru"):
                setattr(person, f"{field}_{language}", line.get(f"{part}_{language}") or "")
        people.append((person, line.get("aliases") or []))
    stored = Person.objects.bulk_create([person for person, _aliases in people], batch_size=500)
    OtherName.objects.bulk_create(
        OtherName(person=person, name=alias) for person, aliases in people for alias in aliases
    )
    index.update(stored)


def answer_query(question):
    found = names.find(question["q"], limit=10)
    return {"ids": [match.person.slug for match in found], "scores": [match.score for match in found]}


def answer_text(question):
    found = names.mentions(question["text"], question["lang"])
    return {
        "mentions": [
            {"id": mention.person.slug, "start": mention.start, "end": mention.end} for mention in found
        ]
    }


ANSWERS = {"queries": answer_query, "mentions": answer_text}


def main(kind):
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with open(os.environ["NAMES_INDEX"], encoding="utf-8") as file:
            load(json.loads(line) for line in file if line.strip())
        for line in sys.stdin:
            if line.strip():
                question = json.loads(line)
                answer = {"qid": question["qid"]} | ANSWERS[kind](question)
                print(json.dumps(answer, ensure_ascii=False), flush=True)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
