"""Somebody asks in a private chat."""

from pathlib import Path

import pytest

from botapi import BotProcess, Emulator

from .conftest import COMMAND

QUESTION = "Why can't a KPO team be hired overnight?"
QUOTE = "cannot be easily hired overnight as they will be highly educated and trained"


def test_a_question_is_answered_first_and_then_proved(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send(QUESTION)
    answer = emu.expect_message(ann)
    assert answer.text.startswith("A KPO team cannot easily be hired overnight")
    quotes = [text for kind, text in answer.entities if kind == "expandable_blockquote"]
    assert QUOTE in quotes[0]
    assert "12 July 2011, paragraph 8" in answer.text
    assert [button["text"][:2] for button in answer.buttons] == ["1.", "2.", "3."]


def test_a_related_question_is_answered_in_a_new_message(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send(QUESTION)
    answer = emu.expect_message(ann)
    press = ann.press(answer, "1.")
    press.wait()
    following = emu.expect_message(ann)
    assert following.id != answer.id
    assert "highly educated and trained" in following.text


def test_a_typed_number_picks_from_the_questions_listed_last(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send(QUESTION)
    emu.expect_message(ann)
    ann.send("1")
    assert "highly educated and trained" in emu.expect_message(ann).text


def test_a_short_question_leans_on_the_answer_before(emu: Emulator) -> None:
    ann, bob = emu.user("Ann"), emu.user("Bob")
    ann.send("What does KPO stand for?")
    emu.expect_message(ann, contains="KPO stands for")
    ann.send("and BPO?")
    emu.expect_message(ann, contains="BPO stands for business process outsourcing.")
    bob.send("and BPO?")
    assert "BPO stands for" not in emu.expect_message(bob).text.split("\n")[0]


def test_a_short_question_leans_on_the_entry_of_a_deep_link(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start("kpo-stands-for")
    emu.expect_message(ann, contains="KPO stands for")
    ann.send("what about BPO")
    emu.expect_message(ann, contains="BPO stands for business process outsourcing.")


def test_start_greets_by_name_and_offers_the_topics(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start()
    greeting = emu.expect_message(ann)
    assert greeting.text.startswith("Hello, Ann!\nI answer questions from “BPO vs KPO”.")
    assert "The two terms" in [button["text"] for button in greeting.buttons]


def test_a_deep_link_opens_an_entry(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start("book-isbn")
    assert emu.expect_message(ann).text.startswith("978-1-902505-83-1.")


def test_a_deep_link_to_a_removed_entry_says_so(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start("no-such-entry")
    assert emu.expect_message(ann).text == "That question is no longer in the FAQ."


def test_help_names_the_ways_to_ask(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/help")
    text = emu.expect_message(ann).text
    assert "/topics" in text
    assert "@outsourcing_faq_bot" in text


def test_topics_lead_to_questions_and_back(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/topics")
    topics = emu.expect_message(ann, text="Topics")
    ann.press(topics, "People and skills").wait()
    emu.expect_edit(topics, contains="People and skills")
    assert any("hired overnight" in button["text"] for button in topics.buttons)
    ann.press(topics, "All topics").wait()
    emu.expect_edit(topics, contains="Topics")
    ann.press(topics, "People and skills").wait()
    emu.expect_edit(topics, contains="People and skills")
    ann.press(topics, "Does KPO need domain expertise?").wait()
    assert "domain expertise" in emu.expect_message(ann).text


def test_what_is_not_covered_is_declined_by_name(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("How much does a KPO analyst earn?")
    text = emu.expect_message(ann).text
    assert text.startswith("The source does not say anything about pay and salaries.")


def test_nonsense_is_declined(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("zxqw vbnm rrty")
    text = emu.expect_message(ann).text
    assert text.startswith(("I find no answer to that", "The source does not say anything about"))


def test_a_photo_gets_a_hint(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send_document("scan.pdf", b"%PDF")
    assert "only read text" in emu.expect_message(ann).text


def test_an_unknown_command_gets_a_hint(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/frobnicate now")
    assert "/help" in emu.expect_message(ann).text


def test_forged_and_stale_buttons_are_refused_politely(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/topics")
    topics = emu.expect_message(ann)
    for data in ("e:no-such-entry", "p:", "t:0123456789:0", "l:99999", "nonsense", "é" * 30):
        assert ann.forge_press(topics, data).wait()["text"] == (
            "That question is no longer in the FAQ."
        )


def test_a_double_tap_is_harmless(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/topics")
    topics = emu.expect_message(ann)
    first = ann.press(topics, "The two terms")
    second = ann.forge_press(topics, first.data)
    first.wait()
    second.wait()
    emu.expect_edit(topics, contains="The two terms")


@pytest.mark.parametrize("name", ["<b", "<b>Bob</b>", "&amp;", "*_[`", "x" * 64, "أحمد", "🧑‍🚀"])
def test_any_name_is_greeted_as_it_is_written(emu: Emulator, name: str) -> None:
    user = emu.user(name)
    user.start()
    assert f"Hello, {name}!" in emu.expect_message(user).text


@pytest.mark.parametrize(
    "text",
    ["<b>kpo", "&lt;", "a" * 4096, "\ufdfa" * 4096, "e" + "\u0301" * 4095, "\u202ekpo", "1", "?"],
    ids=["tag", "entity", "long", "ligatures", "accents", "override", "number", "mark"],
)
def test_any_text_gets_one_reply(emu: Emulator, text: str) -> None:
    ann = emu.user("Ann")
    ann.send(text)
    emu.expect_message(ann)


def test_markup_in_an_faq_is_shown_as_written(faq_folder: Path) -> None:
    with (
        Emulator() as emu,
        BotProcess(emu, [*COMMAND, "--faq", str(faq_folder)]),
    ):
        ann = emu.user("Ann")
        ann.start()
        greeting = emu.expect_message(ann, contains="<Shop> & Co")
        assert "Prices & <fees>" in [button["text"] for button in greeting.buttons]
        ann.start("prices")
        answer = emu.expect_message(ann)
        assert answer.text.startswith("Yes, 5 < 6 & <b>7 > 6</b>.")
        assert ("expandable_blockquote", "5 < 6 & 7 > 6") in answer.entities
        assert "The <b>leaflet</b>" in answer.text
        assert "text_link" in [kind for kind, _ in answer.entities]
        emu.settle()
        emu.assert_clean()


@pytest.fixture
def paints(tmp_path: Path) -> Path:
    """An FAQ in which "paint" alone can mean three entries."""
    colours = ("red", "blue", "green")
    lines = ["title: Paints", "entries:"]
    for colour in colours:
        lines += [
            f"  - id: {colour}",
            f"    question: How do I mix {colour} paint?",
            f"    phrasings: [mixing {colour} paint, {colour} paint recipe]",
            f"    answer: With {colour} pigment.",
        ]
    (tmp_path / "faq.yaml").write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_a_choice_turns_into_the_answer_that_is_picked(paints: Path) -> None:
    with Emulator() as emu, BotProcess(emu, [*COMMAND, "--faq", str(paints)]):
        ann = emu.user("Ann")
        ann.send("how do I mix paint")
        choice = emu.expect_message(ann, contains="Which of these do you mean?")
        assert len(choice.buttons) == 3
        label = next(b["text"] for b in choice.buttons if "blue" in b["text"])
        first, second = ann.press(choice, label), ann.press(choice, label)
        first.wait()
        second.wait()
        emu.expect_edit(choice, contains="With blue pigment.")
        assert choice.buttons == []
        emu.settle()
        assert not emu.unread(ann)
        emu.assert_clean()


def test_a_choice_can_be_picked_by_typing_its_number(paints: Path) -> None:
    with Emulator() as emu, BotProcess(emu, [*COMMAND, "--faq", str(paints)]):
        ann = emu.user("Ann")
        ann.send("how do I mix paint")
        choice = emu.expect_message(ann, contains="Which of these do you mean?")
        third = choice.text.split("3. ")[1].split("\n")[0]
        colour = next(c for c in ("red", "blue", "green") if c in third)
        ann.send("3")
        emu.expect_message(ann, contains=f"With {colour} pigment.")
        emu.settle()
        emu.assert_clean()
