"""What did `firstline doctor` find out, and what does a person read about it?

A platform looks at its own tokens, rights and channels and answers with codes and facts. The
sentences stand in the catalogues: `finding.<platform>.<code>` says what is, and
`finding.<platform>.<code>.mend` says what to do about it; every fault has both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; `is_fault` when the desk cannot work as it is."""

    platform: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    is_fault: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A finding, said; `mend` is empty where nothing is to be done."""

    sentence: str
    mend: str = ""


class StepError(Exception):
    """One step of something that was tried out did not work: the code of that, and why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


def words(finding: Finding, language: str) -> Words:
    """Say a finding and its mend; both may name any of its facts.

    Raises KeyError for a code without a sentence, and for a fault without a mend.
    """
    texts = Texts(language)
    sentence = texts.say(f"finding.{finding.platform}.{finding.code}", **finding.facts)
    if not finding.is_fault:
        return Words(sentence=sentence)
    mend = texts.say(f"finding.{finding.platform}.{finding.code}.mend", **finding.facts)
    return Words(sentence=sentence, mend=mend)
