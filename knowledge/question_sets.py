"""Which articles and questions does a file hold, to measure with?"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from knowledge.article import Article
from knowledge.errors import BadFileError
from knowledge.library import read_folder
from knowledge.perturb import with_typos, without_a_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as it was asked, and the article that answers it; None when none does."""

    text: str
    article: str | None
    split: str = "test"


def load_articles(path: Path) -> list[Article]:
    """Read articles from a file of JSON lines, or from a folder as the desk does.

    Raises:
        BadFileError: for the first line or file that is not right; figures over what is left
            would be figures of something else.
    """
    if path.is_dir():
        return _folder_articles(path)
    articles: dict[str, Article] = {}
    for line, record in _records(path):
        article = _article(path, line, record)
        if article.id in articles:
            raise BadFileError(path, line, f"the id {article.id!r} was there before")
        articles[article.id] = article
    return list(articles.values())


def load_queries(
    path: Path, split: str | None = None, *, typos: int | None = None, drop: int | None = None
) -> list[Query]:
    """Read queries from a file of JSON lines: all of them, or one split.

    `typos` and `drop` are seeds; they garble the file as a whole, so that a query is garbled in
    the same way whichever split is asked for.

    Raises:
        BadFileError: for the first line that is not right.
    """
    queries = [_query(path, line, record) for line, record in _records(path)]
    garbled = _garbled(queries, typos=typos, drop=drop)
    return [query for query in garbled if split in {None, query.split}]


def _folder_articles(path: Path) -> list[Article]:
    library = read_folder(path)
    for fault in library.faults:
        raise BadFileError(path / fault.file, fault.line, fault.message)
    return list(library.articles)


def _garbled(queries: Sequence[Query], *, typos: int | None, drop: int | None) -> list[Query]:
    texts = [query.text for query in queries]
    if drop is not None:
        chance = random.Random(drop)  # noqa: S311 - repeatable on purpose
        texts = [without_a_word(text, chance) for text in texts]
    if typos is not None:
        chance = random.Random(typos)  # noqa: S311 - repeatable on purpose
        texts = [with_typos(text, chance) for text in texts]
    return [replace(query, text=text) for query, text in zip(queries, texts, strict=True)]


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in enumerate(_lines(path), 1):
        if text.strip():
            yield line, _record(path, line, text)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise BadFileError(path, 0, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFileError(path, 0, "is not UTF-8 text") from error


def _record(path: Path, line: int, text: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFileError(path, line, "is not JSON") from error
    if not isinstance(record, dict):
        raise BadFileError(path, line, "is not a JSON object")
    return record


def _article(path: Path, line: int, record: dict[str, Any]) -> Article:
    questions = record.get("questions")
    texts = [record.get(name) for name in ("id", "title", "body")]
    is_right = isinstance(questions, list) and all(isinstance(text, str) for text in questions)
    if not is_right or not all(isinstance(text, str) for text in texts):
        raise BadFileError(path, line, "needs the texts id, title, body and a list of questions")
    return Article(
        id=record["id"],
        title=record["title"],
        questions=tuple(record["questions"]),
        body=record["body"],
    )


def _query(path: Path, line: int, record: dict[str, Any]) -> Query:
    article = record.get("article")
    texts = [record.get(name) for name in ("text", "split")]
    is_right = "article" in record and isinstance(article, str | None)
    if not is_right or not all(isinstance(text, str) for text in texts):
        raise BadFileError(path, line, "needs the texts text and split, and article or null")
    return Query(text=record["text"], article=article, split=record["split"])
