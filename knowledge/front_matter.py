"""What do the lines above an article's text say, and on which lines?"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import yaml

from knowledge.faults import Fault

# libyaml's parser is an order of magnitude faster; it is in every wheel, but not in every build.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE: Final = "---"
_DEEPEST: Final = 5  # the fields need two; what is a little deeper gets a fault of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field as it stands in the file, and where; `item_lines` when it is a list."""

    name: str
    value: Any
    line: int
    item_lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file taken apart: the fields that are of the right type, and the text below them."""

    file: str
    fields: Mapping[str, Field]
    body: str
    body_line: int
    faults: tuple[Fault, ...]

    def value(self, name: str, default: Any) -> Any:  # noqa: ANN401 - the types of YAML
        """Take the value of a field that may be missing."""
        return self.fields[name].value if name in self.fields else default

    def questions(self) -> list[tuple[str, int]]:
        """Pair each question with its line."""
        if "questions" not in self.fields:
            return []
        field = self.fields["questions"]
        return list(zip(field.value, field.item_lines, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    wanted: str
    is_right: Callable[[Any], bool]
    is_required: bool = False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_audience(value: object) -> bool:
    """Whether it says who may read it; whatever else stands there is nobody's, not everybody's."""
    if isinstance(value, str):
        return value in {"requesters", "engineers"}
    return _is_texts(value) and bool(value)


def _is_date(value: object) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


Rules = Mapping[str, _Rule]
"""Which fields a file may have, and what they have to be."""

ARTICLE_RULES: Final[Rules] = {
    "id": _Rule(wanted="text, in quotes if it is a number", is_right=_is_text, is_required=True),
    "title": _Rule(wanted="text, in quotes if in doubt", is_right=_is_text, is_required=True),
    "questions": _Rule(
        wanted="a list of texts, each on a line after '- '", is_right=_is_texts, is_required=True
    ),
    "lang": _Rule(wanted="a language such as en, in quotes if it is 'no'", is_right=_is_text),
    "tags": _Rule(wanted="a list of texts", is_right=_is_texts),
    "review_by": _Rule(wanted="a date such as 2027-01-31", is_right=_is_date),
    "audience": _Rule(
        wanted="engineers, requesters, or a list of tiers such as [L2, L3]", is_right=_is_audience
    ),
}


MACRO_RULES: Final[Rules] = {
    name: replace(ARTICLE_RULES[name], is_required=True) for name in ("id", "title", "lang")
}


def take_apart(file: str, text: str, rules: Rules = ARTICLE_RULES) -> Page | Fault:
    """Read the front matter of a file; what is wrong with single fields stands in the page."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return Fault(file=file, line=1, code="no_front_matter")
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == _FENCE), 0)
    if not end:
        return Fault(file=file, line=1, code="unclosed_front_matter")
    root = _compose(file, "\n".join(lines[1:end]))
    if isinstance(root, Fault):
        return root
    fields = [_field(key, value) for key, value in root.value]
    faults = [*_name_faults(file, fields, rules), *_value_faults(file, fields, rules)]
    return Page(
        file=file,
        fields={field.name: field for field in fields if not _is_wrong(field, rules)},
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
        faults=tuple(faults),
    )


def _compose(file: str, source: str) -> yaml.MappingNode | Fault:
    try:
        if not _is_plain(source):
            return Fault(file=file, line=1, code="not_plain_yaml")
        root = yaml.compose(source, Loader=_Loader)
    except yaml.YAMLError as error:
        return _yaml_fault(file, error)
    if not isinstance(root, yaml.MappingNode):
        return Fault(file=file, line=1, code="not_fields")
    return root


def _is_plain(source: str) -> bool:
    # Before composing, which recurses: neither a bomb of aliases nor a tower of brackets gets in.
    depth = 0
    for event in yaml.parse(source, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return False
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            return False
    return True


def _yaml_fault(file: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    line = mark.line + 2 if mark else 1
    return Fault(file=file, line=line, code="bad_yaml", facts={"reason": str(reason)})


def _construct(node: yaml.Node) -> object:
    """Make the value; what YAML itself cannot make (`2026-13-45`, `!!thing`) becomes an object."""
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        return object()


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2


def _item_lines(node: yaml.Node) -> tuple[int, ...]:
    if not isinstance(node, yaml.SequenceNode):
        return ()
    return tuple(_line(item) for item in node.value)


def _field(key: yaml.Node, node: yaml.Node) -> Field:
    name = key.value if isinstance(key, yaml.ScalarNode) else "?"
    value, lines = _construct(node), _item_lines(node)
    return Field(name=name, value=value, line=_line(key), item_lines=lines)


def _is_wrong(field: Field, rules: Rules) -> bool:
    return field.name not in rules or not rules[field.name].is_right(field.value)


def _name_faults(file: str, fields: Sequence[Field], rules: Rules) -> Iterator[Fault]:
    seen: set[str] = set()
    known = ", ".join(rules)
    for name, line in ((field.name, field.line) for field in fields):
        if name in seen:
            yield Fault(file=file, line=line, code="repeated_field", facts={"field": name})
        elif name not in rules:
            facts = {"field": name, "known": known}
            yield Fault(file=file, line=line, code="unknown_field", facts=facts)
        seen.add(name)
    for name, rule in rules.items():
        if rule.is_required and name not in seen:
            yield Fault(file=file, line=1, code="missing_field", facts={"field": name})


def _value_faults(file: str, fields: Sequence[Field], rules: Rules) -> Iterator[Fault]:
    for field in fields:
        if not _is_wrong(field, rules):
            for line in _blank_lines(field):
                yield Fault(file=file, line=line, code="blank_value", facts={"field": field.name})
        elif field.name in rules:
            facts = {"field": field.name, "wanted": rules[field.name].wanted}
            line = _first_wrong_line(field)
            yield Fault(file=file, line=line, code="wrong_type", facts=facts)


def _first_wrong_line(field: Field) -> int:
    items = field.value if isinstance(field.value, list) else []
    pairs = zip(field.item_lines, items, strict=False)
    return next((line for line, item in pairs if not isinstance(item, str)), field.line)


def _blank_lines(field: Field) -> Iterator[int]:
    if isinstance(field.value, str) and not field.value.strip():
        yield field.line
    if isinstance(field.value, list):
        pairs = zip(field.item_lines, field.value, strict=True)
        yield from (line for line, item in pairs if not item.strip())
