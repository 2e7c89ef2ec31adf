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
