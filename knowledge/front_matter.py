"""What do the lines above an article's text say, and on which lines?"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from knowledge.faults import Fault

# libyaml's parser is an order of magnitude faster; it is in every wheel, but not in every build.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE: Final = "---"
_DEEPEST: Final = 5  # the fields need two; what is a little deeper gets a fault of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file taken apart: its fields, the lines they stand on, and the text below them."""

    file: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    item_lines: Mapping[str, tuple[int, ...]]
    body: str
    body_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    wanted: str
    is_right: Callable[[Any], bool]
    is_required: bool = False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_date(value: object) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


_FIELDS: Final[Mapping[str, _Field]] = {
    "id": _Field(wanted="text, in quotes if it is a number", is_right=_is_text, is_required=True),
    "title": _Field(wanted="text, in quotes if in doubt", is_right=_is_text, is_required=True),
    "questions": _Field(
        wanted="a list of texts, each on a line after '- '", is_right=_is_texts, is_required=True
    ),
    "lang": _Field(wanted="a language such as en, in quotes if it is 'no'", is_right=_is_text),
    "tags": _Field(wanted="a list of texts", is_right=_is_texts),
    "review_by": _Field(wanted="a date such as 2027-01-31", is_right=_is_date),
}


def take_apart(file: str, text: str) -> Page | list[Fault]:
    """Read the front matter of a file, or say everything that is wrong with it."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return [Fault(file=file, line=1, code="no_front_matter")]
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == _FENCE), 0)
    if not end:
        return [Fault(file=file, line=1, code="unclosed_front_matter")]
    root = _compose(file, "\n".join(lines[1:end]))
    if isinstance(root, Fault):
        return [root]
    faults = list(_shape_faults(file, root))
    page = Page(
        file=file,
        values={_name(key): _construct(value) for key, value in root.value},
        lines={_name(key): _line(key) for key, _ in root.value},
        item_lines={_name(key): _item_lines(value) for key, value in root.value},
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
    )
    faults += _value_faults(page)
    return faults or page


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


def _name(key: yaml.Node) -> str:
    return key.value if isinstance(key, yaml.ScalarNode) else "?"


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2


def _item_lines(node: yaml.Node) -> tuple[int, ...]:
    if not isinstance(node, yaml.SequenceNode):
        return ()
    return tuple(_line(item) for item in node.value)


def _shape_faults(file: str, root: yaml.MappingNode) -> Iterator[Fault]:
    seen: set[str] = set()
    known = ", ".join(_FIELDS)
    for key, _ in root.value:
        name = _name(key)
        if name in seen:
            yield Fault(file=file, line=_line(key), code="repeated_field", facts={"field": name})
        elif name not in _FIELDS:
            facts = {"field": name, "known": known}
            yield Fault(file=file, line=_line(key), code="unknown_field", facts=facts)
        seen.add(name)


def _value_faults(page: Page) -> Iterator[Fault]:
    for name, rule in _FIELDS.items():
        if name not in page.values:
            if rule.is_required:
                yield Fault(file=page.file, line=1, code="missing_field", facts={"field": name})
            continue
        value = page.values[name]
        if not rule.is_right(value):
            facts = {"field": name, "wanted": rule.wanted}
            line = _first_wrong_line(page, name, value)
            yield Fault(file=page.file, line=line, code="wrong_type", facts=facts)
        else:
            yield from _blank_faults(page, name, value)


def _first_wrong_line(page: Page, name: str, value: object) -> int:
    if isinstance(value, list):
        items = zip(page.item_lines[name], value, strict=True)
        return next((line for line, item in items if not isinstance(item, str)), page.lines[name])
    return page.lines[name]


def _blank_faults(page: Page, name: str, value: object) -> Iterator[Fault]:
    facts = {"field": name}
    if isinstance(value, str) and not value.strip():
        yield Fault(file=page.file, line=page.lines[name], code="blank_value", facts=facts)
    if isinstance(value, list):
        for line, item in zip(page.item_lines[name], value, strict=True):
            if not item.strip():
                yield Fault(file=page.file, line=line, code="blank_value", facts=facts)
