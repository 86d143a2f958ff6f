import re
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from faq.content import BUNDLED
from faq.errors import EditError, FaqError
from faq.maintaining.editing.formatting import formatted, tidied
from unit.commands import Ran, Run
from unit.maintaining.editing.layouts import comments, layouts, said
from unit.samples import SMALL


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(layouts())
def test_a_layout_changes_and_what_is_said_does_not(sample: tuple[object, str]) -> None:
    _, text = sample
    made = formatted(text, "faq.yaml")
    assert said(made) == said(text)
    assert comments(made) == comments(text)
    assert formatted(made, "faq.yaml") == made
    assert len(set(re.findall("\r\n|\r|\n", made))) == 1
    assert made.endswith(("\n", "\r"))
    assert not made.endswith(("\n\n", "\r\r", "\r\n\r\n"))


UNEVEN = """\
# top
---
title:   "T"   # name

terms: # names
- {term: KPO, means: [a,
      b]} # short
-
   # moved
   means: ['c d', "e, f"]
   term: X


entries:

    # first
    -   question: 'q?'  # asked

        # about the id
        id: a
        answer: |+  # as written
              one

                two

        phrasings: [
           x,  # one
           # own line
           z
           # last
        ]
        # end of the entry

    # - id: old
    -   {id: b, question: "Q", answer: "no"}   \t
    # end of the list
# end
"""

LAID_OUT = """\
# top
---
title: T       # name

terms: # names
  - {term: KPO, means: [a, b]}  # short
  - term: X
    # moved
    means: [c d, "e, f"]

entries:

  # first

  # about the id
  - id: a
    question: q?        # asked

    phrasings:
      - x      # one
      # own line
      - z
      # last
    answer: |+      # as written
      one

        two
    # end of the entry

  # - id: old
  - {id: b, question: Q, answer: "no"}
  # end of the list
# end
"""


def test_everything_is_laid_out_evenly_and_comments_stay_with_their_subject() -> None:
    assert formatted(UNEVEN, "faq.yaml") == LAID_OUT


def test_long_phrasings_in_brackets_become_lines_and_lists_of_ids_do_not() -> None:
    names = ", ".join(f"entry-number-{n}" for n in range(10))
    ways = ", ".join(f"a way of asking, {n}" for n in range(5)).replace(",", "")
    text = (
        "title: T\nentries:\n  - id: a\n    question: q\n"
        f"    phrasings: [{ways}, {ways}]  # all\n    answer: b\n    related: [{names}]\n"
    )
    made = formatted(text, "faq.yaml")
    assert f"    phrasings:  # all\n      - {ways}\n      - {ways}\n" not in text
    assert f"      - {ways}\n      - {ways}\n    answer: b\n    related: [{names}]\n" in made


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"plain text"', "plain text"),
        ("'plain text'", "plain text"),
        ('"no"', '"no"'),
        ("'a: b'", "'a: b'"),
        ('"978-1"', '"978-1"'),
        ('"12:30 or so"', '"12:30 or so"'),
        ('"see http://x.org"', '"see http://x.org"'),
        ('"# x"', '"# x"'),
        ('"a\\tb"', "a\tb"),
        ('"\\u200bx"', '"\\u200bx"'),
    ],
)
def test_quotation_marks_stay_where_they_are_needed_or_help(written: str, kept: str) -> None:
    text = "title: {}\nentries: []\n"
    assert formatted(text.format(written), "faq.yaml") == text.format(kept)


def test_a_byte_order_mark_and_line_endings_stay() -> None:
    made = formatted("\ufefftitle:  T\r\nentries: []", "faq.yaml")
    assert made == "\ufefftitle: T\r\nentries: []\r\n"


def test_a_directive_is_left_alone_with_a_reason() -> None:
    with pytest.raises(EditError, match=r"^faq.yaml: left alone: it begins with a YAML directive"):
        formatted("%YAML 1.1\n---\ntitle: T\n", "faq.yaml")


def test_files_with_errors_are_refused_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("titel:  T\n")
    (tmp_path / "b.yaml").write_text("title: [\n")
    (tmp_path / "c.yaml").write_text("title:   T\n")
    with pytest.raises(FaqError) as caught:
        tidied(tmp_path)
    assert [problem.place.path for problem in caught.value.problems] == [
        str(tmp_path / name) for name in ("a.yaml", "b.yaml")
    ]


def test_the_bundled_faq_is_even() -> None:
    assert tidied(BUNDLED) == ({}, [])


def test_check_lists_what_would_change_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    uneven = SMALL.replace("title: The shop", "title:   The shop")
    (tmp_path / "faq.yaml").write_text(uneven)
    assert run("format", "--check") == Ran(
        1, "faq.yaml: would change\n1 file to format, 0 even already.\n", ""
    )
    assert (tmp_path / "faq.yaml").read_text() == uneven
    (tmp_path / "faq.yaml").chmod(0o600)
    assert run("format") == Ran(0, "faq.yaml: changed\n1 file formatted, 0 even already.\n", "")
    assert (tmp_path / "faq.yaml").read_text() == SMALL
    assert stat.S_IMODE((tmp_path / "faq.yaml").stat().st_mode) == 0o600
    assert run("format", "--check") == Ran(0, "1 file, all even already.\n", "")


def test_what_is_left_alone_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text("%YAML 1.1\n---\n" + SMALL)
    assert run("format").out == (
        "faq.yaml: left alone: it begins with a YAML directive (%)\n"
        "0 files even already, 1 left alone.\n"
    )


def test_errors_end_with_exit_code_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text("titel:   T\n")
    ran = run("format")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == 'faq.yaml:1:1: unknown key "titel"; did you mean "title"?\n'
