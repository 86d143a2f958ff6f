from pathlib import Path

from unit.commands import Run


def test_a_conversation_from_a_pipe_can_pick_by_number(run: Run) -> None:
    talk = run("chat", typed="When do you open?\n2\n/topics\n\n/help\n/quit\nopening hours\n")
    assert (talk.code, talk.err) == (0, "")
    assert talk.out.startswith("I answer questions from “The shop”.")
    assert talk.out.index("We open at nine.") < talk.out.index("With the receipt.")
    assert "Visiting\n" in talk.out
    assert talk.out.count("We open at nine.") == 1  # nothing is answered after /quit


def test_a_conversation_ends_with_its_input(run: Run) -> None:
    assert run("chat", typed="").code == 0


def test_markup_in_texts_is_shown_as_written(run: Run, shop: Path) -> None:
    (shop / "faq.yaml").write_text(
        "title: '[red]T[/red]'\nentries:\n  - id: a\n    question: 'what is :smile: [b]?'\n"
        "    answer: '[bold]x[/] :smile: [/nope]'\n"
    )
    talk = run("chat", typed="what is :smile: [b]?\n")
    assert "“[red]T[/red]”" in talk.out
    assert "[bold]x[/] :smile: [/nope]" in talk.out
