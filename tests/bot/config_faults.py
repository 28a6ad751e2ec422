"""A file in which nothing is wrong, and what is wrong with one."""

import pytest

from bot.config import ConfigError, parse

GOOD = """\
[desk]
name = "Harbour"
[tiers.L1]
title = "First"
calendar = "office"
[calendars.office]
hours = {mon-fri = ["09:00-17:00"]}
"""  # seven lines: what a case adds begins on line 8


def faults_of(text):
    with pytest.raises(ConfigError) as refused:
        parse(text, "f.toml")
    return [sentence.removeprefix("f.toml:") for sentence in refused.value.sentences]
