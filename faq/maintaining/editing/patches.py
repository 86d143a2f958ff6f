"""Changes of files as a patch for `git apply`."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path


def patch(path: Path, changed: Mapping[Path, str]) -> str:
    """The changes as a unified diff; files that stay as they are do not occur in it.

    Its paths are relative to the root of the git repository that the FAQ is in, or without one to
    the FAQ's folder.

    Args:
        path: the FAQ, a file or a folder.
        changed: by file, its new text.
    """
    folder = (path if path.is_dir() else path.parent).resolve()
    root = next((p for p in (folder, *folder.parents) if (p / ".git").exists()), folder)
    return "".join(
        _file_patch(Path(os.path.relpath(file.resolve(), root)).as_posix(), old, new)
        for file, new in changed.items()
        if (old := file.read_bytes().decode("utf-8")) != new
    )


def _file_patch(name: str, old: str, new: str) -> str:
    before, after = (_git_path(f"{side}/{name}") for side in "ab")
    tab = "\t" if " " in name else ""  # as git does, so that other tools find the name's end
    diff = difflib.unified_diff(_split(old), _split(new), before + tab, after + tab, lineterm="")
    made = [f"diff --git {before} {after}\n"]
    for n, line in enumerate(diff):
        made.append(line if line.endswith("\n") else f"{line}\n")
        is_header = n < 2 or line.startswith("@@")  # noqa: PLR2004 -- the two file names
        if not is_header and not line.endswith("\n"):
            made.append("\\ No newline at end of file\n")
    return "".join(made)


def _split(text: str) -> list[str]:
    """The lines as git sees them: a carriage return does not end one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _git_path(path: str) -> str:
    """The path as git writes it: in quotation marks, with octal escapes, where it is unusual."""
    if re.fullmatch(r"[ !#-\[\]-~]+", path):
        return path
    escaped = re.sub(
        r"[^ !#-\[\]-~]", lambda m: f"\\{ord(m[0]):03o}", os.fsencode(path).decode("latin-1")
    )
    return f'"{escaped}"'
