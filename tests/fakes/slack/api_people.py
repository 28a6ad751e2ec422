"""What do the methods about the app, the workspace and its people answer?

Facts: the method pages of docs.slack.dev/reference/methods.
"""

from typing import Any

from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack.objects import BOT_NAME, TEAM_URL, bot_profile, user_object
from tests.fakes.slack.paging import page_of
from tests.fakes.slack.world import BOT_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, User


def auth_test(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    return {
        "url": TEAM_URL,
        "team": "Firstline test",
        "user": BOT_NAME,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def api_test(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    if args.get("error"):
        raise SlackRefusalError(args["error"], args=args)
    return {"args": args}


def connections_open(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    """Hand out a link for one socket; the only method that wants the app-level token."""
    return {"url": core.base_url.replace("http", "ws", 1) + core.sockets.new_link()}


def bots_info(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    if args.get("bot", BOT_ID) != BOT_ID:
        raise SlackRefusalError("bot_not_found")
    return {"bot": bot_profile()}


def team_info(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    if args.get("team", TEAM_ID) != TEAM_ID:
        raise SlackRefusalError("team_not_found")
    return {
        "team": {"id": TEAM_ID, "name": "Firstline test", "domain": TEAM_DOMAIN, "url": TEAM_URL}
    }


def users_info(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    user = core.world.users.get(args["user"])
    if user is None:
        raise SlackRefusalError("user_not_found")
    return {"user": _shown(core, user)}


def users_list(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    page, cursor = page_of(list(core.world.users.values()), args)
    members = [_shown(core, user) for user in page]
    return {
        "members": members,
        "cache_ts": core.world.now(),
        "response_metadata": {"next_cursor": cursor},
    }


def lookup_by_email(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    for user in core.world.users.values():
        if user.email == args["email"].lower() and not user.flags.get("deleted"):
            return {"user": _shown(core, user)}
    raise SlackRefusalError("users_not_found")


def usergroups_list(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    shown: list[dict[str, Any]] = []
    for group_id, (handle, users) in core.world.usergroups.items():
        group: dict[str, Any] = {
            "id": group_id,
            "team_id": TEAM_ID,
            "handle": handle,
            "name": handle,
        }
        if args.get("include_users"):
            group["users"] = users
        shown.append(group)
    return {"usergroups": shown}


def usergroups_users_list(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    if args["usergroup"] not in core.world.usergroups:
        raise SlackRefusalError("no_such_subteam")
    return {"users": core.world.usergroups[args["usergroup"]][1]}


def _shown(core: SlackCore, user: User) -> dict[str, Any]:
    return user_object(user, with_email="users:read.email" in core.scopes)


METHODS = {
    "api.test": api_test,
    "auth.test": auth_test,
    "apps.connections.open": connections_open,
    "bots.info": bots_info,
    "team.info": team_info,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": lookup_by_email,
    "usergroups.list": usergroups_list,
    "usergroups.users.list": usergroups_users_list,
}
