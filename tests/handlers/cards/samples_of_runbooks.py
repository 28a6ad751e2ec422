"""What engineers see of runbooks: what may help, and what is ticked off."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import NASTY, SAM, TICKET, sample


def _step(number: int, text: str, detail: str = "", *, is_done: bool = False) -> dict[str, Json]:
    return {
        "number": number,
        "text": text,
        "detail": detail,
        "by": SAM if is_done else None,
        "at": "2026-11-24T10:12:00+00:00" if is_done else None,
    }


def _checklist(*steps: Json, **more: Json) -> dict[str, Json]:
    return {
        "id": 4,
        "title": "The disk of a server is full",
        "intro": "When a server has no room left. **Make room first**, then find out why.",
        "outro": "Tell the owner what was deleted.",
        "by": SAM,
        "at": "2026-11-24T10:10:00+00:00",
        "steps": list(steps),
        **more,
    }


def _boxes(*wanted: str) -> list[tuple[Verb, str]]:
    return [(Verb.TICK, f"4:{n}:{want}") for n, want in enumerate(wanted, 1)]


def _ticked(checklist: dict[str, Json], *offers: tuple[Verb, str], **more: Json) -> Notice:
    facts: dict[str, Json] = {"ticket": TICKET, "checklist": checklist, **more}
    return sample(NoticeKind.CHECKLIST, facts, *offers)


def _listed(rows: list[Json], *offers: tuple[Verb, str], **more: Json) -> Notice:
    return sample(NoticeKind.RUNBOOKS, {"rows": rows, **more}, *offers)


def runbooks() -> dict[str, Notice]:
    first = _step(1, "See which file system it is", "```\ndf -hT\n```", is_done=True)
    second = _step(2, "Look for `deleted` files that are still open", "```\nlsof +L1\n```")
    third = _step(3, "Make room by what is safe", "Never by hand in a *database's* folder.")
    disk: Json = {"id": "server-disk-full", "title": "The disk of a server is full"}
    backup: Json = {"id": "restore-from-backup", "title": "Restore data from a backup"}
    running: Json = {"id": "vpn", "title": NASTY, "done": 2, "total": 5}
    starts = [(Verb.RUNBOOK, "server-disk-full"), (Verb.RUNBOOK, "restore-from-backup")]
    done = [_step(n, "Done", is_done=True) for n in (1, 2)]
    return {
        "runbooks.one": _listed([disk], starts[0], ticket=TICKET, is_suggested=True),
        "runbooks.two": _listed([disk, backup], *starts, ticket=TICKET, is_suggested=True),
        "runbooks.list": _listed([running, disk, backup], *starts, ticket=TICKET),
        "runbooks.all": _listed([disk, backup]),
        "runbooks.none": _listed([]),
        "checklist": _ticked(_checklist(first, second, third), *_boxes("off", "on", "on")),
        "checklist.whole": _ticked(_checklist(*done), *_boxes("off", "off")),
        "checklist.moved": _ticked(_checklist(first, second), moved_to="Second level"),
        "checklist.nasty": _ticked(
            _checklist(_step(1, NASTY, is_done=True), title=NASTY, by={"name": NASTY, "ids": {}})
        ),
        "checklist.old": _ticked({"steps": [{"at": "2026-11-24T10:12:00+00:00"}]}),
    }
