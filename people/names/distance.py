"""The weighted edit distance of two light keys. Edits between sounds that spellings often confuse cost less than 1.

The costs were found by experiment: with them, spellings of one name in different languages are near each other, and
different names that look alike are not.
"""

from people.names.folding import VOWELS

#: The cost of two neighbouring letters that are swapped.
TRANSPOSED = 0.8
#: The costs of a letter that only one of the words has: an i beside a vowel or a doubled letter, an h (Abrahamyan,
#: Абрамян), a z after d (дз in Belarusian), any other i, another vowel, any other letter.
GLIDE, ASPIRATE, AFFRICATE, WEAK_I, VOWEL, OTHER = 0.25, 0.4, 0.4, 0.45, 0.6, 1.0

#: {cost of a substitution: pairs of letters, in either direction}
SUBSTITUTIONS = {
    0.3: "ao ae ei",  # unstressed vowels, Belarusian akanye, Azerbaijani ə
    0.2: "gh",  # Hryhoriy, Grigory
    0.35: "gk kh",  # Asgarov, Askerov; Kahhor
    0.6: "JW Jz sz sW tC CW Tt Ts Tz TC TJ td vu vf zW dJ JC kC",  # similar sounds, or readings of one spelling in ``alphabet``
    0.75: "hv bp ik",
}
COSTS = {(one, other): 0.45 for one in VOWELS for other in VOWELS}
for cost, pairs in SUBSTITUTIONS.items():
    for one, other in pairs.split():
        COSTS[one, other] = COSTS[other, one] = cost
COSTS |= {(letter, letter): 0.0 for letter in VOWELS}


def allowance(length: int, *, alone: bool) -> float:
    """Return the greatest distance at which a word of *length* letters is taken for a misspelling of another.

    It is less for a short word that is *alone*, because no other word of the name confirms it.
    """
    if length <= 3:
        return 0.45 if alone else 0.6
    if length <= 4 and alone:
        return 0.6
    if length <= 7:
        return 1.0
    return 1.2 if length <= 9 else 1.4


def costs_of_letters(word: str) -> list[float]:
    """Return for each letter of *word* the cost of its insertion or deletion."""
    costs = []
    for place, letter in enumerate(word):
        before = word[place - 1] if place else ""
        after = word[place + 1 : place + 2]
        if letter in (before, after):
            costs.append(GLIDE)
        elif letter == "i":
            beside_vowel = (before and before in VOWELS) or (after and after in VOWELS)
            costs.append(GLIDE if beside_vowel else WEAK_I)
        elif letter == "h":
            costs.append(ASPIRATE)
        elif letter == "z" and before == "d":
            costs.append(AFFRICATE)
        else:
            costs.append(VOWEL if letter in VOWELS else OTHER)
    return costs


def distance(one: str, other: str, most: float) -> float:
    """Return the weighted distance (optimal string alignment) of two light keys, infinity if it is above *most*.

    >>> distance("kogut", "kohut", 1.0)
    0.2
    """
    if one == other:
        return 0.0
    dropped, added = costs_of_letters(one), costs_of_letters(other)
    before_last, last = None, [0.0]
    for cost in added:
        last.append(last[-1] + cost)
    for row, letter in enumerate(one):
        line = [last[0] + dropped[row]]
        for column, wanted in enumerate(other):
            changed = 0 if letter == wanted else COSTS.get((letter, wanted), OTHER)
            best = min(last[column] + changed, last[column + 1] + dropped[row], line[column] + added[column])
            if row and column and letter == other[column - 1] and wanted == one[row - 1]:
                best = min(best, before_last[column - 1] + TRANSPOSED)
            line.append(best)
        # A transposition skips one line, so the search ends only when two lines are above the limit.
        if min(line) > most and min(last) > most:
            return float("inf")
        before_last, last = last, line
    return last[-1] if last[-1] <= most else float("inf")
