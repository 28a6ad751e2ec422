"""Does the environment say what we think, and does it keep its secrets?"""

from pathlib import Path

import pytest

from bot.errors import Exit
from bot.settings import Settings, SettingsError, config_file, sources

pytestmark = pytest.mark.usefixtures("empty_folder")


def refusals():
    with pytest.raises(SettingsError) as refused:
        Settings()
    return refused.value.sentences


def test_an_empty_environment_is_in_order():
    settings = Settings()
    assert not settings.has_slack
    assert not settings.has_telegram
    assert settings.firstline_config == Path("firstline.toml")
    assert settings.port is None


def test_secrets_are_read_and_never_shown(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:hush-hush\n")
    settings = Settings()
    assert settings.telegram_bot_token.get_secret_value() == "123:hush-hush"
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_SIGNING_SECRET", "abc"),
        ("TELEGRAM_BOT_TOKEN", "1:a"),
        ("DATABASE_URL", "postgres://desk@db/desk"),
    ],
)
def test_a_secret_may_stand_in_a_file(empty_folder, monkeypatch, name, value):
    (empty_folder / "secret").write_text(f"{value}\n")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv(f"{name}_FILE", "secret")
    assert getattr(Settings(), name.lower()).get_secret_value() == value
    assert sources()[name.lower()] == f"{name}_FILE in environment"


def test_a_file_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "gone")
    assert refusals() == (
        "TELEGRAM_BOT_TOKEN comes from gone, which cannot be read: No such file or directory.",
    )


@pytest.mark.parametrize(
    ("content", "problem"), [(b"", "which is empty"), (b"\xff\xfe", "which is not text")]
)
def test_a_file_without_a_secret_is_named(empty_folder, monkeypatch, content, problem):
    (empty_folder / "secret").write_bytes(content)
    monkeypatch.setenv("DATABASE_URL_FILE", "secret")
    assert refusals() == (f"DATABASE_URL comes from secret, {problem}.",)


def test_a_secret_that_is_given_twice_is_refused(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "secret")
    assert refusals() == ("TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set; keep one.",)


def test_dot_env_is_read_and_the_environment_wins(empty_folder, monkeypatch):
    (empty_folder / ".env").write_text(
        "SLACK_BOT_TOKEN=xoxb-file\nSLACK_APP_TOKEN=xapp-file\nPORT=1\nSOMETHING_ELSE=1\n"
    )
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-environment")
    settings = Settings()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-environment"
    assert settings.slack_app_token.get_secret_value() == "xapp-file"
    assert sources() == {
        "slack_bot_token": "SLACK_BOT_TOKEN in environment",
        "slack_app_token": "SLACK_APP_TOKEN in .env",
        "port": "PORT in .env",
    }


def test_a_secret_in_the_environment_hides_the_file_that_dot_env_names(empty_folder, monkeypatch):
    (empty_folder / ".env").write_text("TELEGRAM_BOT_TOKEN_FILE=gone\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    assert Settings().telegram_bot_token.get_secret_value() == "1:a"


def test_all_faults_are_named_at_once_and_none_tells_a_secret(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xapp-hush")
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "hush")
    monkeypatch.setenv("DATABASE_URL", "mysql://hush@db")
    monkeypatch.setenv("SLACK_API_URL", "ftp://slack")
    monkeypatch.setenv("PORT", "70000")
    assert refusals() == (
        "SLACK_BOT_TOKEN does not look right: it begins with xoxb- and stands under "
        "OAuth & Permissions.",
        "TELEGRAM_WEBHOOK_SECRET does not look right: it is 32 to 256 letters, digits, _ and -.",
        "DATABASE_URL does not look right: it begins with postgresql://.",
        "SLACK_API_URL does not look right: it begins with https://.",
        "PORT is refused: input should be less than or equal to 65535.",
        "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN beside it (Socket Mode), "
        "or SLACK_SIGNING_SECRET (HTTP).",
        "TELEGRAM_WEBHOOK_SECRET needs TELEGRAM_BOT_TOKEN beside it.",
    )


@pytest.mark.parametrize("name", ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_half_of_slack_is_no_use(monkeypatch, name):
    monkeypatch.setenv(name, "xapp-1")
    assert refusals() == (f"{name} needs SLACK_BOT_TOKEN beside it.",)


def test_what_is_empty_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    assert Settings().port is None
    assert sources() == {}


def test_addresses_of_platforms_end_as_their_libraries_want(monkeypatch):
    monkeypatch.setenv("SLACK_API_URL", "http://localhost:1/api")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://localhost:2/")
    settings = Settings()
    assert settings.slack_api_url == "http://localhost:1/api/"
    assert settings.telegram_api_url == "http://localhost:2"


def test_the_configuration_is_found_although_the_rest_is_wrong(monkeypatch):
    assert config_file() == (Path("firstline.toml"), False)
    monkeypatch.setenv("PORT", "no")
    monkeypatch.setenv("FIRSTLINE_CONFIG", "desk.toml")
    assert config_file() == (Path("desk.toml"), True)


def test_values_may_be_given_by_hand_instead():
    settings = Settings(telegram_bot_token="1:a", port=80)
    assert settings.has_telegram
    assert settings.port == 80


def test_wrong_settings_leave_with_the_code_of_configuration():
    assert SettingsError.exit is Exit.CONFIG
