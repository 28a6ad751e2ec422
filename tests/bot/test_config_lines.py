"""Is the line right, however a TOML file is written?"""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import example_text
from bot.config_lines import Lines

TEXT = """\
# a comment with [brackets] and "quotes"
top = 1

[desk]
name = "a # no comment" # a comment
"quoted key" = 'its'
many = '''
[not.a.table]
x = 1
'''
also = @@@one \\" two
three@@@
hours = {mon-fri = ["09:00-12:00",
  "13:00-17:00"], sat = []}
dotted.key.here = 1.5

[tiers.L1]
channels = [
  "slack:#a",   # first
  "slack:#b",
  [1, 2],
]
[[sla]]
tier = "L1"
at = 2026-12-24T09:00:00
[[sla]]
[sla.inner]
deep = true
[a."b.c".d]
e = 0
""".replace("@@@", '"' * 3)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("desk",), 4),
        (("desk", "name"), 5),
        (("desk", "quoted key"), 6),
        (("desk", "many"), 7),
        (("desk", "also"), 11),
        (("desk", "hours"), 13),
        (("desk", "hours", "mon-fri", 1), 14),
        (("desk", "hours", "sat"), 14),
        (("desk", "dotted", "key", "here"), 15),
        (("tiers", "L1"), 17),
        (("tiers", "L1", "channels", 0), 19),
        (("tiers", "L1", "channels", 2, 1), 21),
        (("sla", 0, "tier"), 24),
        (("sla", 0, "at"), 25),
        (("sla", 1), 26),
        (("sla", 1, "inner", "deep"), 28),
        (("a", "b.c", "d", "e"), 30),
    ],
)
def test_every_key_is_found_on_its_line(path, line):
    assert Lines(TEXT).of(path) == line


def test_what_is_not_there_is_found_on_the_nearest_line_around_it():
    lines = Lines(TEXT)
    assert lines.of(("tiers", "L1", "price")) == 17
    assert lines.of(("sla", 0, "tier", "x")) == 24
    assert lines.of(("nowhere",)) == 1
    assert Lines("").of(("x",)) == 1


def test_windows_line_ends_count_once():
    assert Lines('[a]\r\nb = 1\r\nc = "x"\r\n').of(("a", "c")) == 3


KEY = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
VALUE = st.sampled_from(['"a = [b] # c"', "1.5", "[1, [2], {a = 3}]", "'''\nx\n'''", "{b = 1}"])


@given(st.dictionaries(KEY, VALUE, min_size=1))
def test_keys_below_one_another_are_never_mixed_up(pairs):
    text = "".join(f"{key} = {value}\n" for key, value in pairs.items())
    assert tomllib.loads(text).keys() == pairs.keys()
    line = 1
    lines = Lines(text)
    for key, value in pairs.items():
        assert lines.of((key,)) == line
        line += 1 + value.count("\n")


def test_every_line_of_the_example_is_found():
    text = example_text()
    lines, rows = Lines(text), text.splitlines()
    for table, keys in tomllib.loads(text).items():
        if table == "sla":
            assert all(rows[lines.of(("sla", n)) - 1] == "[[sla]]" for n in range(len(keys)))
        elif table in {"tiers", "calendars", "services", "requests"}:
            assert all(rows[lines.of((table, key)) - 1] == f"[{table}.{key}]" for key in keys)
        else:
            assert all(rows[lines.of((table, key)) - 1].startswith(f"{key} =") for key in keys)
