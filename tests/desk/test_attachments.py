"""A file's name is safe to show, and its picture is what its bytes say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.attachment import LONGEST_NAME, picture_of, plain_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("screenshot.png", "screenshot.png"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Users\\me\\app.log", "C__Users_me_app.log"),
        ("two\r\nlines\t.txt", "twolines.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("", "file"),
        (" . ", "file"),
        ("...", "file"),
        ("größe 10 €.pdf", "größe 10 €.pdf"),
    ],
)
def test_names_are_made_plain(given_name, shown):
    assert plain_name(given_name) == shown


def test_a_long_name_keeps_its_ending():
    assert plain_name(f"{'a' * 300}.tar.gz").endswith("….gz")
    assert len(plain_name(f"{'a' * 300}.tar.gz")) == LONGEST_NAME
    assert plain_name("a" * 300) == "a" * (LONGEST_NAME - 1) + "…"
    assert len(plain_name(f"{'a' * 300}.{'b' * 300}")) == LONGEST_NAME


@given(st.text())
def test_no_name_breaks_a_line_or_climbs_out_of_a_folder(name):
    shown = plain_name(name)
    assert 0 < len(shown) <= LONGEST_NAME
    assert not set(shown) & set("/\\\r\n\0\u202e")
    assert shown not in {".", ".."}


@pytest.mark.parametrize(
    ("start", "picture"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"GIF87a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_only_pictures_that_can_do_nothing_are_pictures(start, picture):
    assert picture_of(start) == picture
