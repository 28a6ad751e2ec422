"""How long may each part of a card be?

Sources: the block and element pages of docs.slack.dev/reference/block-kit, and the limits that
`slack_sdk.models` enforces. A text object counts by its `text`. Where an object on the wire has no
`type` (a confirmation, an option), it goes by the name of the field it stands in.
"""

BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100
CHARTS_PER_MESSAGE = 2

# Undocumented: "12,000 text characters with a buffer for block containers" (bolt-js#2509), yet
# 11,341 characters of text were refused too (bolt-js#2867). Counted here over the compact JSON, the
# careful way.
CHARACTERS_PER_MESSAGE = 13_200
MARKDOWN_PER_MESSAGE = 12_000

VIEW_BYTES = 250_000

# (kind of object, field) -> the most characters. Each must have at least one.
LENGTHS: dict[tuple[str, str], int] = {
    ("header", "text"): 150,
    ("section", "text"): 3000,
    ("section", "fields"): 2000,
    ("context", "elements"): 3000,
    ("markdown", "text"): 12_000,
    ("image", "image_url"): 3000,
    ("image", "alt_text"): 2000,
    ("image", "title"): 2000,
    ("button", "text"): 75,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("button", "accessibility_label"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("options", "text"): 75,
    ("options", "value"): 150,
    ("options", "description"): 75,
    ("options", "url"): 3000,
    ("option_groups", "label"): 75,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("card", "title"): 150,
    ("card", "subtitle"): 150,
    ("card", "body"): 200,
    ("data_visualization", "title"): 50,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
}

# Fields that mean the same wherever they stand.
LENGTHS_ANYWHERE: dict[str, int] = {
    "block_id": 255,
    "action_id": 255,
    "placeholder": 150,
    "callback_id": 255,
    "external_id": 255,
    "private_metadata": 3000,
}

# (kind of object, field) -> the fewest and the most items.
COUNTS: dict[tuple[str, str], tuple[int, int]] = {
    ("section", "fields"): (1, 10),
    ("actions", "elements"): (1, 25),
    ("context", "elements"): (1, 10),
    ("overflow", "options"): (1, 5),
    ("static_select", "options"): (1, 100),
    ("static_select", "option_groups"): (1, 100),
    ("multi_static_select", "options"): (1, 100),
    ("option_groups", "options"): (1, 100),
    ("checkboxes", "options"): (1, 10),
    ("radio_buttons", "options"): (1, 10),
    ("card", "actions"): (1, 5),
    ("table", "rows"): (1, 100),
    ("data_table", "rows"): (2, 101),
    ("line", "series"): (1, 6),
    ("bar", "series"): (1, 6),
    ("area", "series"): (1, 6),
    ("pie", "segments"): (1, 6),
}

# Where a block may stand; a block that is not named may stand anywhere.
ONLY_IN: dict[str, frozenset[str]] = {
    "alert": frozenset({"modal"}),
    "markdown": frozenset({"message"}),
    "table": frozenset({"message"}),
    "data_table": frozenset({"message"}),
    "data_visualization": frozenset({"message"}),
    "card": frozenset({"message"}),
}
ELEMENT_ONLY_IN: dict[str, frozenset[str]] = {"file_input": frozenset({"modal"})}
