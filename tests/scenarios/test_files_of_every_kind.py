"""Does every file arrive as it was sent, or do both sides read why it does not? Both ways.

Empty ones, just small enough, too large, other than their name says, and such as their platform
does not give.
"""

from itertools import product

import pytest

from tests.pictures import picture
from tests.scenarios.asking import UNKNOWN
from tests.scenarios.handing import gets, give, handed
from tests.scenarios.stage import open_stage
from tests.scenarios.table import STAGES
from tests.scenarios.waiting import eventually

MB = 1_000_000
JUST_SMALL_ENOUGH = ("dump.bin", b"\x00\x01firstline" * (19 * MB // 11))
TOO_LARGE = ("film.mov", b"\x00" * (21 * MB))
ARRIVING = {
    "19 MB": JUST_SMALL_ENOUGH,
    "words called a picture": ("shot.png", b"not a picture at all"),
    "a picture called words": ("notes.txt", picture()),
    "a picture that breaks off": ("half.png", picture()[:40]),
}
NOTED = {
    "nothing": (("empty.log", b""), "is empty (0 B)"),
    "21 MB": (TOO_LARGE, "21 MB"),
}


class Requester:
    """Maya sends, and Sam's room is where it arrives."""

    def __init__(self, stage):
        self.stage, self.sender, self.receiver = stage, stage.asking, stage.working
        self.here, self.there = stage.chat, stage.room_of("sam")

    async def sends(self, file):
        newest = (await self.stage.asking.bots(self.here, "maya"))[-1]
        await give(self.sender, "maya", self.here, [file], "have a look", newest)

    async def reads_there(self):
        return await self.stage.engineer_reads("sam")

    async def reads_here(self):
        return await self.stage.requester_reads()


class Engineer(Requester):
    """Sam sends to Maya, by addressing the bot."""

    def __init__(self, stage):
        super().__init__(stage)
        self.here, self.there = self.there, self.here
        self.sender, self.receiver = self.receiver, self.sender

    async def sends(self, file):
        words = self.sender.mention("have a look")
        await give(self.sender, "sam", self.here, [file], words, await self.stage.card("sam"))

    async def reads_there(self):
        return await self.stage.requester_reads()

    async def reads_here(self):
        return await self.stage.engineer_reads("sam")


WAYS = {"to-engineers": Requester, "to-requester": Engineer}
PLATFORMS = ("web", "slack", "telegram")
VIEWERS = {"to-engineers": "sam", "to-requester": "maya"}


@pytest.mark.parametrize(("where", "way"), list(product(PLATFORMS, WAYS)))
async def test_what_may_be_sent_arrives_byte_for_byte(where, way, sqlite_url):
    async with open_stage(sqlite_url, *STAGES[where]) as stage:
        await stage.opens_and_claims(UNKNOWN)
        side = WAYS[way](stage)
        for file in ARRIVING.values():
            await side.sends(file)
            await gets(side.receiver, side.there, VIEWERS[way], *file)


@pytest.mark.parametrize(("where", "way", "kind"), list(product(PLATFORMS, WAYS, NOTED)))
async def test_what_cannot_be_sent_on_is_named_with_its_size(where, way, kind, sqlite_url):
    file, said = NOTED[kind]
    if (where, kind) == ("web", "21 MB"):
        pytest.skip("the page refuses it before it is sent: test_web_files, test_files_on_the_page")
    async with open_stage(sqlite_url, *STAGES[where]) as stage:
        await stage.opens_and_claims(UNKNOWN)
        side = WAYS[way](stage)
        await side.sends(file)
        await reading(side.reads_there, file[0], said)
        assert file not in await handed(side.receiver, side.there, VIEWERS[way])
        if kind == "21 MB":
            await reading(side.reads_here, file[0], said, "at most 20 MB")


@pytest.mark.parametrize(("where", "way"), list(product(("slack", "telegram"), WAYS)))
async def test_what_its_platform_does_not_give_is_told_to_both_sides(where, way, sqlite_url):
    async with open_stage(sqlite_url, *STAGES[where]) as stage:
        await stage.opens_and_claims(UNKNOWN)
        side = WAYS[way](stage)
        refuse(side.sender)
        await side.sends(("core.dump", b"bytes"))
        for reads in (side.reads_there, side.reads_here):
            await reading(reads, "core.dump", "could not be fetched", "sent again")


async def test_photos_albums_and_voice_of_telegram_arrive(sqlite_url):
    async with open_stage(sqlite_url, *STAGES["telegram"]) as stage:
        await stage.opens_and_claims(UNKNOWN)
        telegram, maya = stage.asking.telegram, stage.asking.ids["maya"]
        newest = (await stage.asking.bots(stage.chat, "maya"))[-1]
        under = {"reply_to": int(newest.id)}
        photo, *album = (picture(width, 30) for width in (50, 60, 70))
        telegram.send_photo(maya, maya, photo, "the screen", **under)
        for one in album:
            telegram.send_photo(maya, maya, one, extra={"media_group_id": "99"}, **under)
        voice = telegram.world.files.add(b"OggS voice", name="voice.ogg", mime="audio/ogg")
        spoken = {"voice": {**voice.wire(), "duration": 3, "mime_type": "audio/ogg"}}
        telegram.say(maya, maya, "", extra=spoken, **under)
        for content in (photo, *album, voice.content):
            await eventually(lambda content=content: is_there(stage, content), "it is not there")
        assert len(await stage.tickets()) == 1


async def is_there(stage, content):
    """Whether the engineers have those bytes, under whatever name."""
    given = await handed(stage.working, stage.room_of("sam"), "sam")
    return content in [bytes_of for _, bytes_of in given]


def refuse(people):
    """Let the platform refuse the next file that is asked for."""
    if people.name == "slack":
        people.slack.faults.fail_next("files.info", error="file_not_found")
    else:
        people.telegram.fail_next("getFile", 400, description="wrong file_id")


async def reading(reads, *words):
    async def look():
        text = await reads()
        return all(word in text for word in words)

    async def tell():
        raise AssertionError(f"{words} is not in:\n{await reads()}")

    try:
        await eventually(look, "")
    except AssertionError:
        await tell()
