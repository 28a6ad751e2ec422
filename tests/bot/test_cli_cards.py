"""Can somebody look at every card without a desk?"""


def test_the_page_of_all_cards_is_written_where_it_is_wanted(firstline, empty_folder):
    told = firstline("cards", "preview", "--out", "look/here")
    assert told.exit_code == 0, told.stderr
    assert "look/here/cards.html" in told.stdout
    page = (empty_folder / "look" / "here" / "cards.html").read_text(encoding="utf-8")
    assert "card.claimed" in page
    assert [one.name for one in empty_folder.iterdir()] == ["look"], "it needs no database"


def test_a_folder_that_cannot_be_written_is_told(firstline, empty_folder):
    (empty_folder / "file").write_text("")
    told = firstline("cards", "preview", "--out", "file")
    assert told.exit_code == 2
    assert "--out" in told.stderr
