"""Is a text with markup read, and refused, as the vendor's server does it?"""

import pytest

from tests.fakes.telegram import ApiError, parse_html
from tests.fakes.telegram.text import is_web_address, trim


def entity(kind, offset, length, **facts):
    return {"type": kind, "offset": offset, "length": length, **facts}


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("plain & simple", "plain & simple", []),
        ("&lt;b&gt; &amp;&quot; &#39;&#x1F600;", "<b> &\" '😀", []),
        ("&laquo;&Or;&ltx;", "&laquo;&Or;&ltx;", []),
        ("<b>a</b><strong>b</strong>", "ab", [entity("bold", 0, 1), entity("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
        ("<s>a</s> <del>b</del>", "a b", [entity(k := "strikethrough", 0, 1), entity(k, 2, 1)]),
        ("😀<b>é</b>", "😀é", [entity("bold", 2, 1)]),
        ("<b>a <i>b</i></b>", "a b", [entity("bold", 0, 3), entity("italic", 2, 1)]),
        ("<B>a</B>", "a", [entity("bold", 0, 1)]),
        ("<b>a</>", "a", [entity("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ("<tg-spoiler>a</tg-spoiler>", "a", [entity("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
        (
            '<a href="https://x.example/?a=1&amp;b=2">l</a>',
            "l",
            [entity("text_link", 0, 1, url="https://x.example/?a=1&b=2")],
        ),
        ("<a href=https>l</a>", "l", []),
        ('<a href="http://localhost:8080">l</a>', "l", []),
        ("<a>x.example</a>", "x.example", [entity("text_link", 0, 9, url="x.example")]),
        ('<a href="tg://user?id=11">Maya</a>', "Maya", [entity("text_mention", 0, 4, user_id=11)]),
        ("<code>a</code>", "a", [entity("code", 0, 1)]),
        ("<pre>a</pre>", "a", [entity("pre", 0, 1)]),
        (
            '<pre><code class="language-python">a</code></pre>',
            "a",
            [entity("pre", 0, 1, language="python")],
        ),
        ("<code>a <b>b</b></code>", "a b", [entity("code", 0, 3)]),
        ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>",
            "ab",
            [entity("blockquote", 0, 2)],
        ),
        ('<tg-emoji emoji-id="5368">x</tg-emoji>', "x", [entity(
            "custom_emoji", 0, 1, custom_emoji_id="5368")]),
        (
            '<tg-time unix="1795161600" format="Dt">20 Nov 08:00 UTC</tg-time>',
            "20 Nov 08:00 UTC",
            [entity("date_time", 0, 16, unix_time=1795161600, date_time_format="Dt")],
        ),
        ('<tg-time unix="1795161600">soon</tg-time>', "soon", [entity(
            "date_time", 0, 4, unix_time=1795161600)]),
        ("<i    aba  =  190azAz-.>x</i>", "x", [entity("italic", 0, 1)]),
    ],
)  # fmt: skip
def test_markup_is_read(markup, text, entities):
    assert parse_html(markup) == (text, entities)


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("é <abac>", 'Unsupported start tag "abac" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b ", 'Unclosed start tag "b" at byte offset 0'),
        ("<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i aba  =  ", 'Unclosed start tag "i" at byte offset 0'),
        ("<i    aba  =  190azAz-.,>", "Unexpected end of name token at byte offset 14"),
        ('<i aba="x>', "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<i>a</i   ", "Unclosed end tag at byte offset 4"),
        ("<i>a</em>", 'Unmatched end tag at byte offset 4, expected "</i>", found "</em>"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time>x</tg-time>", "Invalid Unix time specified"),
        ('<tg-time unix="1" format="Q">x</tg-time>', "Invalid date-time format specified"),
    ],
)
def test_wrong_markup_is_refused(markup, fault):
    with pytest.raises(ApiError) as caught:
        parse_html(markup)
    assert caught.value.description == f"Bad Request: can't parse entities: {fault}"


def test_white_space_at_the_ends_goes_and_entities_move_along():
    assert trim("\n 😀 hi \n", [entity("bold", 5, 2)]) == ("😀 hi", [entity("bold", 3, 2)])
    assert trim("hi  ", [entity("bold", 0, 4), entity("italic", 2, 2)]) == (
        "hi",
        [entity("bold", 0, 2)],
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://desk.example/t/1", True),
        ("desk.example", True),
        ("http://127.0.0.1:8080/", True),
        ("tg://user?id=1", True),
        ("http://localhost:8080/", False),
        ("ftp://desk.example", False),
        ("", False),
    ],
)
def test_some_addresses_are_no_links(url, expected):
    assert is_web_address(url) is expected
