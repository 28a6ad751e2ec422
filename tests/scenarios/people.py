"""What can the people of one platform do and see, in the words of the trade?

`People` is what every platform offers a scenario. A platform says how its own people write, tap and
fill in forms; what they read is always a list of `Seen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from tests.scenarios.waiting import eventually

NAMES = {"maya": "Maya Rossi", "sam": "Sam Okafor", "lea": "Lea Hoffmann", "nora": "Nora Haddad"}
"""Maya asks; Sam and Lea sit in the first tier, Nora in the second."""

TIERS = {"sam": 0, "lea": 0, "nora": 1}


AGAIN = 3
"""How often somebody taps again when a busy desk asks for that."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message as somebody sees it; `under` is the thread or topic it stands in, if any."""

    id: Any
    text: str
    under: Any = None
    is_bots: bool = True


class People(ABC):
    """The people of one platform. `rooms` are the channels of the two tiers."""

    name: str
    channels: tuple[list[str], list[str]]
    rooms: tuple[Any, Any]
    lobby: Any
    """A channel in which Maya and the bot are, and no engineer works."""

    can_edit = True
    nothing = ""
    """What one fills in to leave a field empty."""
    faulty = "   "
    """Words that a field of a form takes and the desk does not."""

    @abstractmethod
    def direct(self, who):
        """Where somebody talks with the bot alone."""

    @abstractmethod
    async def seen(self, place, viewer):
        """Everything that somebody sees in a place, oldest first."""

    @abstractmethod
    async def say(self, who, place, text, under=None):
        """Write, in the thread or topic of a message where one is given; gives the message."""

    @abstractmethod
    async def press(self, who, place, label):
        """Tap the newest button of that name; what is asked back is answered with yes."""

    @abstractmethod
    async def fill(self, who, place, asked, values):
        """Fill in the form that a tap opened, and give the faults by field."""

    async def give_up(self, who, place, asked):  # noqa: B027 - most just close it
        """Close the form that a tap opened; where that is a tap too, tap it."""

    @abstractmethod
    async def command(self, who, place, line):
        """Type a command with its slash, and give what it was acknowledged with, if anything."""

    @abstractmethod
    def mention(self, text):
        """Words that address the bot."""

    def naming(self, who):
        """How somebody is named in words to the bot."""
        return f"@{who}"

    @abstractmethod
    async def move_in(self, who, name=None):
        """Let somebody new in, under any name, who can talk with the bot."""

    async def write_anything(self, who, text):
        """Write this to the bot, as near to it as the platform can carry."""
        await self.say(who, self.direct(who), text)

    def called(self, who):
        """What the desk calls somebody."""
        return NAMES[who]

    async def told_by(self, who, place, line):
        """Type a command and give what it showed, at once or as a message."""
        before = {one.id for one in await self.bots(place, who)}
        words = await self.command(who, place, line)
        if words:
            return words

        async def look():
            return [one for one in await self.bots(place, who) if one.id not in before]

        return (await eventually(look, f"/{line} showed nothing"))[-1].text

    async def bots(self, place, viewer):
        """What the bot said there."""
        return [one for one in await self.seen(place, viewer) if one.is_bots]

    async def read(self, place, viewer):
        """All of it as one text."""
        return "\n".join(one.text for one in await self.seen(place, viewer))

    async def read_of_bot(self, place, viewer):
        """What the bot said there, as one text."""
        return "\n".join(one.text for one in await self.bots(place, viewer))

    async def wait_for(self, place, viewer, text):
        """Wait until somebody sees words of the bot there, and give the newest that has them."""

        async def look():
            found = [one for one in await self.bots(place, viewer) if text in one.text]
            return found[-1] if found else None

        async def tell():
            raise AssertionError(f"{text!r} is not in {place}:\n{await self.read(place, viewer)}")

        try:
            return await eventually(look, "")
        except AssertionError:
            return await tell()
