"""The results of the benchmark of names do not become worse. Times are not tested: they depend on the machine."""

import pytest

from tests.benchmarks import names as benchmark

pytestmark = pytest.mark.django_db


@pytest.fixture
def known_people():
    benchmark.load(benchmark.lines_of(benchmark.PEOPLE))


@pytest.mark.slow
def test_people_are_found_as_well_as_in_the_last_run(known_people):
    classes = benchmark.score_queries(benchmark.lines_of(benchmark.QUERIES))
    shares = benchmark.shares(classes)
    wrong = {name: rows["wrong"] for name, rows in classes.items() if rows["wrong"]}
    for name in ("core", "stretch", "each core class"):
        assert shares[name] >= benchmark.FLOORS[name], wrong
    assert shares["false positives"] <= benchmark.FLOORS["false positives"], wrong


def test_mentions_are_found_as_well_as_in_the_last_run(known_people):
    for language, (f1, wrong) in benchmark.score_texts(benchmark.lines_of(benchmark.TEXTS)).items():
        assert f1 >= benchmark.MENTIONS_FLOOR[language], wrong
