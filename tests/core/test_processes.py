import gc

import pytest

from ipacis.core.processes import in_processes


def double(number):
    return 2 * number


@pytest.mark.django_db(transaction=True)
def test_results_come_in_order_and_few_parts_are_taken_ahead():
    taken, ahead = [], []

    def numbers():
        for number in range(50):
            taken.append(number)
            yield number

    results = []
    for result in in_processes(double, numbers(), processes=2):
        results.append(result)
        ahead.append(len(taken) - len(results))
    assert results == [2 * number for number in range(50)]
    assert max(ahead) <= 5


@pytest.mark.django_db
def test_the_garbage_collector_runs_rarely_only_while_this_process_works():
    usual, during = gc.get_threshold(), []
    for _result in in_processes(lambda _part: during.append(gc.get_threshold()), range(2), processes=1):
        pass
    assert [limits[0] for limits in during] == [100_000, 100_000]
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)
