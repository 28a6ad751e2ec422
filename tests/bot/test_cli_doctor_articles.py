"""What does the doctor say about articles?"""


def of_articles(lines, level):
    return [text for part, its, text, _ in lines if part == "articles" and its == level]


def test_articles_at_fault_are_named_with_their_lines(looked, configured, empty_folder):
    folder = empty_folder / "articles"
    folder.mkdir()
    text = "---\nid: other\ntitle: x\nquestions: [why does it not work]\nreview_by: 2020-01-01\n---\nb\n"
    (folder / "bad.md").write_text(text)
    configured(('# folder = "articles"  ', 'folder = "articles"    '))
    lines = looked(3)
    named = of_articles(lines, "fault")
    assert any(text.startswith("bad.md:2:") for text in named)
    assert all(
        "firstline kb check" in m for p, its, _, m in lines if (p, its) == ("articles", "fault")
    )


def test_articles_that_nobody_reviewed_in_time_are_a_warning(
    looked, firstline, configured, empty_folder
):
    assert firstline("init", "--articles", "--force").exit_code == 0
    first = sorted((empty_folder / "articles").glob("*.md"))[:5]
    for article in first:
        head, _, tail = article.read_text().partition("review_by: ")
        article.write_text(f"{head}review_by: 2020-01-01{tail[10:]}")
    [text] = of_articles(looked(3), "warning")
    assert text.startswith(f"Nobody reviewed in time: {first[0].stem}, ")
    assert text.endswith("and 2 more.")


def test_a_folder_of_articles_that_is_not_there_is_a_fault(looked, configured):
    configured(('# folder = "articles"  ', 'folder = "gone"    '))
    [text] = of_articles(looked(3), "fault")
    assert text.startswith("There is no folder of articles at")


def test_runbooks_that_nobody_wrote_and_tiers_that_are_not_there_are_a_warning(
    looked, firstline, configured, empty_folder
):
    assert firstline("init", "--articles", "--force").exit_code == 0
    file = empty_folder / "firstline.toml"
    named = 'runbooks = ["erp-invoice-batch"]'
    assert named in file.read_text()
    file.write_text(file.read_text().replace(named, 'runbooks = ["erp-invoice-batch", "gone"]'))
    runbook = empty_folder / "articles" / "restore-from-backup.md"
    runbook.write_text(runbook.read_text().replace("[L2, L3]", "[L2, L9]"))
    assert of_articles(looked(3), "warning") == [
        "The service erp names the runbook gone, and there is none.",
        "The runbook restore-from-backup is for the tier L9, which there is not.",
    ]
