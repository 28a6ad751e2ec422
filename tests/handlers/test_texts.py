import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from desk.policy import DeskPolicy, Priority, Status, TicketType
from desk.ticket import Verb
from handlers import texts as module
from handlers.cards.card import Moment, Person, Strong
from handlers.texts import FOLDER, Texts, joined, languages, nearest

CODE = [
    *Path(module.__file__).parent.glob("cards/*.py"),
    *Path(module.__file__).parent.glob("ics/*.py"),
    Path(module.__file__).parent / "slack" / "agent.py",
    Path(module.__file__).parent / "agreement.py",
    Path(module.__file__).parent / "commands.py",
    Path(module.__file__).parent / "finding.py",
    Path(module.__file__),
]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def messages(language: str) -> dict[str, Message]:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return {message.context: message for message in read_po(file) if message.context}


def forms(value: str | list[str] | tuple[str, ...]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def calls() -> Iterator[ast.Call]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node


def constants() -> set[str]:
    return {
        node.value
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def patterns() -> list[re.Pattern[str]]:
    """Ids that are put together: `f"button.{verb}"`."""
    return [
        re.compile(
            "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
                for part in node.values
            )
        )
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    ]


def test_german_is_there_beside_english() -> None:
    assert languages() == ("en", "de")


def test_an_id_stands_once_in_a_catalogue() -> None:
    for language in languages():
        text = (FOLDER / f"{language}.po").read_text(encoding="utf-8")
        ids = re.findall(r'^msgctxt "(.*)"$', text, re.MULTILINE)
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", languages()[1:])
def test_every_sentence_of_english_is_said_in_the_other_language(language: str) -> None:
    english, other = messages("en"), messages(language)
    assert {key: message.id for key, message in english.items()} == {
        key: message.id for key, message in other.items()
    }
    untold = [
        key
        for key, message in other.items()
        if message.fuzzy or not all(forms(message.string)) or not forms(message.string)
    ]
    assert untold == []


@pytest.mark.parametrize("language", languages()[1:])
def test_a_translation_has_the_facts_of_the_original(language: str) -> None:
    for key, message in messages(language).items():
        wanted = set().union(*(gaps(sentence) for sentence in forms(message.id)))
        for sentence in forms(message.string):
            assert gaps(sentence) | {"n"} == wanted | {"n"}, key


def test_german_speaks_to_people_formally() -> None:
    for key, message in messages("de").items():
        for sentence in forms(message.string):
            assert not re.search(r"\b([Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir)\b", sentence), key


def test_every_sentence_that_the_code_says_is_there() -> None:
    said = {
        node.args[0].value
        for node in calls()
        if node.func.attr in {"say", "line"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert {name for name in said if not Texts().has(str(name))} == set()


def test_every_sentence_is_said_somewhere() -> None:
    known, built = constants(), patterns()
    nouns = {
        str(node.args[0].value)
        for node in calls()
        if node.func.attr == "code" and node.args and isinstance(node.args[0], ast.Constant)
    }
    unused = [
        key
        for key in messages("en")
        if key not in known
        and key.rpartition(".")[0] not in known
        and key.partition(".")[0] not in nouns | {"platform", "type", "urgency"}
        and not any(pattern.fullmatch(key) for pattern in built)
    ]
    assert unused == []


@pytest.mark.parametrize("language", languages())
def test_every_code_has_a_word(language: str) -> None:
    texts = Texts(language)
    policy = DeskPolicy.__dataclass_fields__["categories"].default
    assert isinstance(policy, tuple)
    wanted = [
        *(f"status.{code}" for code in Status),
        *(f"priority.{code}" for code in Priority),
        *(f"type.{code}" for code in TicketType),
        *(f"category.{code}" for code in policy),
        *(f"button.{verb}" for verb in Verb if verb not in {Verb.PICK, Verb.FILL}),
    ]
    assert [name for name in wanted if not texts.has(name)] == []


def test_number_and_word_of_a_priority_are_both_shown() -> None:
    assert Texts("en").code("priority", "P2") == "P2 · high"
    assert Texts("de").code("priority", "P2") == "P2 · hoch"


def test_a_code_of_the_houses_own_is_made_readable() -> None:
    assert Texts().code("category", "coffee_machine") == "Coffee machine"
    assert Texts().code("category", "") == ""


@pytest.mark.parametrize(
    ("told", "read"),
    [("de", "de"), ("de-AT", "de"), ("de_CH", "de"), ("DE", "de"), ("tlh", "en"), ("", "en")],
)
def test_the_nearest_language_is_read(told: str, read: str) -> None:
    assert nearest(told) == read
    assert Texts(told).language == read


def test_one_and_many_differ() -> None:
    english, german = Texts("en"), Texts("de")
    assert english.say("suggestions.text", n=1) == "I found 1 possible answer"
    assert english.say("suggestions.text", n=3) == "I found 3 possible answers"
    assert german.say("suggestions.text", n=1) == "1 mögliche Antwort gefunden"
    assert german.say("suggestions.text", n=3) == "3 mögliche Antworten gefunden"


def test_numbers_are_written_as_the_language_does() -> None:
    assert "2,000" in Texts("en").say("fault.too_long", longest=2000)
    assert "2.000" in Texts("de").say("fault.too_long", longest=2000)


def test_braces_in_a_persons_words_are_only_words() -> None:
    assert Texts().say("answer.text", title="{n} {0}") == "Answer: {n} {0}"


def test_a_missing_fact_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        Texts().say("answer.text")
    with pytest.raises(KeyError):
        Texts().say("no.such.sentence")


def test_a_line_keeps_people_and_moments_in_their_places() -> None:
    sam, at = Person(name="Sam"), Moment(at=NOON)
    line = Texts("de").line("refused.already_claimed", by=sam, at=at)
    assert line == (sam, " hat es seit ", at, ".")
    assert Texts("de").plain(line) == "Sam hat es seit 24. Nov. 12:00 UTC."


def test_neighbouring_strings_run_together() -> None:
    strong = Strong(text="x")
    assert joined("a", "b", "", strong, "c", "d") == ("ab", strong, "cd")


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(minutes=25), "25 min"),
        (timedelta(minutes=25, seconds=40), "25 min"),
        (timedelta(hours=3, minutes=55), "3 h 55 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=1, minutes=5), "1 d"),
        (timedelta(days=2, hours=3, minutes=5), "2 d 3 h"),
    ],
)
def test_a_length_is_said_with_its_two_largest_units(length: timedelta, said: str) -> None:
    assert Texts("en").duration(length) == said
    assert Texts("de").duration(length) == said


def test_a_moment_is_told_from_now() -> None:
    later, before = NOON + timedelta(minutes=25), NOON - timedelta(minutes=12)
    assert Texts("en").relative(later, NOON) == "in 25 min"
    assert Texts("en").relative(before, NOON) == "12 min ago"
    assert Texts("de").relative(before, NOON) == "vor 12 min"


def test_a_moment_is_written_out_in_a_zone() -> None:
    assert Texts("en").moment(NOON) == "24 Nov 12:00 UTC"
    assert Texts("en").moment(NOON, "Europe/Berlin") == "24 Nov 13:00 CET"


def test_words_are_listed_as_the_language_does() -> None:
    assert Texts("en").listed(["a", "b"]) == "a and b"
    assert Texts("de").listed(["a", "b", "c"]) == "a, b und c"
