"""Is an address that was written down the same one when it is read back?"""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.people import Address, Identity

NAMES = st.text(min_size=1)


@given(channel=NAMES, thread=st.none() | NAMES)
@example(channel="dm:maya", thread=None)
@example(channel="dm:maya", thread="7")
@example(channel="100%3A", thread=None)
def test_an_address_is_read_back_as_it_was_written(channel, thread):
    address = Address(platform="web", channel=channel, thread=thread)
    assert Address.parse(str(address)) == address


@given(one=NAMES, other=NAMES)
def test_no_two_addresses_are_written_alike(one, other):
    whole = Address(platform="web", channel=f"{one}:{other}")
    in_thread = Address(platform="web", channel=one, thread=other)
    assert str(whole) != str(in_thread)


@pytest.mark.parametrize(
    ("text", "channel", "thread"),
    [("slack:C01:171.5", "C01", "171.5"), ("telegram:-100123", "-100123", None)],
)
def test_addresses_are_written_as_configuration_writes_them(text, channel, thread):
    address = Address.parse(text)
    assert (address.channel, address.thread) == (channel, thread)
    assert str(address) == text


@pytest.mark.parametrize("text", ["slack", "slack:", ":C01", "slack::171.5"])
def test_what_names_no_channel_is_no_address(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        Address.parse(text)


def test_an_account_is_read_back_as_it_was_written():
    account = Identity(platform="web", id="a:b")
    assert Identity.parse(str(account)) == account
