"""Is a token in the file refused, wherever it stands, and never said again?"""

import pytest

from tests.bot.config_faults import GOOD, faults_of

SECRETS = {
    "by its name": ('[slack]\nSLACK_BOT_TOKEN = "hush-hush"', "slack.SLACK_BOT_TOKEN"),
    "by how it looks": ('[slack]\ncommand = "xoxb-hush-hush"', "slack.command"),
}


@pytest.mark.parametrize(("added", "key"), SECRETS.values(), ids=SECRETS)
def test_a_token_is_refused_and_not_repeated(added, key):
    assert faults_of(GOOD + added) == [
        f"9: {key} is a secret, and this file is no place for one. "
        "Remove it and set SLACK_BOT_TOKEN in the environment or in .env."
    ]


@pytest.mark.parametrize(
    ("secret", "name"),
    [
        ("xapp-1-hush", "SLACK_APP_TOKEN"),
        ("123456789:hush-hush-hush-hush-hush-hush-hush", "TELEGRAM_BOT_TOKEN"),
        ("postgresql://desk:hush@db/desk", "DATABASE_URL"),
    ],
)
def test_every_kind_of_secret_is_known_wherever_it_stands(secret, name):
    tier = f'[tiers.L2]\ntitle = "{secret}"\ncalendar = "{secret}"\nchannels = ["{secret}"]\n'
    hours = f'[calendars.x]\nhours = {{mon = "{secret}"}}\n'
    told = faults_of(GOOD + tier + hours)
    assert [fault.partition(":")[0] for fault in told] == ["9", "10", "11", "13"]
    assert all(name in fault for fault in told)
    assert not any("hush" in fault for fault in told)


def test_a_secret_hides_no_other_fault():
    added = '[slack]\ntoken = "hush-hush"\ncomand = "/x"'
    assert [fault.partition(" ")[2] for fault in faults_of(GOOD + added)] == [
        "slack.token is a secret, and this file is no place for one. "
        "Remove it and set TOKEN in the environment or in .env.",
        'slack.comand is unknown. Did you mean "command"?',
    ]
