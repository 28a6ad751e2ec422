"""What would keep this desk from working in Telegram?

`firstline doctor` asks before anybody waits for an answer: is the token good, is the bot in the
tiers' groups, does it hear what is said there, may it open topics? Findings are codes and facts;
words are made of them where they are shown.
"""

from collections.abc import Sequence

import aiohttp
from telegram import (
    Bot,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    User,
    WebhookInfo,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from handlers.finding import Finding
from handlers.telegram.app import bot_on
from handlers.telegram.errors import reason_of
from handlers.telegram.identity import PLATFORM
from handlers.telegram.webhook import PATH


async def check(
    *,
    bot_token: str,
    api_url: str,
    chats: Sequence[str],
    topics: bool,
    webhook: str | None = None,
) -> list[Finding]:
    """Look at everything; `chats` are the numbers of the groups that the tiers live in.

    `topics` is whether each ticket is to have a topic of its own, `webhook` the address to which
    Telegram is to send what comes in. Nothing is written in Telegram,
    and nothing that waits for the desk is fetched. Without a token that works nothing else can be
    looked at.
    """
    async with aiohttp.ClientSession() as session:
        bot = bot_on(session, bot_token, api_url)
        try:
            me = await bot.get_me()
            known = await bot.get_webhook_info()
        except TelegramError as error:
            return [_no_answer(error)]
        found = [_well("connected", bot=str(me.username)), _hearing(me)]
        found += _webhook(known, webhook)
        for chat in chats:
            found += await _group(bot, me, chat, wants_topics=topics)
        return found


def _well(code: str, **facts: str) -> Finding:
    return Finding(platform=PLATFORM, code=code, facts=facts)


def _fault(code: str, **facts: str) -> Finding:
    return Finding(platform=PLATFORM, code=code, facts=facts, is_fault=True)


def _no_answer(error: TelegramError) -> Finding:
    code = "bad_token" if isinstance(error, InvalidToken) else "unreachable"
    return _fault(code, reason=reason_of(error))


def _hearing(me: User) -> Finding:
    """Say whether it hears all in groups where it is an ordinary member."""
    return _well("hears_all" if me.can_read_all_group_messages else "hears_as_admin")


def _webhook(known: WebhookInfo, wanted: str | None) -> list[Finding]:
    """Say where Telegram sends to; before the desk first ran it cannot know."""
    if wanted is None:
        return [_well("webhook_set")] if known.url else []
    address = wanted.rstrip("/") + PATH
    if known.url != address:
        return [_well("webhook_later", address=address)]
    if known.last_error_message and known.pending_update_count:
        reason = known.last_error_message
        return [_fault("webhook_fails", address=address, reason=reason)]
    return [_well("webhook_here", address=address)]


async def _group(bot: Bot, me: User, chat: str, *, wants_topics: bool) -> list[Finding]:
    try:
        shown = await bot.get_chat(int(chat))
        standing = await bot.get_chat_member(int(chat), me.id)
    except ChatMigrated as error:
        return [_fault("chat_moved", chat=chat, to=str(error.new_chat_id))]
    except (BadRequest, Forbidden) as error:
        return [_fault("chat_unknown", chat=chat, bot=str(me.username), reason=error.message)]
    except TelegramError as error:
        return [_no_answer(error)]
    title = shown.title or chat
    if not isinstance(standing, ChatMemberAdministrator | ChatMemberOwner):
        return [_ordinary(me, title, is_heard=_is_in(standing))]
    return [_well("in_chat", chat=title), *_topics(shown, standing, wants_topics=wants_topics)]


def _is_in(standing: ChatMember) -> bool:
    return standing.status not in {ChatMember.LEFT, ChatMember.BANNED}


def _ordinary(me: User, title: str, *, is_heard: bool) -> Finding:
    """Judge a bot that is no admin: it hears little, or learns of nobody who leaves."""
    bot = str(me.username)
    if not is_heard:
        return _fault("not_in_chat", chat=title, bot=bot)
    if not me.can_read_all_group_messages:
        return _fault("not_heard", chat=title, bot=bot)
    return _fault("not_admin", chat=title, bot=bot)


def _topics(shown: ChatFullInfo, standing: ChatMember, *, wants_topics: bool) -> list[Finding]:
    title = shown.title or str(shown.id)
    if not wants_topics:
        return []
    if not shown.is_forum:
        return [_well("no_topics", chat=title)]
    may_open = isinstance(standing, ChatMemberOwner) or (
        isinstance(standing, ChatMemberAdministrator) and standing.can_manage_topics
    )
    return [_well("topics_ready", chat=title) if may_open else _fault("no_topic_right", chat=title)]
