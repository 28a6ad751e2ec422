"""What is wrong with a folder of articles, where, and what to write instead?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

_MESSAGES = {
    "not_a_file": "is not a regular file",
    "unreadable": "cannot be read: {reason}",
    "too_large": "is larger than {limit} bytes; split the article",
    "not_utf8": "is not UTF-8 text; save it as UTF-8",
    "no_front_matter": "begins without front matter; write '---', the fields, '---' above the text",
    "unclosed_front_matter": "has front matter that never ends; close it with '---'",
    "bad_yaml": "has front matter that is not YAML: {reason}",
    "not_plain_yaml": "uses YAML anchors, aliases or deep nesting; write plain fields",
    "not_fields": "has front matter that is no list of 'field: value' lines",
    "missing_field": "lacks the field '{field}'",
    "unknown_field": "has an unknown field '{field}'; known are {known}",
    "repeated_field": "has the field '{field}' twice",
    "wrong_type": "has a wrong value for '{field}'; write {wanted}",
    "blank_value": "has an empty '{field}'",
    "bad_id": "has an id that cannot stand in a link; use letters, digits, '.', '-' and '_'",
    "id_is_not_stem": "has the id '{id}'; it must be the file's name without '.md': '{stem}'",
    "repeated_id": "has the id '{id}', which '{other}' has too",
    "too_many_questions": "has {count} questions; {limit} are enough, keep the most different ones",
    "no_questions": "has no questions; write at least one as people ask it",
    "twin_questions": "says the same twice: '{question}' and '{other}'",
    "shared_question": "has the question '{question}', which '{other}' has too",
    "steps_for_everybody": "has steps to tick off, as '{step}', and no audience; write"
    " 'audience: engineers', or 'audience: requesters' if everybody may read it",
    "no_steps": "is for engineers and has no steps; begin a line with '- [ ] ' for each",
    "too_many_steps": "has {count} steps; {limit} are enough, split the runbook",
    "long_step": "has a step longer than {limit} characters; put the details indented below it",
    "bad_step": "has a box that is no step; begin the line with '- [ ] ' and say what to do",
    "between_steps": "has words between two steps; indent them below the step they belong to",
    "long_runbook": "is longer than {limit} characters, which no message holds; split the runbook",
    "link_to_runbook": "links to '{target}', a runbook, which requesters may not read",
    "dead_link": "links to '{target}', and there is no such article",
    "bad_macro_id": "has an id that is no command's word; use small letters, digits and '-'",
    "macro_name": "is not called as its id and language say; call it '{wanted}'",
    "long_macro": "is longer than {limit} characters; nobody reads that in a chat",
    "unknown_placeholder": "leaves '{name}' open, which nothing fills in; known are {known}",
    "empty_body": "has no text below its front matter",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to mend; `line` counts from 1, and 0 means the file as a whole."""

    file: str
    line: int
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Say it in one line that is safe to print whatever the file is called."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return _printable(f"{place}: {_MESSAGES[self.code].format_map(self.facts)}.")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
