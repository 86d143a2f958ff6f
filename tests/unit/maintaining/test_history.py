from pathlib import Path
from tempfile import gettempdir

import pytest

from faq.maintaining.history import HistoryError, NothingThereError, Past, faq_at
from unit.repositories import Git, commit
from unit.samples import LEAFLET, SMALL


def write(folder: Path, text: str = SMALL) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "faq.yaml").write_text(text, "utf-8")
    (folder / "leaflet.txt").write_text(LEAFLET, "utf-8")


def first_answer(past: Past) -> str:
    return past.faq.entries[0].answer


CHANGED = SMALL.replace("We open at nine.", "We open late.")


@pytest.mark.parametrize("path", [".", "faq.yaml", "docs/faq", "docs/faq/faq.yaml", "dé jà/ü"])
def test_the_faq_is_read_as_it_was_wherever_it_lies(path: str, git: Git) -> None:
    faq = Path(path)
    folder = faq.parent if faq.suffix else faq
    write(folder)
    commit(git)
    write(folder, CHANGED)
    (folder / "leaflet.txt").write_text("Nothing of it is left.\n")
    past = faq_at(faq, "HEAD")
    assert first_answer(past) == "We open at nine."
    assert past.faq.entries[0].citations[0].paragraph == 2
    file = faq if faq.suffix else faq / "faq.yaml"
    assert past.faq.entries[0].place.path == str(file)
    assert str(past) == f"HEAD ({past.commit})"
    assert git("status", "--porcelain", "-z").split("\0")[0].startswith(" M ")


@pytest.mark.parametrize("named", ["HEAD~1", "v1", "main~1", "@~", "{}"])
def test_a_revision_may_be_named_in_any_way_that_git_knows(named: str, git: Git) -> None:
    write(Path())
    commit(git)
    git("tag", "--annotate", "-m", "one", "v1")
    write(Path(), CHANGED)
    commit(git)
    revision = named.format(git("rev-parse", "HEAD~1").strip())
    past = faq_at(Path("faq.yaml"), revision)
    assert first_answer(past) == "We open at nine."
    assert str(past) == (past.commit if named == "{}" else f"{named} ({past.commit})")


def test_other_files_and_folders_of_the_repository_are_not_read(git: Git) -> None:
    write(Path())
    Path("sub").mkdir()
    Path("sub/broken.yaml").write_text("{{{")
    Path(".hidden.yaml").write_text("{{{")
    commit(git)
    assert first_answer(faq_at(Path(), "HEAD")) == "We open at nine."


def test_an_faq_of_many_files_and_symbolic_links_is_read_whole(git: Git) -> None:
    write(Path("texts"))
    Path("faq").mkdir()
    start = SMALL.index("not_covered:")
    Path("faq/a.yaml").write_text(SMALL[:start].replace("leaflet.txt", "deep/the leaflet.txt"))
    Path("faq/deep").mkdir()
    Path("faq/deep/the leaflet.txt").symlink_to("../../texts/leaflet.txt")
    Path("texts/b.yaml").write_text(SMALL[start:])
    Path("faq/b.yml").symlink_to("../texts/b.yaml")
    Path("faq/c.yaml").symlink_to("/etc/passwd")
    commit(git)
    past = faq_at(Path("faq"), "HEAD")
    assert [len(past.faq.entries), len(past.faq.not_covered)] == [3, 1]
    assert past.faq.sources[0].text == LEAFLET


def test_files_with_capitals_in_their_names_are_read(git: Git) -> None:
    start = SMALL.index("not_covered:")
    write(Path(), SMALL[:start])
    Path("Extra.YML").write_text(SMALL[start:])
    commit(git)
    Path("Extra.YML").unlink()
    assert len(faq_at(Path(), "HEAD").faq.not_covered) == 1


def test_a_file_that_archives_leave_out_is_read(git: Git) -> None:
    Path(".gitattributes").write_text("docs export-ignore\n")
    write(Path("docs"))
    commit(git)
    assert first_answer(faq_at(Path("docs"), "HEAD")) == "We open at nine."


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "a/../../outside.txt"])
def test_nothing_is_written_outside_of_the_copy(name: str, git: Git, tmp_path: Path) -> None:
    write(Path("docs"), SMALL.replace("file: leaflet.txt", f"file: {name}"))
    Path("outside.txt").write_text(LEAFLET)
    commit(git)
    before = {*tmp_path.parent.rglob("outside.txt"), *Path(gettempdir()).glob("outside.txt")}
    assert "has problems" in error_of(Path("docs"))
    after = {*tmp_path.parent.rglob("outside.txt"), *Path(gettempdir()).glob("outside.txt")}
    assert after == before


def test_a_missing_source_and_broken_links_are_problems_of_the_old_faq(git: Git) -> None:
    write(Path("docs"), SMALL.replace("leaflet.txt", "gone 3 blob.txt"))
    Path("docs/loop.yaml").symlink_to("loop.yaml")
    Path("docs/broken.yaml").symlink_to("nowhere.yaml")
    commit(git)
    assert '"gone 3 blob.txt"' in error_of(Path("docs"))


def test_a_worktree_and_a_submodule_are_repositories_as_well(git: Git, tmp_path: Path) -> None:
    write(Path("docs"))
    commit(git)
    git("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"))
    assert first_answer(faq_at(tmp_path / "tree" / "docs", "HEAD")) == "We open at nine."
    git("init", "--quiet", str(tmp_path / "outer"))
    allowed = ("-c", "protocol.file.allow=always", "-C", str(tmp_path / "outer"))
    git(*allowed, "submodule", "--quiet", "add", str(Path.cwd()), "inner")
    assert first_answer(faq_at(tmp_path / "outer/inner/docs", "HEAD")) == "We open at nine."


def test_a_hook_of_another_repository_does_not_lead_astray(
    git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(Path())
    commit(git)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    assert first_answer(faq_at(Path(), "HEAD")) == "We open at nine."


def error_of(path: Path, revision: str = "HEAD") -> str:
    with pytest.raises(HistoryError) as caught:
        faq_at(path, revision)
    return str(caught.value)


def test_an_faq_that_came_later_is_said_to(git: Git) -> None:
    commit(git, "empty")
    write(Path("docs"))
    commit(git)
    came = git("rev-parse", "--short", "HEAD").strip()
    before = git("rev-parse", "--short", "HEAD~1").strip()
    expected = f"was not there yet in HEAD~1 ({before}); it first came in {came}"
    assert error_of(Path("docs"), "HEAD~1") == f"docs {expected}"
    assert error_of(Path("docs/faq.yaml"), "HEAD~1") == f"docs/faq.yaml {expected}"


def test_an_faq_that_git_does_not_know_is_said_to(git: Git) -> None:
    commit(git)
    write(Path())
    assert error_of(Path("faq.yaml")) == (
        "faq.yaml has never been committed, so that git knows no earlier version"
    )


def test_a_repository_without_a_commit_has_nothing_to_compare_with(git: Git) -> None:
    assert git("status")
    write(Path())
    assert "has no commit yet" in error_of(Path())
    with pytest.raises(NothingThereError):
        faq_at(Path(), "HEAD")


def test_a_folder_outside_of_git_is_said_to_be(git: Git, tmp_path: Path) -> None:
    assert git("status")
    write(tmp_path / "alone")
    assert "alone is in no git repository" in error_of(tmp_path / "alone")


@pytest.mark.parametrize(
    ("revision", "hint"),
    [
        ("mian", 'git knows no revision "mian"; did you mean "main"?'),
        ("head", 'git knows no revision "head"; did you mean "HEAD"?'),
        ("v1.O", 'git knows no revision "v1.O"; did you mean "v1.0"?'),
        ("release", 'git knows no revision "release": `git log --oneline` and'),
        ("main..HEAD", '"main..HEAD" is a range: name one revision'),
        ("--all", 'git knows no revision "--all"'),
        ("HEAD:faq.yaml", 'git knows no revision "HEAD:faq.yaml"'),
        ("", 'git knows no revision ""'),
    ],
)
def test_a_revision_that_git_does_not_know_has_a_hint(revision: str, hint: str, git: Git) -> None:
    write(Path())
    commit(git)
    git("tag", "v1.0")
    found = error_of(Path(), revision)
    assert found.startswith(hint)
    assert "\n" not in found


def test_a_shallow_clone_is_told_to_fetch_the_rest(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(Path())
    commit(git)
    commit(git)
    git("clone", "--quiet", "--depth=1", f"file://{Path.cwd()}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert "fetch-depth: 0" in error_of(Path(), "somewhere")


def test_an_old_faq_with_errors_is_told_with_the_names_of_the_files_now(git: Git) -> None:
    write(Path("docs"), SMALL.replace("answer:", "anwser:").replace("question:", "qestion:"))
    commit(git)
    write(Path("docs"))
    first, *others = error_of(Path("docs")).split("\n")
    assert first.startswith("the FAQ of HEAD (")
    assert first.endswith(") has problems, so that nothing can be compared with it:")
    assert others[0] == '  docs/faq.yaml:12:5: unknown key "qestion"; did you mean "question"?'
    assert others[-1] == "  and 3 more"


def test_a_machine_without_git_is_told_so(
    git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(Path())
    commit(git)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert error_of(Path()) == (
        "git is not installed, and only git knows what the FAQ was: install it"
    )
