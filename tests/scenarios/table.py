"""Which scenario is played where? The one table of them all."""

from itertools import product

import pytest

from desk.ticket import Verb
from tests.scenarios import (
    altering,
    asking,
    changing,
    climbing,
    covering,
    maintaining,
    promising,
    requesting,
    storming,
    ticking,
    together,
    watching,
    whole,
    working,
)
from tests.scenarios.slack_people import SlackPeerPeople, SlackPeople
from tests.scenarios.telegram_people import TelegramPeerPeople, TelegramPeople
from tests.scenarios.web_people import WebPeople

SCENARIOS = {
    one.__name__: one
    for part in (
        asking,
        working,
        changing,
        climbing,
        together,
        covering,
        promising,
        requesting,
        maintaining,
        ticking,
        watching,
        storming,
        altering,
        whole,
    )
    for one in part.SCENARIOS
}

STAGES = {
    "web": (WebPeople, WebPeople),
    "slack": (SlackPeople, SlackPeople),
    "telegram": (TelegramPeople, TelegramPeople),
    "telegram-to-slack": (TelegramPeople, SlackPeople),
    "slack-to-telegram": (SlackPeople, TelegramPeople),
    "web-to-slack": (WebPeople, SlackPeople),
    "slack-peer": (SlackPeerPeople, SlackPeerPeople),
    "telegram-peer": (TelegramPeerPeople, TelegramPeerPeople),
    "telegram-peer-to-slack-peer": (TelegramPeerPeople, SlackPeerPeople),
}
"""Who asks where, and who works where."""

PEERS = {
    "slack-peer": (pytest.mark.peer, pytest.mark.slack_peer),
    "telegram-peer": (pytest.mark.peer,),
    "telegram-peer-to-slack-peer": (pytest.mark.peer, pytest.mark.slack_peer),
}
"""The stages on programs that no one here wrote, with the marks by which they are left out."""

ACROSS = tuple(name for name in STAGES if "-to-" in name)

CROSSING = (
    *(one.__name__ for one in whole.SCENARIOS),
    "a_reply_is_taken_back_and_the_requester_does_not_see_it_any_more",
)
"""What is played across platforms too; the rest tells nothing new there."""

CANNOT = {
    **{
        ("a_command_that_needs_a_form_offers_it_where_nothing_could_show_it", stage): why
        for stage, why in {
            "telegram": "there the form is asked field by field",
            "telegram-peer": "there the form is asked field by field",
        }.items()
    },
    (
        "what_the_requester_takes_back_goes_from_the_engineers",
        "telegram",
    ): "Telegram tells bots of edits, never of deletions",
    (
        "what_the_requester_takes_back_goes_from_the_engineers",
        "telegram-to-slack",
    ): "as on Telegram",
    (
        "what_the_requester_edits_follows_to_the_engineers",
        "telegram-peer",
    ): "its queue takes messages and taps, no edits",
    (
        "what_the_requester_edits_follows_to_the_engineers",
        "telegram-peer-to-slack-peer",
    ): "as on the peer of Telegram",
    (
        "what_the_requester_takes_back_goes_from_the_engineers",
        "telegram-peer",
    ): "as on Telegram",
    (
        "what_the_requester_takes_back_goes_from_the_engineers",
        "telegram-peer-to-slack-peer",
    ): "as on Telegram",
    ("what_an_engineer_deletes_goes_from_the_requester", "telegram"): "as on Telegram",
    ("what_an_engineer_deletes_goes_from_the_requester", "telegram-peer"): "as on Telegram",
    (
        "what_an_engineer_edits_follows_to_the_requester",
        "telegram-peer",
    ): "its queue takes messages and taps, no edits",
    ("a_watched_channel_is_answered_by_its_mode", "web"): "only Slack's channels are watched",
    ("a_watched_channel_is_answered_by_its_mode", "telegram"): "only Slack's channels are watched",
    (
        "a_watched_channel_is_answered_by_its_mode",
        "telegram-peer",
    ): "only Slack's channels are watched",
}
"""What cannot be played on a stage, with the reason."""


ONLY_IN_SLACK = {
    "an_engineer_opens_a_ticket_from_what_somebody_said_in_a_channel",
    "who_is_no_engineer_opens_no_ticket_for_another",
    "a_question_is_asked_from_anywhere_and_answered_in_the_direct_chat",
    "everybody_sees_what_is_theirs_on_the_home_tab",
    "an_engineer_claims_and_resolves_from_the_home_tab",
    "emoji_open_claim_hasten_and_resolve_a_ticket",
    "another_program_opens_a_ticket_and_is_never_answered",
    "who_mentions_the_bot_among_several_in_a_direct_chat_asks_it",
}
"""What begins with a shortcut, an emoji, on the Home tab, or with Slack's other bots and chats."""

CANNOT |= {
    (scenario, stage): "only Slack has these"
    for scenario in ONLY_IN_SLACK
    for stage in ("web", "telegram", "telegram-peer")
}

ON_SLACKS_PEER = {
    "everybody_sees_what_is_theirs_on_the_home_tab",
    "emoji_open_claim_hasten_and_resolve_a_ticket",
}
"""What the peer plays of these; what it lacks for the rest stands in `tests/fakes/slack_peer.py`."""

CANNOT |= {
    (scenario, "slack-peer"): "no shortcuts, taps on the Home tab, other bots or chats of several"
    for scenario in ONLY_IN_SLACK - ON_SLACKS_PEER
}

FILES = {
    **{one.__name__: climbing.PATH for one in climbing.SCENARIOS},
    **{one.__name__: watching.WATCHED for one in watching.SCENARIOS},
    **{one.__name__: altering.APPROVAL for one in altering.SCENARIOS},
    **{one.__name__: requesting.BADGE for one in requesting.SCENARIOS},
}
"""What a scenario wants the desk's file to say besides."""

PROVES = {
    Verb.REQUEST: "access_is_asked_for_by_a_form_and_approved",
    Verb.APPROVE: "access_is_asked_for_by_a_form_and_approved",
    Verb.DECLINE: "access_is_declined_and_the_requester_reads_why",
    Verb.ASK: "an_unknown_question_becomes_a_ticket_with_a_promise_and_a_card",
    Verb.OPEN_FOR: "an_engineer_opens_a_ticket_for_another_by_command",
    Verb.SOLVED: "a_known_question_is_answered_and_solved",
    Verb.NOT_IT: "an_answer_that_is_not_it_offers_others_then_a_ticket",
    Verb.PERSON: "who_wants_a_person_gets_one_without_asking_twice",
    Verb.PICK: "one_of_three_is_picked_and_shown",
    Verb.WRITE: "what_the_requester_adds_reaches_the_engineers",
    Verb.SOMETHING_NEW: "words_that_were_about_something_new_get_a_ticket_of_their_own",
    Verb.CANCEL: "the_requester_cancels_and_the_engineers_see_it",
    Verb.PROMISE: "something_is_promised_for_one_ticket_alone_and_taken_back",
    Verb.URGENT: "the_requester_says_why_it_is_urgent_and_it_is_raised_a_step",
    Verb.REOPEN: "not_solved_reopens_within_a_week",
    Verb.RATE: "an_engineer_resolves_with_words_and_the_requester_rates",
    Verb.COMMENT: "a_low_mark_is_asked_for_a_word_of_why",
    Verb.CLAIM: "two_engineers_race_and_the_loser_is_told_who_has_it",
    Verb.TAKE_OVER: "another_takes_over_and_the_former_owner_reads_it",
    Verb.TRANSFER: "a_ticket_is_given_to_a_colleague_with_a_note",
    Verb.RELEASE: "a_released_ticket_is_free_to_claim_again",
    Verb.REPLY: "words_to_the_bot_reach_the_requester_and_talk_among_engineers_stays",
    Verb.UNDO: "a_reply_is_taken_back_and_the_requester_does_not_see_it_any_more",
    Verb.ASK_REQUESTER: "asking_waits_for_the_requester_and_their_answer_ends_the_waiting",
    Verb.NOTE: "a_note_is_shown_to_engineers_and_to_nobody_else",
    Verb.CHANGE: "an_engineer_changes_priority_and_category_and_the_thread_says_what",
    Verb.SNOOZE: "a_snoozed_ticket_calls_nobody_until_then",
    Verb.MERGE: "a_duplicate_is_merged_and_both_who_asked_read_the_answers",
    Verb.UNMERGE: "a_merge_is_undone_and_each_ticket_goes_its_own_way_again",
    Verb.SPLIT: "a_second_matter_is_split_off_and_a_link_removed",
    Verb.UNLINK: "a_second_matter_is_split_off_and_a_link_removed",
    Verb.LINK: "two_tickets_are_linked_and_each_names_the_other",
    Verb.DECLARE: "who_meets_what_is_known_follows_it_and_is_told_when_it_is_over",
    Verb.ME_TOO: "who_meets_what_is_known_follows_it_and_is_told_when_it_is_over",
    Verb.WORKS: "who_meets_what_is_known_follows_it_and_is_told_when_it_is_over",
    Verb.SOMETHING_ELSE: "what_is_still_broken_after_an_incident_is_a_ticket_again",
    Verb.STILL_BROKEN: "what_is_still_broken_after_an_incident_is_a_ticket_again",
    Verb.SAME: "what_is_still_broken_after_an_incident_is_a_ticket_again",
    Verb.FOLLOW: "who_follows_a_ticket_is_told_what_becomes_of_it_until_they_stop",
    Verb.UNFOLLOW: "a_follower_stops_with_the_button_under_what_they_were_told",
    Verb.ESCALATE: "a_hand_over_needs_a_note_and_moves_the_card_to_the_next_tier",
    Verb.RETURN: "a_returned_ticket_comes_back_with_its_note",
    Verb.RESOLVE: "an_engineer_resolves_with_words_and_the_requester_rates",
    Verb.CLOSE: "a_resolved_ticket_closes_by_itself_after_the_time_to_reopen",
    Verb.REMIND: "who_does_not_answer_is_reminded_warned_and_not_waited_for_any_more",
    Verb.LAPSE: "who_does_not_answer_is_reminded_warned_and_not_waited_for_any_more",
    Verb.WARN: "a_promise_about_to_be_broken_is_said_and_a_broken_one_to_the_requester_too",
    Verb.BREACH: "a_promise_about_to_be_broken_is_said_and_a_broken_one_to_the_requester_too",
    Verb.CLIMB: "an_unclaimed_ticket_calls_one_after_the_other_and_then_the_next_tier",
    Verb.EXPLAIN: "why_a_promise_was_broken_is_asked_and_kept",
    Verb.FILL: "a_hand_over_needs_a_note_and_moves_the_card_to_the_next_tier",
    Verb.FORGET: "a_form_that_is_given_up_changes_nothing",
    Verb.SEND: "words_that_look_like_a_command_are_sent_when_meant_so",
    Verb.RUNBOOK: "a_runbook_is_suggested_started_and_ticked_off",
    Verb.TICK: "a_runbook_is_suggested_started_and_ticked_off",
    Verb.COVER: "a_colleague_takes_the_duty_and_gives_it_back",
    Verb.MAINTAIN: "planned_maintenance_is_told_to_whom_it_concerns",
    Verb.SUBSCRIBE: "who_subscribed_hears_of_a_service_until_they_stop",
    Verb.UNSUBSCRIBE: "who_subscribed_hears_of_a_service_until_they_stop",
    **dict.fromkeys(
        (
            *(Verb.PLAN_CHANGE, Verb.SUBMIT_CHANGE, Verb.APPROVE_CHANGE, Verb.SCHEDULE_CHANGE),
            *(Verb.IMPLEMENT_CHANGE, Verb.REVIEW_CHANGE),
        ),
        "a_change_is_planned_approved_scheduled_made_and_reviewed",
    ),
    **dict.fromkeys(
        (Verb.STANDARD_CHANGE, Verb.DECLINE_CHANGE, Verb.WITHDRAW_CHANGE),
        "a_standard_change_needs_nobody_and_another_is_declined_and_withdrawn",
    ),
    Verb.DO: "words_that_look_like_a_command_are_done_when_meant_so",
}
"""The scenario of each verb."""


def cases():
    """Give every scenario with every stage on which it is played."""
    return [
        pytest.param(
            scenario,
            stage,
            id=f"{scenario}-{stage}",
            marks=PEERS.get(stage, ()),
        )
        for scenario, stage in product(SCENARIOS, STAGES)
        if (scenario, stage) not in CANNOT and (stage not in ACROSS or scenario in CROSSING)
    ]
