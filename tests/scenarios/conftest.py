"""The stage on which a scenario is played."""

import pytest

pytest.register_assert_rewrite(
    *(
        f"tests.scenarios.{name}"
        for name in ("asking", "changing", "working", "whole", "people", "stage")
    )
)
