"""What did a person do on a platform? The facts that a listener understands from a stored body.

Every platform says the same things in its own shape; these are the shapes the desk reads. A
listener never decides: where words belong and what a button may do is the desk's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.alerts import Alert
from desk.attachment import Attachment, FileState
from desk.people import Address, Identity
from desk.ticket import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who did it, as the platform tells: the account and what it shows of itself.

    `is_trusted` is false for guests, strangers from connected workspaces and anonymous accounts:
    they may ask, never act as engineers. `is_operator` is set by the program's own command line
    only: whoever reaches the database. `is_nobody` where a group or a channel speaks. `handle` is
    the name by which others address the account, where there is one beside the shown name. `team`
    is the workspace that the account is of, where a platform has such.
    """

    identity: Identity
    name: str
    language: str | None = None
    timezone: str | None = None
    is_trusted: bool = True
    is_operator: bool = False
    is_nobody: bool = False
    handle: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom words name, where the platform itself says who that is.

    `called` is how the words call them; `direct` is their own chat with the bot, where a platform
    lets bots begin one.
    """

    author: Author
    called: str
    direct: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words in a channel or a direct chat.

    `channel` has no thread. `message` is the platform's id of the message; `anchors` are ids of
    messages it hangs under, nearest first (replied-to message, thread root, topic). `answer_in` is
    the thread in which an answer belongs. `is_addressed`: a mention of the bot, whose own name is
    already cut out of `text`. `command` is set when the first word is a command's name. `files`
    came with the words, or without any. `together` names what several messages were sent as at
    once (an album); where it is known it is one of the anchors too. `replies_to_bot` where the
    platform itself tells that the nearest message is ours, known to the desk or not. `whom` and
    `root` are as in Commanded. `is_among_few` where several people talk directly: no channel that
    is watched, whatever is configured.
    """

    author: Author
    channel: Address
    message: str
    text: str
    said_at: datetime
    answer_in: str | None = None
    anchors: tuple[str, ...] = ()
    is_direct: bool = False
    is_addressed: bool = False
    command: str | None = None
    files: tuple[Attachment, ...] = ()
    together: str | None = None
    replies_to_bot: bool = False
    whom: Named | None = None
    is_among_few: bool = False
    root: str = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """Words of another program that the desk was told to hear; nobody is there to be answered."""

    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """A message that somebody wants a ticket of, theirs or another's.

    `said` are its words, and who wrote them; None where that was no person. `is_quiet` where it
    was a sign on the message: what it may not do is passed over without a word.
    """

    author: Author
    channel: Address
    pointed_at: datetime
    said: Said | None = None
    answer_in: str | None = None
    is_quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A sign on a message that stands for a verb; `answer_in` is as in Pressed."""

    author: Author
    channel: Address
    message: str
    verb: Verb
    reacted_at: datetime
    answer_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """Somebody looks at their own page of the desk."""

    author: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A tap on a drawn button: the row `button` of what was offered, and which one of it.

    `message` is the id of the message that shows the button, `answer_in` the thread in which
    something about it may be asked.
    """

    author: Author
    channel: Address
    button: int
    offer: int
    message: str | None = None
    answer_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A filled form, as a modal or a dialog sends it whole."""

    author: Author
    form: int
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commanded:
    """A slash command: a name of the command table and the words behind it.

    `values` are fields given by name, as the command line can. `anchors` and `answer_in` are as in
    Said, for a command given inside a ticket's thread. `root` is what stands before every command
    where it was typed, such as `/support`. `whom` is the person for whom it is, if for another.
    """

    author: Author
    channel: Address
    name: str
    words: str
    said_at: datetime
    message: str | None = None
    answer_in: str | None = None
    anchors: tuple[str, ...] = ()
    is_direct: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
    root: str = "/"
    whom: Named | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A message whose words were changed by its author."""

    author: Author
    channel: Address
    message: str
    text: str
    edited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A message that its author took away."""

    channel: Address
    message: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """People who are in a channel now; `is_whole` when the list is complete (others have left)."""

    channel: Address
    people: tuple[Author, ...]
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody is not in a channel any more."""

    channel: Address
    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """Delivery gave up on words that somebody waits for; told by the program, not by a platform."""

    ticket: int | None
    kind: str
    reason: str
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that was asked of a platform is here, or will never be; told by the program.

    `size` and `picture` are what the bytes show.
    """

    file: int
    state: FileState
    size: int | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """Alerts that another program sent; `sender` is whose token it showed."""

    sender: str
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beaten:
    """Something that lives has reported itself."""

    name: str
    beaten_at: datetime


Inbound = (
    Said
    | Reported
    | Pointed
    | Reacted
    | Visited
    | Pressed
    | Submitted
    | Commanded
    | Edited
    | Deleted
    | Joined
    | Left
    | Undelivered
    | Fetched
    | Alerted
    | Beaten
)
"""All that a listener can understand; a body that means nothing to the desk becomes None."""
