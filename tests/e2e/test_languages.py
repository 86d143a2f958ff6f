"""The bot speaks the language of whoever writes; answers stay as the FAQ has them."""

import pytest

from botapi import Emulator, User
from faq.wording import ENGLISH, Wording
from faq.wording.filipino import FILIPINO
from faq.wording.spanish import SPANISH

LANGUAGES = [
    pytest.param("es", SPANISH, id="es"),
    pytest.param("es-419", SPANISH, id="es-419"),
    pytest.param("fil", FILIPINO, id="fil"),
    pytest.param("tl", FILIPINO, id="tl"),
    pytest.param("en-GB", ENGLISH, id="en-GB"),
    pytest.param("tlh", ENGLISH, id="tlh"),
    pytest.param("", ENGLISH, id="none"),
]


def somebody(emu: Emulator, code: str) -> User:
    return emu.user("Ana", language_code=code) if code else emu.user("Ana")


@pytest.mark.parametrize(("code", "wording"), LANGUAGES)
def test_everything_around_an_answer_is_in_the_persons_language(
    shop: Emulator, code: str, wording: Wording
) -> None:
    ana = somebody(shop, code)
    ana.start()
    shop.expect_message(ana, contains=wording.hello_name.format(name="Ana"))
    ana.send("how do I mix paint")
    choice = shop.expect_message(ana, contains=wording.which)
    assert wording.pick in choice.text
    assert choice.buttons[-1]["text"] == wording.none_of_these
    ana.press(choice, "red").wait()
    shop.expect_edit(choice, contains="With red pigment.")
    labels = [button["text"] for button in choice.buttons]
    assert labels[-2:] == [wording.helpful, wording.unhelpful]
    assert ana.press(choice, wording.helpful).wait()["text"] == wording.thanks_helpful
    ana.send("zxqw vbnm rrty")
    shop.expect_message(ana, contains=wording.no_answer.format(title="The paint shop"))
    for command, said in (
        ("/help", wording.help.split("\n")[-1].format(bot="@paint_shop_bot")),
        ("/topics", wording.topics_typed),
        ("/privacy", wording.privacy.split("\n")[0]),
        ("/settings", wording.only_groups),
        ("/frobnicate", wording.unknown_command),
        ("/forget", wording.forgotten.format(votes=1, questions=2, answers=2)),
    ):
        ana.send(command)
        assert said in shop.expect_message(ana).text


@pytest.mark.parametrize(
    ("code", "origin"),
    [
        ("es-419", "12 de julio de 2011, párrafo"),
        ("fil", "Hulyo 12, 2011, talata"),
        ("xx", "12 July 2011, paragraph"),
    ],
)
def test_the_source_is_named_in_the_persons_language(
    emu: Emulator, code: str, origin: str
) -> None:
    ana = somebody(emu, code)
    ana.send("What does KPO stand for?")
    text = emu.expect_message(ana).text
    assert text.startswith("KPO stands for knowledge process outsourcing.")
    assert origin in text


def test_an_edited_question_keeps_its_language(shop: Emulator) -> None:
    ana = somebody(shop, "es")
    question = ana.send("When do you open?")
    answer = shop.expect_message(ana, contains="At nine.")
    ana.edit(question, "zxqw vbnm rrty")
    shop.expect_edit(answer, contains=SPANISH.no_answer.format(title="The paint shop"))


def test_in_a_group_everybody_is_answered_in_their_own_language(shop: Emulator) -> None:
    ana, jun, bob = (
        shop.user(n, language_code=c) for n, c in (("A", "es"), ("J", "fil"), ("B", "en"))
    )
    group = shop.supergroup("Painters", [ana, jun, bob])
    for person, wording in ((ana, SPANISH), (jun, FILIPINO), (bob, ENGLISH)):
        person.send("/ask zxqw vbnm rrty", group)
        shop.expect_message(group, text=wording.no_answer.format(title="The paint shop"))
    ana.send("/ask When do you open?", group)
    answer = shop.expect_message(group, contains="At nine.")
    assert answer.buttons[-1]["text"] == SPANISH.delete
    jun.send("/ask When do you open?", group)
    shop.expect_message(group, text=FILIPINO.answered_above)
    assert jun.press(answer, SPANISH.delete).wait()["text"] == FILIPINO.only_asker_deletes


def test_inline_results_are_in_the_persons_language(emu: Emulator) -> None:
    ana = somebody(emu, "es")
    found = ana.inline("What does KPO stand for?")
    assert "Fuente: " in found.results()[0]["description"]
    nothing = ana.inline("zxqw vbnm rrty")
    assert nothing.wait()["button"]["text"] == SPANISH.ask_in_private
