"""What does a link to the bot open?

`https://t.me/<bot>?start=<payload>` opens the chat with the bot, and the button *Start* sends
`/start <payload>`: the payload names a command, so that one tap shows what the link was about.
"""

import re

_TICKET = re.compile(r"t(\d{1,9})")
_OPENS = {"tickets": "tickets", "page": "page", "help": "help", "link": "link_account"}
"""The command that a payload names."""

_OF_CARDS = {"tickets": "tickets", "sign_in": "page", "link_code": "link"}
"""What each card that is private is opened by; that of a ticket carries its number."""


def link_to(bot: str, card: str) -> str:
    """Give the link that opens what a card of this key shows."""
    kind, *rest = card.split(":")
    ticket = rest[0] if kind == "status" and rest else ""
    payload = f"t{ticket}" if ticket.isdecimal() else _OF_CARDS.get(kind, "help")
    return f"https://t.me/{bot}?start={payload}"


def opened_by(payload: str) -> tuple[str, str]:
    """Read a payload as a command and its words; an unknown one is a plain start."""
    found = _TICKET.fullmatch(payload)
    if found is not None:
        return "status", found[1]
    return _OPENS.get(payload, "start"), ""
