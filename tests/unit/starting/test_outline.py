from faq.starting.outline import outline


def sentences(text: str) -> list[str]:
    return [
        sentence.text
        for section in outline(text).sections
        for block in section.blocks
        for sentence in block.sentences
    ]


def test_headings_of_every_kind_become_topics() -> None:
    text = (
        "# Title\n\nIntro text stands here.\n\n## Marked ##\n\nOne is here.\n\nUnderlined\n---\n"
        "Two is here.\n\n§ 3 Numbered\nThree stands here for all of us to see.\n\n"
        "Article 4. Of law\n4.1 Four is what stands here.\n\nALONE IN CAPITALS\n\nFive is here.\n"
    )
    headings = [section.heading for section in outline(text).sections]
    assert headings == ["", "Marked", "Underlined", "Numbered", "Of law", "Alone in capitals"]


def test_code_tables_comments_and_html_are_passed_over() -> None:
    text = (
        "# T\n\n<!-- a\n\ncomment is here. -->\n<p>\n\n```\ncode is a thing.\n```\n\n"
        "| a is | b |\n|---|---|\n\nThe **bold** [word](http://x.org) is a *link* to `code`.\n"
    )
    assert sentences(text) == ["The bold word is a link to code."]


def test_a_sentence_with_markup_is_quoted_by_its_longest_run_without() -> None:
    text = "The **bold** word is read by everybody, and a `sign` is not."
    (sentence,) = outline(text).sections[0].blocks[0].sentences
    assert sentence.quote == "word is read by everybody, and a"


def test_abbreviations_with_full_stops_end_no_sentence_unless_they_are_hours() -> None:
    text = "Dr. Ames opens No. 4 at 9 a.m. Dogs, cats, etc. stay out. Call J. Ames."
    assert sentences(text) == [
        "Dr. Ames opens No. 4 at 9 a.m.", "Dogs, cats, etc. stay out.", "Call J. Ames."
    ]  # fmt: skip
