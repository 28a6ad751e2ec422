"""Which channel of the web chat is whose?"""

from desk.people import Address, Identity

PLATFORM = "web"

_DIRECT = "dm:"
_ELSEWHERE = frozenset({"slack", "telegram"})


def direct_channel(account: str) -> str:
    """Name the direct chat of an account with the bot."""
    return f"{_DIRECT}{account}"


def account_of(identity: Identity) -> str:
    """Name who somebody is in the web chat; who comes from another platform keeps its name."""
    if identity.platform == PLATFORM:
        return identity.id
    return f"{identity.platform}-{identity.id}"


def identity_of(account: str) -> Identity:
    """Give whose account of the web chat it is: the other way round than `account_of`."""
    platform, _, number = account.partition("-")
    known = platform in _ELSEWHERE and number
    return Identity(platform=platform if known else PLATFORM, id=number if known else account)


def is_direct(channel: str) -> bool:
    """Whether only one person and the bot are in it."""
    return channel.startswith(_DIRECT)


def address_of(channel: str, thread: int | None = None) -> Address:
    """Say where that is in the desk's words."""
    return Address(
        platform=PLATFORM, channel=channel, thread=None if thread is None else str(thread)
    )


def conversation(channel: str, root: int | None) -> str:
    """Name what order is kept in: a direct chat is one talk, a channel has one a thread."""
    if is_direct(channel) or root is None:
        return f"{PLATFORM}:{channel}"
    return f"{PLATFORM}:{channel}:{root}"
