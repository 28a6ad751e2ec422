"""What do admins do about a channel of theirs in which nothing can be said?

Words for one person that do not arrive are told in the ticket's thread. What a tier's own channel
does not take is a fault of the set-up, which only admins can mend.
"""

from desk.notice import NoticeKind, Op, Saying
from desk.policy import DeskPolicy

_CAUSES = (
    ("scope_missing", ("missing_scope",)),
    ("channel_closed", ("is_archived", "deleted", "restricted_action", "not enough rights")),
    (
        "channel_not_joined",
        ("not_in_channel", "channel_not_found", "chat not found", "not a member", "was kicked"),
    ),
)
"""Of what the platforms' own names for a refusal are signs."""

_OURS = frozenset({"broken", "no_card", "no_rooms", "no room", "nothing to say"})
"""Refusals of the program's own, which the log explains."""


def cause_of(reason: str) -> str:
    """Name the alert whose mend helps against a refusal."""
    known = (cause for cause, signs in _CAUSES if any(sign in reason for sign in signs))
    return next(known, "channel_refuses")


def is_told(policy: DeskPolicy, saying: Saying, reason: str) -> bool:
    """Whether it refuses new words for everybody in a channel that the configuration names.

    A card that is gone cannot be changed, and who is not there hears no whisper: no fault of that.
    """
    is_new = saying.op in {Op.POST, Op.ROOM} and saying.notice.kind is not NoticeKind.ALERT
    is_for_all = saying.only is None and saying.address.top in policy.rosters
    return is_new and is_for_all and reason not in _OURS
