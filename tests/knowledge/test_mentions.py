"""What people have names for is found in what they write, and nothing else is."""

import pytest

from knowledge.mentions import is_name, mentioned

NAMES = {
    "erp": ("ERP", "invoices page", "goods receipt"),
    "mail": ("E-mail", "outlook"),
    "wms": ("Warehouse", "packing screen"),
    "page": ("page",),
}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Our ERP is down", "erp"),
        ("invoice pages show error 500", "erp"),
        ("The page shows nothing", "page"),
        ("cant open OUTLOK since update", "mail"),
        ("e-mail does not arrive", "mail"),
        ("The wharehouse app is slow", "wms"),
        ("Cannot book goods receipts", "erp"),
        ("packing screens are grey", "wms"),
    ],
)
def test_a_name_is_found_in_any_case_and_form_with_a_slip(text, key):
    assert mentioned(text, NAMES) == key


@pytest.mark.parametrize("text", ["", "…", "the screen is grey", "erb", "where is the house"])
def test_what_only_looks_like_a_name_is_not_found(text):
    assert mentioned(text, {key: names for key, names in NAMES.items() if key != "page"}) is None


def test_the_longest_name_wins_then_the_well_typed_one_then_the_first():
    assert mentioned("outlook shows the packing screen", NAMES) == "wms"
    assert mentioned("the wharehouse says mail", {"wms": ("warehouse",), "m": ("mail",)}) == "m"
    assert mentioned("wharehouse or outlook", NAMES) == "mail"
    assert mentioned("outlook, then the warehouse", NAMES) == "mail"


@pytest.mark.parametrize(("name", "can_be_found"), [("ERP", True), ("…", False), ("5", True)])
def test_a_name_needs_a_letter_or_a_number(name, can_be_found):
    assert is_name(name) is can_be_found
