import os
import stat
from pathlib import Path

import pytest

from faq.content import load
from faq.starting import DraftError, check_folder, read_source
from unit.starting.hut import HUT, written


def test_the_source_is_copied_as_it_is(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + HUT.replace("\n", "\r\n").encode()
    folder = written(raw, tmp_path)
    assert (folder / "hut.txt").read_bytes() == raw
    assert load(folder).title == "The Kestrel Hut"


@pytest.mark.parametrize(
    "name", ["README.md", "faq.yaml", "Hut.YAML", "faq.schema.json", "a\\b c.md", ".x"]
)
def test_a_source_may_have_any_name(name: str, tmp_path: Path) -> None:
    assert load(written(HUT, tmp_path, name)).entries


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b" \r\n\t", "text.txt is empty: an FAQ is made from a text of a few sentences"),
        (b"caf\xe9", "text.txt:1:4: not UTF-8 (byte 0xE9): save the file as UTF-8"),
        (b"%PDF-1.7", "text.txt is a PDF: save its text as plain text in UTF-8 (.txt) first"),
        (b"<html>", "text.txt is a web page: save its text as plain text in UTF-8 (.txt) first"),
        (b"a\0b", "text.txt is no text file: give a plain text or Markdown file in UTF-8"),
        (b"a" * 600 + b"\1",
         "text.txt is no text file: give a plain text or Markdown file in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_in_one_sentence(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(DraftError) as caught:
        read_source(path)
    assert str(caught.value).replace(f"{tmp_path}{os.sep}", "") == sentence


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(DraftError, match=r"is not empty \(notes.txt\): name a folder"):
        written(HUT, tmp_path)
    assert [p.name for p in folder.iterdir()] == ["notes.txt"]


def test_a_fresh_git_repository_is_taken_for_empty(tmp_path: Path) -> None:
    (tmp_path / "made" / ".git").mkdir(parents=True)
    assert load(written(HUT, tmp_path)).entries


def test_nothing_is_left_when_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "made" / ".hut").mkdir(parents=True)  # in the way of the source's copy
    with pytest.raises(DraftError, match="cannot be made"):
        written(HUT, tmp_path, ".hut")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".hut", "made"]
    assert [p.name for p in (tmp_path / "made").iterdir()] == [".hut"]


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DraftError, match=r"file/made cannot be used: Not a directory"):
        check_folder(tmp_path / "file" / "made")
    with pytest.raises(DraftError, match=r"file is a file: name a folder"):
        check_folder(tmp_path / "file")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_folder_may_be_read_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    folder = written(HUT, tmp_path)
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)
