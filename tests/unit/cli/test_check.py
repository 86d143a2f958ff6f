from pathlib import Path

from unit.commands import Ran, Run
from unit.samples import SMALL


def test_a_sound_faq_is_checked_with_its_figures(run: Run) -> None:
    assert run("check") == Ran(
        0, "3 entries, 11 phrasings, 1 quote found in the sources, no problems.\n", ""
    )


def test_a_finding_is_printed_with_its_place_and_exit_code_1(run: Run, shop: Path) -> None:
    text = SMALL.replace("We open at nine.", "We open <b>at nine</b>.")
    (shop / "faq.yaml").write_text(text)
    checked = run("check")
    assert (checked.code, checked.err) == (1, "")
    assert checked.out.split("\n")[0] == (
        'faq.yaml:10:9: warning: the answer of "hours" has markup (<b>): '
        "answers are shown as written"
    )


def test_problems_are_printed_with_exit_code_2(run: Run, shop: Path) -> None:
    (shop / "faq.yaml").write_text(SMALL.replace("id: parking", "id: no"))
    expected = (
        'faq.yaml:18:15: there is no entry "parking"\n'
        'faq.yaml:19:9: no is read as a boolean: put it in quotes, "no"\n'
    )
    for command in (["check"], ["test"], ["chat"], ["ask", "x"]):
        assert run(*command) == Ran(2, "", expected)
