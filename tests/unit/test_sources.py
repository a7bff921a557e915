"""From a release to its sources: the hash of the code, the commit of a checkout, and the way between them."""

from __future__ import annotations

import hashlib
import re
import runpy
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from pipeline import version

ROOT = Path(__file__).resolve().parents[2]
COMMITS = runpy.run_path(str(ROOT / "scripts" / "commit_of.py"))
NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
HEX = "0123456789abcdef0123456789abcdef01234567"


def test_the_hash_of_the_code_is_that_of_its_files_by_path_and_content() -> None:
    """The hash is written out: releases that are sealed already carry hashes of this very kind."""
    paths = ("portal/a.py", "assets/b.py", "assets/b/c.sql", "assets/b-d.py")
    files = {PurePosixPath(path): hashlib.sha256(path.encode()).digest() for path in paths}
    kept = hashlib.sha256()
    for path in ("assets/b/c.sql", "assets/b-d.py", "assets/b.py", "portal/a.py"):
        kept.update(path.encode() + b"\0" + hashlib.sha256(path.encode()).digest())
    assert version.hash_of_sources(files) == kept.hexdigest()[:16]
    moved = {PurePosixPath("quality/e.py") if path.name == "a.py" else path: d for path, d in files.items()}
    assert version.hash_of_sources(moved) != version.hash_of_sources(files)


def in_git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Bo", "-c", "user.email=bo@example.org", "-c", "commit.gpgsign=false")
    ran = subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True, text=True)
    return ran.stdout.strip()


@pytest.fixture
def history(tmp_path: Path) -> tuple[Path, list[str]]:
    """A checkout of four commits: code, other code with an odd file, words beside it, the first again."""
    checkout = tmp_path / "checkout"
    for package in version.PACKAGES:
        (checkout / package).mkdir(parents=True)
        (checkout / package / "story.py").write_text(f"told = '{package}'\n")
    in_git(tmp_path, "init", "-q", "-b", "main", "checkout")
    commits = []
    for path, content in (
        ("README.md", b"one"),
        ("reports/带空格 name.bin", b"\n\0\r\n 12 blob\n"),
        ("README.md", b"two"),
        ("reports/带空格 name.bin", None),
    ):
        (checkout / path).unlink() if content is None else (checkout / path).write_bytes(content)
        in_git(checkout, "add", "--all")
        in_git(checkout, "commit", "-q", "-m", "more")
        commits.append(in_git(checkout, "rev-parse", "HEAD"))
    return checkout, commits


def hash_on_disk(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(version, "_ROOT", checkout)
    return version.code_version.__wrapped__()


@NEEDS_GIT
def test_every_commit_with_the_code_of_a_hash_is_named(history, monkeypatch, capsys) -> None:
    checkout, commits = history
    first = hash_on_disk(checkout, monkeypatch)
    in_git(checkout, "checkout", "-q", commits[1])
    second = hash_on_disk(checkout, monkeypatch)
    assert COMMITS["main"]([first, str(checkout)]) == 0
    assert set(capsys.readouterr().out.split()) == {commits[0], commits[3]}
    assert COMMITS["main"]([second, str(checkout)]) == 0
    assert set(capsys.readouterr().out.split()) == {commits[1], commits[2]}
    (checkout / "portal" / "story.py").write_text("never committed")
    assert COMMITS["main"]([hash_on_disk(checkout, monkeypatch), str(checkout)]) == 1
    assert "no commit" in capsys.readouterr().err


def test_where_no_history_is_the_search_says_so_by_its_status(tmp_path: Path, monkeypatch, capfd) -> None:
    assert COMMITS["main"]([]) == 2
    monkeypatch.setenv("PATH", str(tmp_path))
    assert COMMITS["main"]([HEX, str(tmp_path)]) == 2
    assert "git is needed" in capfd.readouterr().err


@NEEDS_GIT
def test_the_commit_of_a_checkout_is_read_without_git_however_it_is_kept(history, tmp_path: Path) -> None:
    checkout, commits = history
    assert version.commit_of(checkout) == commits[-1]
    in_git(checkout, "pack-refs", "--all")
    assert not (checkout / ".git" / "refs" / "heads" / "main").exists()
    assert version.commit_of(checkout) == commits[-1]
    in_git(checkout, "worktree", "add", "-q", "-b", "aside", str(tmp_path / "aside"), commits[1])
    assert version.commit_of(tmp_path / "aside") == commits[1]
    in_git(checkout, "checkout", "-q", commits[0])
    assert version.commit_of(checkout) == commits[0]


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"HEAD": b"ref: refs/heads/main\n"},
        {
            "HEAD": b"ref: refs/heads/main\n",
            "packed-refs": b"# pack-refs\n" + HEX.encode() + b" refs/heads/x\n",
        },
        {"HEAD": b"not a commit"},
        {"HEAD": b"\xff\xfe"},
    ],
)
def test_a_folder_without_a_commit_to_read_is_no_failure(tmp_path: Path, kept: dict[str, bytes]) -> None:
    for name, content in kept.items():
        (tmp_path / ".git").mkdir(exist_ok=True)
        (tmp_path / ".git" / name).write_bytes(content)
    assert version.commit_of(tmp_path) == ""


def test_what_made_a_release_is_told_with_what_is_known() -> None:
    made = {"code": "abc", "libraries": {}}
    assert version.in_words(made) == "code abc"
    told = version.in_words(made | {"version": "0.1.0", "commit": HEX, "python": "3.11.7"})
    assert told == f"code abc (version 0.1.0, commit {HEX[:12]}, Python 3.11.7)"
    assert (
        version.in_words(made | {"version": "", "commit": "", "python": "3.11.7"})
        == "code abc (Python 3.11.7)"
    )
    assert re.fullmatch(r"3\.\d+\.\d+\S*", version.made_where()["python"])
