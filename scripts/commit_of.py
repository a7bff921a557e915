"""Find the commits whose sources have a hash: `.venv/bin/python scripts/commit_of.py HASH [CHECKOUT]`.

A release says by a hash which code made it, and is made again only by that code. This looks through the
history of a checkout (by default the one that the script lies in) with git and prints every commit whose
sources have the hash, the newest first. Exit status 1 when none has it: the code was never committed, or its
commit is not in this copy of the history.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipeline.version import PACKAGES, hash_of_sources


def commits_of(wanted: str, checkout: Path) -> Iterator[str]:
    """Commits of any branch or tag, newest first, whose sources have the hash."""
    digests: dict[str, bytes] = {}
    answers: dict[tuple[tuple[str, str], ...], str] = {}
    for commit in _git(checkout, "rev-list", "--all", "--date-order").decode().split():
        files = tuple(_sources(checkout, commit))
        if files not in answers:
            _read(checkout, {blob for _, blob in files} - digests.keys(), digests)
            answers[files] = hash_of_sources({PurePosixPath(path): digests[blob] for path, blob in files})
        if answers[files] == wanted:
            yield commit


def _sources(checkout: Path, commit: str) -> Iterator[tuple[str, str]]:
    """Path and blob of every source file of a commit."""
    for entry in _git(checkout, "ls-tree", "-r", "-z", commit, "--", *PACKAGES).split(b"\0"):
        if entry:
            described, _, path = entry.partition(b"\t")
            yield path.decode(), described.split()[2].decode()


def _read(checkout: Path, blobs: set[str], digests: dict[str, bytes]) -> None:
    """Add the SHA-256 of the content of each blob."""
    listed = sorted(blobs)
    told = _git(checkout, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in listed).encode())
    start = 0
    for blob in listed:
        end = told.index(b"\n", start)
        size = int(told[start:end].split()[2])
        digests[blob] = hashlib.sha256(told[end + 1 : end + 1 + size]).digest()
        start = end + 1 + size + 1


def _git(checkout: Path, *words: str, given: bytes | None = None) -> bytes:
    command = ["git", "-C", str(checkout), *words]
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603


def main(words: list[str]) -> int:
    """Print the commits; 1 when there is none, 2 for wrong usage or where no history is."""
    if len(words) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    checkout = Path(words[1]) if len(words) > 1 else Path(__file__).resolve().parent.parent
    try:
        found = list(commits_of(words[0], checkout))
    except FileNotFoundError:
        print("git is needed to read the history, and is not installed", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError:
        return 2
    for commit in found:
        print(commit)
    if not found:
        print(f"no commit of {checkout} has sources with the hash {words[0]}", file=sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
