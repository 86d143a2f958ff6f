"""Watches a process from outside: which files it touches, and to whom it sends something."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = {
    "HOME": "home",
    "TMPDIR": "temporary",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
}
"""Where programs write unless they are told otherwise."""

STRACE = ("strace", "-D", "-ff", "-y", "-qq", "-e", "trace=%network,%file")
"""Prints system calls, those of native code too.

-D keeps the command a child of ours, which a signal reaches; -ff writes a file a thread, in which
no call is interrupted by another one; -y prints the path of a file's number.
"""

_CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+|\?)(?:<(.*?)>)?", re.MULTILINE)
_PATH = re.compile(r'(?:\w+<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_IP = re.compile(r'_port=htons\((\d+)\).*?"([^"]+)"')
_FAMILY = re.compile(r"sa_family=(AF_\w+)")
_SENDING = re.compile(r"bind|connect|send(to|msg|mmsg)")
_CHANGING = re.compile(
    r"f?l?chown|f?chmod|.*setxattr|.*utime|link|mk|rename|rmdir|symlink|truncate|unlink"
)
_TO_WRITE = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC)")


@dataclass(frozen=True)
class Watched:
    """What a process did, and all processes that it started.

    Attributes:
        written: paths that were made, changed, deleted, or opened for writing; opened ones are
            absolute, the others as the call has them.
        read: paths that were opened for reading.
        peers: to whom it sent something: `host:port`, or the call if there is none in it.
    """

    written: frozenset[Path]
    read: frozenset[Path]
    peers: frozenset[str]


@dataclass(frozen=True)
class Home:
    """An empty home, for commands that are given nothing else of this machine's environment."""

    root: Path

    def make(self) -> None:
        """Make its folders."""
        for folder in (*FOLDERS.values(), "trace"):
            (self.root / folder).mkdir()

    def command(self, *command: str, watch: bool, **settings: str) -> list[str]:
        """A command that has this home and these settings for its environment, to be started.

        Variables that keep libraries silent, such as `CI`, are unset in it.
        """
        folders = {name: str(self.root / folder) for name, folder in FOLDERS.items()}
        given = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"} | folders | settings
        pairs = [f"{name}={value}" for name, value in given.items()]
        strace = [*STRACE, "-o", str(self.root / "trace" / "of")] if watch else []
        return ["env", "-i", *pairs, *strace, *command]

    def files(self) -> list[Path]:
        """Every file that lies in it now, by its path from the home's root."""
        folders = [self.root / folder for folder in FOLDERS.values()]
        found = [path for folder in folders for path in folder.rglob("*") if not path.is_dir()]
        return sorted(path.relative_to(self.root) for path in found)

    def watched(self) -> Watched:
        """What its commands have done so far, of those that were watched."""
        written, read, peers = set[Path](), set[Path](), set[str]()
        for trace in (self.root / "trace").iterdir():
            for name, arguments, result, opened in _CALL.findall(trace.read_text("utf-8")):
                if _SENDING.match(name):  # it tells, even if nobody is there
                    peers |= set(_peers(f"{name}({arguments})"))
                elif result == "?" or int(result) < 0:
                    continue
                elif name.startswith(("open", "creat")):
                    for_writing = name == "creat" or _TO_WRITE.search(arguments)
                    (written if for_writing else read).add(Path(opened))
                elif _CHANGING.match(name):
                    written |= {Path(at, path) for at, path in _PATH.findall(arguments)}
        return Watched(frozenset(written), frozenset(read), frozenset(peers))


def why_not_watch() -> str | None:
    """Why nothing can be watched on this machine; None if it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(["strace", "-qq", "true"], capture_output=True, check=False)  # noqa: S607 -- wherever it lies
    return None if tried.returncode == 0 else "strace may not watch processes here"


def _peers(call: str) -> Iterator[str]:
    for family in _FAMILY.findall(call):
        if family in {"AF_INET", "AF_INET6"}:
            yield from (f"{host}:{port}" for port, host in _IP.findall(call))
        elif family != "AF_NETLINK":  # the kernel, which is asked for the machine's own addresses
            yield call
