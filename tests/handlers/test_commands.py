import re

import pytest

from desk.actions.command import COMMAND_VERBS
from desk.people import Role
from handlers.commands import COMMANDS, Surface, commands_for, description, find, parse, usage
from handlers.texts import Texts, languages


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("claim", ("claim", "")),
        ("/claim 106", ("claim", "106")),
        ("/claim@firstline_bot SUP-106", ("claim", "SUP-106")),
        ("Resolve: restarted it", ("resolve", "restarted it")),
        ("note two\nlines", ("note", "two\nlines")),
        ("LIST", ("tickets", "")),
        ("/signin", ("page", "")),
        ("claims are late", None),
        ("for @maya: the printer", ("for", "@maya: the printer")),
        ("/ticket for @maya the printer", ("for", "@maya the printer")),
        ("Ticket", ("ticket", "")),
        ("for two days I cannot print", None),
        ("ticket for two days", None),
        ("ticket 105 is wrong", None),
        ("for", None),
        ("my printer is on fire", None),
        ("", None),
        ("   ", None),
        ("/", None),
    ],
)
def test_words_that_begin_with_a_commands_name_are_split(
    text: str, parsed: tuple[str, str] | None
) -> None:
    assert parse(text) == parsed


def test_every_command_on_a_ticket_that_the_desk_does_is_in_the_table() -> None:
    assert {name for name in COMMAND_VERBS if find(name) is None} == set()
    assert {find(name).name for name in COMMAND_VERBS} == set(COMMAND_VERBS)  # type: ignore[union-attr]


def test_a_name_belongs_to_one_command() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", languages())
def test_every_listed_command_fits_telegrams_menu(language: str) -> None:
    texts = Texts(language)
    for command in commands_for(is_engineer=True):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
        assert 1 <= len(description(command, texts)) <= 256


def test_a_requester_is_not_offered_what_engineers_do() -> None:
    offered = {command.name for command in commands_for(is_engineer=False)}
    assert offered == {
        "new",
        "tickets",
        "search",
        "status",
        "cancel",
        "urgent",
        "comment",
        "maintenance",
        "request",
        "approve",
        "decline",
        "subscribe",
        "unsubscribe",
        "page",
        "language",
        "link_account",
        "unlink_account",
        "help",
    }
    assert all(command.who is Role.REQUESTER for command in commands_for(is_engineer=False))


def test_the_engineers_channel_offers_what_acts_on_tickets() -> None:
    names = {command.name for command in commands_for(is_engineer=True, surface=Surface.ENGINEERS)}
    assert {"claim", "take", "release", "resolve", "escalate", "return", "reply"} <= names
    assert "new" not in names


def test_what_greets_newcomers_is_understood_but_not_listed() -> None:
    assert find("start") is not None
    assert "start" not in {command.name for command in commands_for(is_engineer=True)}


def test_usage_stands_below_a_root_where_there_is_one() -> None:
    reply = find("reply")
    assert reply is not None
    assert usage(reply, Texts("en"), "/support") == "/support reply [number] <words>"
    assert usage(reply, Texts("de")) == "/reply [Nummer] <Text>"
