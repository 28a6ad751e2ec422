"""What do `firstline slack manifest` and `firstline telegram setup` do?"""

import asyncio
import json

import pytest
import yaml

from tests.fakes.telegram import TOKEN, FakeTelegram

TEAM = -1001000000002


def with_config(folder, **changes):
    from bot.config import example_text

    text = example_text()
    for old, new in changes.values():
        text = text.replace(old, new)
    (folder / "firstline.toml").write_text(text)


@pytest.fixture
async def telegram(empty_folder, monkeypatch):
    async with FakeTelegram() as fake:
        sam = fake.add_user(12, "Sam")
        fake.add_group(TEAM, "L2", forum=True, members=[sam])
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", fake.api_url)
        yield fake


@pytest.fixture
def set_up(firstline):
    """Call it beside the loop on which the stand-in answers."""

    async def run():
        return await asyncio.to_thread(firstline, "telegram", "setup")

    return run


def names(commands):
    return [command["command"] for command in commands]


def test_the_manifest_is_yaml_json_or_a_link(firstline, empty_folder):
    with_config(empty_folder, command=('command = "/support"', 'command = "/desk"'))
    as_yaml = yaml.safe_load(firstline("slack", "manifest").stdout)
    assert as_yaml == json.loads(firstline("slack", "manifest", "--json").stdout)
    assert as_yaml["features"]["slash_commands"][0]["command"] == "/desk"
    assert firstline("slack", "manifest", "--link").stdout.startswith(
        "https://api.slack.com/apps?new_app=1&manifest_json="
    )


def test_the_manifest_for_signed_requests_names_the_page(firstline, empty_folder):
    with_config(empty_folder)
    run = ("slack", "manifest", "--json", "--url", "https://desk.example.com/")
    manifest = json.loads(firstline(*run).stdout)
    wanted = "https://desk.example.com/slack/events"
    settings = manifest["settings"]
    assert settings["event_subscriptions"]["request_url"] == wanted
    assert settings["interactivity"]["request_url"] == wanted
    assert manifest["features"]["slash_commands"][0]["url"] == wanted
    assert not settings["socket_mode_enabled"]


def test_slack_sends_nothing_over_an_open_wire(firstline, empty_folder):
    with_config(empty_folder)
    refused = firstline("slack", "manifest", "--url", "http://desk.example.com")
    assert refused.exit_code == 2
    assert "https://" in refused.stderr


async def test_setting_up_tells_each_scope_its_commands(telegram, set_up, empty_folder):
    with_config(empty_folder, group=('"web:l2-support"', f'"telegram:{TEAM}"'))
    result = await set_up()
    assert (result.exit_code, result.stdout) == (
        0,
        "@firstline_bot knows its commands, description and menu button.\n",
    )
    profile = telegram.backend.profile
    private = names(profile.commands_for({"type": "all_private_chats"}))
    team = names(profile.commands_for({"type": "chat", "chat_id": TEAM}))
    assert "new" in private
    assert "claim" not in private
    assert "claim" in team
    assert "new" in names(profile.commands_for({"type": "all_group_chats"}))
    assert "Maintenance house" in profile.descriptions[""]
    assert profile.menu_buttons


async def test_setting_up_speaks_each_language_of_the_desk(telegram, set_up, empty_folder):
    with_config(empty_folder, both=('languages = ["en"]', 'languages = ["en", "de"]'))
    await set_up()
    scope = {"type": "all_private_chats"}
    english = telegram.backend.profile.commands_for(scope)
    german = telegram.backend.profile.commands_for(scope, "de")
    assert names(english) == names(german)
    assert english != german
    descriptions = telegram.backend.profile.descriptions
    assert descriptions[""] == "Maintenance house: ask a question, or write /help."
    assert (
        descriptions["de"] == "Maintenance house: Stellen Sie eine Frage oder schreiben Sie /help."
    )
    assert telegram.backend.profile.short_descriptions == descriptions


async def test_a_group_that_has_moved_is_followed(telegram, set_up, empty_folder):
    telegram.add_group(-77, "L3", members=[telegram.add_user(13, "Lea")])
    moved = telegram.migrate(-77)
    with_config(empty_folder, group=('"web:l2-support"', '"telegram:-77"'))
    result = await set_up()
    assert result.exit_code == 0, result.stderr
    commands = telegram.backend.profile.commands_for({"type": "chat", "chat_id": moved})
    assert "claim" in names(commands)


async def test_a_group_without_the_bot_is_explained(telegram, set_up, empty_folder):
    with_config(empty_folder, group=('"web:l2-support"', '"telegram:-1009"'))
    result = await set_up()
    assert result.exit_code == 4
    assert "add the bot to each group" in result.stderr


async def test_a_token_that_is_wrong_is_never_shown(telegram, set_up, monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:hush-hush")
    result = await set_up()
    assert result.exit_code == 4
    assert "does not know this TELEGRAM_BOT_TOKEN" in result.stderr
    assert "hush" not in result.output


def test_nobody_at_the_other_end_is_a_sentence(firstline, monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:hush-hush")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    result = firstline("telegram", "setup")
    assert result.exit_code == 4
    assert "cannot be reached" in result.stderr
    assert "hush" not in result.output


def test_without_a_token_it_says_which(firstline):
    result = firstline("telegram", "setup")
    assert result.exit_code == 3
    assert result.stderr == "TELEGRAM_BOT_TOKEN is not set; @BotFather gives one.\n"
