import errno
import stat
from pathlib import Path

import pytest

from faq.files import write_whole


def test_contents_are_written_as_they_are_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_whole({tmp_path / "text": "\ufeffä\r\n", tmp_path / "bytes": b"\xff\x00"})
    assert (tmp_path / "text").read_bytes() == "\ufeffä\r\n".encode()
    assert (tmp_path / "bytes").read_bytes() == b"\xff\x00"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bytes", "text"]


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_whole({tmp_path / "new": "x"})
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_mode_and_a_link_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole({link: "new"})
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gone/b", errno.ENOENT),
        ("folder", errno.EISDIR),
        ("a/b", errno.ENOTDIR),
        ("nul\0l", errno.EINVAL),
    ],
)
def test_no_file_changes_if_one_cannot_be_written(name: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError) as caught:  # noqa: PT011 -- its attributes are looked at
        write_whole({tmp_path / "a": "new", tmp_path / name: "new"})
    assert (caught.value.errno, caught.value.filename) == (code, str(tmp_path / name))
    assert caught.value.strerror
    assert (tmp_path / "a").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "folder"]
