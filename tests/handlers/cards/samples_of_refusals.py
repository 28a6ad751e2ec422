"""What is refused, to whomever, and what the house says of itself."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import NASTY, sample


def refusals() -> dict[str, Notice]:
    told: dict[str, tuple[str, dict[str, Json]]] = {
        "base": ("refused", {}),
        "unheard_of": ("quite_new", {}),
        "already_claimed": ("already_claimed", {"by": "Sam", "at": "2026-11-24T09:04:00+00:00"}),
        "already_claimed_by_id": ("already_claimed", {"by": 7, "at": "2026-11-24T09:04:00+00:00"}),
        "already_claimed_by_reader": ("already_claimed", {"is_yours": True}),
        "not_allowed": ("not_allowed", {"verb": "cancel"}),
        "not_allowed_to_maintain": ("not_allowed", {"verb": "maintain"}),
        **{
            f"approval_{why}": ("approval", {"why": why})
            for why in ("decided", "own", "reason", "other", "none")
        },
        "not_allowed_to_approve": (
            "not_allowed",
            {"verb": "approve_change", "approver": "manager"},
        ),
        "bad_change": ("bad_change", {}),
        "bad_change_too_early": (
            "bad_change",
            {"why": "too_early", "at": "2026-11-28T21:00:00+00:00"},
        ),
        **{
            f"bad_change_{why}": ("bad_change", {"why": why})
            for why in (
                *("no_plan", "not_submitted", "no_approval", "no_draft", "not_asked", "own"),
                *("made", "not_made", "approval_missing", "withdrawn", "pending"),
                *("no_services", "no_standard"),
            )
        },
        "bad_window": ("bad_window", {"why": "form", "given": "erp soon"}),
        **{
            f"bad_window_{why}": ("bad_window", {"why": why, "given": NASTY, "known": "ERP, mail"})
            for why in (
                "service",
                "none",
                "moment",
                "length",
                "past",
                "overlap",
                "number",
                "over",
                "begun",
                "not_begun",
            )
        },
        "not_found_window": ("not_found", {"noun": "window", "key": "9"}),
        "not_allowed_to_engineers": ("not_allowed", {"verb": "rate", "tier": "L2"}),
        "wrong_status_unclaimed": ("wrong_status", {"verb": "release", "status": "new"}),
        "wrong_status_too_late": ("wrong_status", {"verb": "reopen", "status": "resolved"}),
        "wrong_status_other": ("wrong_status", {"verb": "undo", "status": "open"}),
        "not_allowed_tier": ("not_allowed", {"verb": "claim", "tier": "L2"}),
        "wrong_status_open": ("wrong_status", {"verb": "reopen", "status": "pending"}),
        "wrong_status_resolved": ("wrong_status", {"verb": "claim", "status": "resolved"}),
        "wrong_status_closed": ("wrong_status", {"verb": "claim", "status": "closed"}),
        **{
            f"account_{why}": ("account", {"why": why})
            for why in (
                "untrusted",
                "wrong",
                "used",
                "expired",
                "own",
                "taken",
                "public",
                "tries",
                "alone",
                "other",
            )
        },
        "wrong_status_merged": (
            "wrong_status",
            {"verb": "claim", "status": "closed", "into": "SUP-105"},
        ),
        "wrong_other": ("wrong_other", {}),
        **{
            f"wrong_other_{why}": (
                "wrong_other",
                {"why": why, "other": "SUP-105", "into": "SUP-101", "like": "SUP-106"},
            )
            for why in (
                "is_no_number",
                "is_itself",
                "is_merged",
                "is_merged_here",
                "is_resolved",
                "is_closed",
                "is_linked",
                "is_not_linked",
                "is_over",
                "is_needed",
                "is_incident",
                "is_other_incident",
                "is_no_incident",
            )
        },
        "cover": ("cover", {}),
        **{
            f"cover_{why}": (
                "cover",
                {"why": why, "given": "Otto", "known": "Sam Okafor, Ivy Chen", "days": 92},
            )
            for why in (
                "until",
                "moment",
                "length",
                "past",
                "backwards",
                "long",
                "which",
                "none",
                "person",
                "nobody",
                "no_cover",
                "not_theirs",
            )
        },
        "not_allowed_cover": ("not_allowed", {"verb": "cover"}),
        "not_allowed_cover_tier": ("not_allowed", {"verb": "cover", "tier": "L2 support"}),
        "not_allowed_oncall": ("not_allowed", {"verb": "oncall"}),
        **{
            f"unreachable_{why}": (
                "unreachable",
                {"why": why, "name": "Ada *B*", "known": "Ada (slack:U1), Ada (slack:U2)"},
            )
            for why in ("unknown", "several", "silent", "other")
        },
        "bad_command_pointed": ("bad_command", {"name": "ticket", "wanted": "message"}),
        "bad_command_for": ("bad_command", {"name": "for", "wanted": "words"}),
        "stale": ("stale", {}),
        "late": ("late", {}),
        "not_allowed_owner": ("not_allowed", {"verb": "release", "owner": "Sam Okafor"}),
        "needs_words": ("needs_words", {}),
        "not_here": ("not_here", {}),
        "not_allowed_open_for": ("not_allowed", {"verb": "open_for"}),
        "not_allowed_undo": ("not_allowed", {"verb": "undo", "ticket": 106}),
        "bad_command_mark": ("bad_command", {"name": "rate", "wanted": "1-5"}),
        "bad_command_ticket": ("bad_command", {"name": "claim", "wanted": "ticket"}),
        "bad_command_known": ("bad_command", {"name": "page", "wanted": "known"}),
        "bad_command": ("bad_command", {}),
        "nobody": ("nobody", {}),
        "shared": ("shared", {}),
        "bad_command_unknown": ("bad_command", {"name": NASTY}),
        "bad_command_usage": ("bad_command", {"name": "reply"}),
        "no_business_hours": ("no_business_hours", {"calendar": "office"}),
        "not_found": ("not_found", {}),
        "not_found_ticket": ("not_found", {"noun": "ticket", "key": "SUP-9"}),
        "not_found_no_ticket": ("not_found", {"noun": "ticket"}),
        **{
            f"not_found_{noun}": ("not_found", {"noun": noun, "key": "x"})
            for noun in (
                "question",
                "colleague",
                "direct_chat",
                "words",
                "button",
                "form",
                "article",
                "tier",
                "calendar",
                "rotation",
                "path",
                "person",
            )
        },
    }
    return {
        f"refused.{name}": sample(NoticeKind.REFUSED, {"code": code, "facts": facts})
        for name, (code, facts) in told.items()
    }


def house() -> dict[str, Notice]:
    asked: dict[str, Json] = {
        "form": 12,
        "verb": "resolve",
        "number": "SUP-106",
        "field": {"name": "text", "kind": "text", "options": [], "is_optional": False},
        "fault": None,
        "step": 1,
        "steps": 2,
    }
    stop = (Verb.FORGET, "12")
    category: Json = {"name": "category", "kind": "choice", "options": ["access", "house_rule"]}
    place: Json = {"name": "environment", "kind": "line", "is_optional": True, "initial": "prod"}
    choices = ((Verb.FILL, "12:category:access"), (Verb.FILL, "12:category:house_rule"), stop)
    field = NoticeKind.FORM_FIELD
    return {
        "help.requester": sample(NoticeKind.HELP, {"is_engineer": False, "command": "/support"}),
        "help.engineer": sample(NoticeKind.HELP, {"is_engineer": True, "command": "/"}),
        "form_waits": sample(
            NoticeKind.FORM_WAITS, {"verb": "promise", "number": "SUP-106"}, (Verb.FILL, "12:")
        ),
        "form_field.text": sample(field, asked),
        "form_field.fault": sample(field, {**asked, "fault": "missing"}),
        "form_field.choice": sample(field, {**asked, "field": category, "step": 2}, *choices),
        "form_field.optional": sample(
            field,
            {**asked, "verb": "escalate", "field": place, "step": 6, "steps": 6},
            (Verb.FILL, "12:environment:"),
            stop,
        ),
        "form_field.or_prepared": sample(
            field,
            {
                **asked,
                "verb": "reply",
                "field": {"name": "text", "kind": "text", "is_optional": True, "has_other": True},
                "steps": 1,
            },
            (Verb.FILL, "12:text:"),
            stop,
        ),
        "sign_in": sample(
            NoticeKind.SIGN_IN, {"url": "https://desk.example.com/in/abc", "minutes": 15}
        ),
        "link_code": sample(NoticeKind.LINK_CODE, {"code": "LINK-7K4M-9QXT-HW2P", "minutes": 10}),
        "linked": sample(
            NoticeKind.LINKED,
            {"state": "linked", "platform": "telegram", "name": NASTY, "tickets": 2},
        ),
        "unlinked": sample(
            NoticeKind.LINKED,
            {"state": "unlinked", "platform": "slack", "name": "Maya Rossi", "tickets": 0},
        ),
        "language": sample(
            NoticeKind.LANGUAGE, {"language": "de", "is_changed": False, "choices": ["en", "de"]}
        ),
        "language.changed": sample(
            NoticeKind.LANGUAGE, {"language": "en", "is_changed": True, "choices": ["en", "de"]}
        ),
        "alert": sample(
            NoticeKind.ALERT,
            {
                "code": "row_dead",
                "facts": {"address": "slack:C01", "tries": 5, "why": None},
            },
        ),
    }
