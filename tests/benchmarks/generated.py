"""Generated content for benchmarks, the same at each run: ``python tests/benchmarks/generated.py NUMBER > SOURCE.tsv``.

The texts are of invented words, of which some are common and most are rare. Each fifth text has the word "council",
and ten of all texts have the word "quetzalcoatl". ``content.py`` explains the columns.
"""

import datetime
import itertools
import random
import sys
from collections.abc import Iterator

PEOPLE, TOPICS = 200, 100
WORDS, SENTENCES = 20_000, 20_000
COMMON, RARE = "The council", "A quetzalcoatl came."
FIRST_DAY, DAYS = datetime.date(2006, 1, 1), 20 * 365
ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "br",
    "dr",
    "gr",
    "pr",
    "st",
    "tr",
]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ou"]
ENDINGS = ["", "n", "r", "s", "t", "nd", "st"]


def weights(number: int, offset: int) -> list[float]:
    """Return cumulative weights of *number* things, of which the first are chosen most often (Zipf's law)."""
    return list(itertools.accumulate(1 / (place + offset) for place in range(number)))


def invented_words(rng: random.Random) -> list[str]:
    words = set()
    while len(words) < WORDS:
        syllables = rng.choice([1, 2, 2, 3])
        words.add(
            "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _n in range(syllables)) + rng.choice(ENDINGS)
        )
    words = sorted(words)
    rng.shuffle(words)
    return words


def rows(number: int) -> Iterator[str]:
    """Yield *number* lines of tab-separated values, the oldest first."""
    rng = random.Random(11)
    words, of_words = invented_words(rng), weights(WORDS, 3)
    of_topics, of_people = weights(TOPICS, 2), weights(PEOPLE, 3)

    def some(count):
        return rng.choices(words, cum_weights=of_words, k=count)

    sentences = [" ".join(some(rng.randint(8, 15))).capitalize() + "." for _n in range(SENTENCES)]
    rare = set(rng.sample(range(1, number + 1), min(10, number)))
    for n in range(1, number + 1):
        paragraphs = [rng.choices(sentences, k=5) for _n in range(5)]
        if rng.random() < 0.2:
            paragraphs[0][0] = f"{COMMON} {paragraphs[0][0].lower()}"
        if n in rare:
            paragraphs[0].append(RARE)
        texts = [" ".join(paragraph) for paragraph in paragraphs]
        topics = sorted({place + 1 for place in rng.choices(range(TOPICS), cum_weights=of_topics, k=3)})
        people = sorted(
            {
                place + 1
                for place in rng.choices(range(PEOPLE), cum_weights=of_people, k=rng.choice([1, 2, 2, 3]))
            }
        )
        yield "\t".join(
            [
                str(n),
                " ".join(some(6)).capitalize(),
                f"item-{n}",
                str(FIRST_DAY + datetime.timedelta(days=DAYS * n // number)),
                " ".join(rng.choices(sentences, k=2)),
                "".join(f"<p>{text}</p>" for text in texts),
                " ".join(texts),
                f"{{{','.join(map(str, topics))}}}",
                f"{{{','.join(map(str, people))}}}",
            ]
        )


if __name__ == "__main__":
    for row in rows(int(sys.argv[1])):
        print(row)
