"""How large a knowledge base would you like?

Writes one of any size as JSON lines: five phrasings an article, words of a Zipf vocabulary of
30,000, the same for the same seed. Run `python benchmarks/articles.py 10000 articles.jsonl`.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path

from knowledge.article import Article

_WORDS = 30_000
_PHRASINGS = 5
_CONSONANTS = "bcdfghjklmnprstvwz"
_VOWELS = "aeiou"


def make_articles(count: int, seed: int = 1) -> Iterator[Article]:
    """Make articles; each has a few words of its own that run through all of its phrasings."""
    chance = random.Random(seed)
    vocabulary = _vocabulary(chance)
    weights = list(accumulate(1 / rank for rank in range(1, _WORDS + 1)))
    for number in range(count):
        topic = chance.choices(vocabulary, cum_weights=weights, k=3)
        topic += chance.choices(vocabulary, k=2)
        questions = [_phrasing(chance, topic, vocabulary, weights) for _ in range(_PHRASINGS)]
        body = " ".join(chance.choices(vocabulary, cum_weights=weights, k=60))
        yield Article(
            id=f"article-{number}",
            title=" ".join(topic),
            questions=tuple(questions),
            body=body,
        )


def make_queries(
    articles: Sequence[Article], count: int, seed: int = 2
) -> Iterator[tuple[str, str]]:
    """Ask for random articles with words mixed from two of their phrasings; give the id, too."""
    chance = random.Random(seed)
    for article in chance.choices(articles, k=count):
        one, two = chance.sample(article.questions, 2)
        words = one.split()[::2] + two.split()[1::2]
        yield " ".join(words), article.id


def _vocabulary(chance: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < _WORDS:
        syllables = chance.choice((1, 2, 2, 3, 3, 4))
        word = "".join(
            chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(syllables)
        )
        found[word + chance.choice(_CONSONANTS)] = None
    return list(found)


def _phrasing(
    chance: random.Random, topic: list[str], vocabulary: list[str], weights: list[float]
) -> str:
    words = chance.sample(topic, 3) + chance.choices(vocabulary, cum_weights=weights, k=5)
    chance.shuffle(words)
    return " ".join(words)


def main() -> None:
    """Write the articles, and beside them queries when a second file is named."""
    parser = argparse.ArgumentParser(description="Make a large knowledge base.")
    parser.add_argument("count", type=int)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    articles = list(make_articles(chosen.count, chosen.seed))
    fields = ("id", "title", "questions", "body")
    records = [{name: asdict(article)[name] for name in fields} for article in articles]
    _write(chosen.articles, records)
    if chosen.queries:
        asked = make_queries(articles, 1000, chosen.seed + 1)
        _write(chosen.queries, [{"text": t, "article": a, "split": "test"} for t, a in asked])


def _write(path: Path, records: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


if __name__ == "__main__":
    main()
