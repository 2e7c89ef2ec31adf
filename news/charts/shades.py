"""The shades of marks: how dark a mark is for its number."""

import math

#: The number of shades besides that of nothing.
SHADES = 4


def shade(number: int, most: int) -> int:
    """Return the shade of *number* if the largest number is *most*: 0 for nothing, else 1 (light) to SHADES (dark).

    The square root keeps small numbers apart, because most numbers of a record are small.

    >>> [shade(number, 16) for number in (0, 1, 4, 9, 16)]
    [0, 1, 2, 3, 4]
    """
    return math.ceil(SHADES * math.sqrt(number / most)) if number else 0
