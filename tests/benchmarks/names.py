"""The quality of the search for people by name: ``python tests/benchmarks/names.py`` prints a table by class of query.

The people, queries and texts beside this file are invented. Each query and text has the expected people in ``gold``,
which is empty for names of nobody. The floors below are the results of the last run; the tests require them.

With the argument ``queries`` or ``mentions`` it answers another program instead. NAMES_INDEX is the path of a file of
JSON lines, each with a person (id, given_en, family_en, patronymic_en, the same in _ru, country, aliases). For each
JSON line on standard input it writes one to standard output:

    queries   {"qid", "q", "lang"}      {"qid", "ids": [best first], "scores": [as many]}
    mentions  {"qid", "text", "lang"}   {"qid", "mentions": [{"id", "start", "end"}]}

The people are loaded into an empty test database of the configured server: SQLite in memory, or that of
DATABASE_URL. Nothing but ``people.search.find`` and ``people.search.mentions`` is asked.
"""

import json
import os
import sys
import time
from pathlib import Path

import django
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipacis.settings")
django.setup()

from people.models import OtherName, Person, name_index  # noqa: E402 - Django has to be set up first
from people.search import find, mentions  # noqa: E402
from tests.people import test_names_input  # noqa: E402

PEOPLE, QUERIES, TEXTS = (HERE / f"names_{what}.jsonl" for what in ("people", "queries", "texts"))
PARTS = {"given": "given_name", "family": "family_name", "patronymic": "patronymic_name"}

# Classes of foreign and doubly misspelt names, with lower floors.
STRETCH = {"national", "foreign", "layout", "wild", "two_typos"}
# The least share of right first answers of each class, and the largest share of answers to names of nobody.
FLOORS = {"core": 0.99, "stretch": 0.99, "each core class": 0.96, "false positives": 0.01}
# F1 of the exact places of people mentioned, in each language.
MENTIONS_FLOOR = {"en": 0.97, "ru": 0.97}


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


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
    name_index.update(stored)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def answer_query(question):
    found = find(question["q"], limit=10)
    return {"ids": [match.person.slug for match in found], "scores": [match.score for match in found]}


def answer_text(question):
    found = mentions(question["text"])
    return {"mentions": [{"id": each.person.slug, "start": each.start, "end": each.end} for each in found]}


ANSWERS = {"queries": answer_query, "mentions": answer_text}


def score_queries(questions):
    """Return {class: {"right": [True or False for each], "milliseconds": […], "wrong": [(query, answer)]}}."""
    classes = {}
    for question in questions:
        rows = classes.setdefault(question["class"], {"right": [], "milliseconds": [], "wrong": []})
        began = time.perf_counter()
        ids = answer_query(question)["ids"]
        rows["milliseconds"].append(1000 * (time.perf_counter() - began))
        right = ids[0] in question["gold"] if ids and question["gold"] else not ids and not question["gold"]
        rows["right"].append(right)
        if not right:
            rows["wrong"].append((question["q"], ids[:1]))
    return classes


def shares(classes):
    """Return the shares of right answers (core, stretch, the worst core class) and of false positives."""

    def share(some):
        rows = [right for name in some for right in classes[name]["right"]]
        return sum(rows) / len(rows)

    nobody = {name for name in classes if name.startswith("neg_")}
    core = classes.keys() - nobody - STRETCH
    return {
        "core": share(core),
        "stretch": share(STRETCH),
        "each core class": min(share([name]) for name in core),
        "false positives": 1 - share(nobody),
    }


def score_texts(questions):
    """Return {language: (F1 of exact places, missed and wrong mentions)}."""
    counts, wrong = {}, {}
    for question in questions:
        language, text = question["lang"], question["text"]
        gold = {(each["id"], each["start"], each["end"]) for each in question["gold"]}
        found = {(each["id"], each["start"], each["end"]) for each in answer_text(question)["mentions"]}
        both, either = counts.get(language, (0, 0))
        counts[language] = both + 2 * len(gold & found), either + len(gold) + len(found)
        wrong.setdefault(language, []).extend((text[start:end], pk) for pk, start, end in gold ^ found)
    return {language: (both / either, wrong[language]) for language, (both, either) in counts.items()}


def print_table():
    classes = score_queries(lines_of(QUERIES))
    print(f"{'class':16}{'queries':>8}{'right':>8}{'median ms':>11}{'95 % ms':>9}")
    for name, rows in sorted(classes.items(), key=lambda item: (item[0].startswith("neg_"), item[0])):
        times, count = sorted(rows["milliseconds"]), len(rows["right"])
        share = sum(rows["right"]) / count
        print(f"{name:16}{count:8}{share:8.3f}{times[count // 2]:11.1f}{times[int(count * 0.95)]:9.1f}")
        for query, answer in rows["wrong"]:
            print(f"    {query!r}: {answer or 'nobody'}")
    for name, share in shares(classes).items():
        print(f"{name}: {share:.3f}")
    for language, (f1, wrong) in score_texts(lines_of(TEXTS)).items():
        print(f"mentions, {language}: F1 {f1:.3f} {wrong or ''}")


def print_hostile():
    """Print the longest times of hostile queries and texts of 100 kB."""
    times = {"query": [], "text": []}
    for kind, pieces in (("query", test_names_input.QUERIES), ("text", test_names_input.TEXTS)):
        for text in [piece * (test_names_input.LONG // len(piece)) for piece in pieces]:
            times[kind].append((milliseconds(kind, text), text[:20]))
    times["text"].append((milliseconds("text", test_names_input.STRANGERS), "strangers"))
    for kind, rows in times.items():
        longest, text = max(rows)
        print(f"a {kind} of 100 kB takes {longest:.0f} ms at most ({text!r})")


def milliseconds(kind, text):
    began = time.perf_counter()
    find(text) if kind == "query" else mentions(text)
    return 1000 * (time.perf_counter() - began)


def answer(kind):
    for line in sys.stdin:
        if line.strip():
            question = json.loads(line)
            reply = {"qid": question["qid"]} | ANSWERS[kind](question)
            print(json.dumps(reply, ensure_ascii=False), flush=True)


def main(kind=None):
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        load(lines_of(os.environ["NAMES_INDEX"] if kind else PEOPLE))
        if kind:
            answer(kind)
        else:
            print_table()
            print_hostile()
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:2])
