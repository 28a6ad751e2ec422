"""Which card does each notice become? One catalogue for every platform."""

from collections.abc import Callable
from dataclasses import replace

from desk.notice import Notice, NoticeKind
from desk.outcome import Ask, Outcome, Refused, Show
from handlers.cards import (
    answer,
    changes,
    files,
    following,
    found,
    happened,
    home,
    house,
    incident,
    maintenance,
    on_call,
    outages,
    paths,
    promises,
    rating,
    requester,
    requests,
    runbooks,
    subscriptions,
    talk,
)
from handlers.cards.card import Card, FormCard
from handlers.cards.draft import Draft
from handlers.cards.forms import draw_form, fault_words, form_field, form_waits
from handlers.cards.ticket_card import ticket_card

__all__ = ["draw", "draw_form", "draw_outcome", "fault_words"]

_DRAWN: dict[NoticeKind, Callable[[Draft], Card]] = {
    NoticeKind.WELCOME: house.welcome,
    NoticeKind.ANSWER: answer.answer,
    NoticeKind.SUGGESTIONS: answer.suggestions,
    NoticeKind.TICKET_OPENED: requester.opened,
    NoticeKind.TICKET_CARD: ticket_card,
    NoticeKind.BELONGS: requester.belongs,
    NoticeKind.URGENT: requester.urgent,
    NoticeKind.RELAYED: talk.relayed,
    NoticeKind.REPLY: talk.reply,
    NoticeKind.ASKED_REQUESTER: talk.asked_requester,
    NoticeKind.RECEIPT: talk.receipt,
    NoticeKind.CONFIRM_RELAY: talk.confirm_relay,
    NoticeKind.FILE: files.file,
    NoticeKind.NOTE: talk.note,
    NoticeKind.HAPPENED: happened.happened,
    NoticeKind.HANDED_OVER: requester.handed_over,
    NoticeKind.RESOLVED: rating.resolved,
    NoticeKind.REMINDED: requester.reminded,
    NoticeKind.PAGED: paths.paged,
    NoticeKind.OWNER_REMINDED: paths.owner_reminded,
    NoticeKind.CANCELLED: requester.cancelled,
    NoticeKind.REOPENED: requester.reopened,
    NoticeKind.MERGED: requester.merged,
    NoticeKind.FOLLOWED: following.followed,
    NoticeKind.FOLLOWING: following.following,
    NoticeKind.RECEIVED: talk.received,
    NoticeKind.SECRET: talk.secret,
    NoticeKind.REFUSED: house.refused,
    NoticeKind.TICKETS: requester.tickets,
    NoticeKind.FOUND: found.found,
    NoticeKind.STATUS: requester.status,
    NoticeKind.HOME: home.home,
    NoticeKind.ON_CALL: on_call.on_call,
    NoticeKind.COVERED: on_call.covered,
    NoticeKind.SLA_WARNING: promises.warning,
    NoticeKind.SLA_BREACH: promises.breach,
    NoticeKind.PROMISES_GROUPED: promises.grouped,
    NoticeKind.PROMISE_MISSED: promises.missed,
    NoticeKind.MACROS: house.macros,
    NoticeKind.RUNBOOKS: runbooks.runbooks,
    NoticeKind.CHECKLIST: runbooks.checklist,
    NoticeKind.HELP: house.help_card,
    NoticeKind.FORM_WAITS: form_waits,
    NoticeKind.FORM_FIELD: form_field,
    NoticeKind.SIGN_IN: house.sign_in,
    NoticeKind.LINK_CODE: house.link_code,
    NoticeKind.LINKED: house.linked,
    NoticeKind.LANGUAGE: house.language,
    NoticeKind.MAINTENANCE: maintenance.maintenance,
    NoticeKind.SERVICE_STATE: maintenance.service_state,
    NoticeKind.MAINTENANCES: maintenance.maintenances,
    NoticeKind.SUBSCRIBED: subscriptions.subscribed,
    NoticeKind.SERVICE_NEWS: subscriptions.service_news,
    NoticeKind.SERVICE_DOWN: outages.service_down,
    NoticeKind.RECOVERED: outages.recovered,
    NoticeKind.SAME_TROUBLE: incident.same_trouble,
    NoticeKind.INCIDENT_FOLLOWED: incident.followed,
    NoticeKind.INCIDENT_OVER: incident.over,
    NoticeKind.CHANGE_APPROVAL: changes.change_approval,
    NoticeKind.REQUESTS: requests.requests,
    NoticeKind.APPROVAL: requests.approval,
    NoticeKind.APPROVAL_TOLD: requests.approval_told,
    NoticeKind.ALERT: house.alert,
}

_PRIVATE = frozenset(
    {
        NoticeKind.SIGN_IN,
        NoticeKind.LINK_CODE,
        NoticeKind.LINKED,
        NoticeKind.TICKETS,
        NoticeKind.FOUND,
        NoticeKind.STATUS,
        NoticeKind.HOME,
        NoticeKind.ON_CALL,
        NoticeKind.SUBSCRIBED,
        NoticeKind.REQUESTS,
    }
)
"""What is for its reader alone, even where a platform has no way to whisper."""


def draw(notice: Notice, language: str) -> Card:
    """Turn a notice into a card in the reader's language; the n-th offer is the n-th button.

    Facts that an older stored notice lacks make the card say less; they never make it fail.
    """
    card = _DRAWN[notice.kind](Draft.of(notice, language))
    return replace(card, is_private=True) if notice.kind in _PRIVATE else card


def draw_outcome(outcome: Outcome, language: str) -> Card | FormCard | None:
    """Draw what came of a handle: what is shown, the form that is asked, the refusal.

    None where there is nothing to show here: it is done, or fields have faults (`fault_words`).
    """
    match outcome:
        case Show(notice=notice):
            return draw(notice, language)
        case Ask(form=form):
            return draw_form(form, language)
        case Refused(code=code, facts=facts):
            told = Notice(kind=NoticeKind.REFUSED, facts={"code": code, "facts": dict(facts)})
            return draw(told, language)
    return None
