"""A call in a child process: results and errors come back, limits become refusals, the caller lives on."""

import os
import signal
import time

import pytest

from pipeline.confinement import Limits, confined
from pipeline.model import RefusalError
from pipeline.readers.opening import open_book
from pipeline.readers.refusals import refusal

SMALL = Limits(memory_bytes=100 * 2**20, seconds=1)


def reason(caught):
    (finding,) = caught.value.findings
    assert finding.code == "file-hostile"
    return finding.params["reason"]


def test_a_result_comes_back():
    assert confined(SMALL, divmod, 7, 2) == (3, 1)
    assert confined(SMALL, sorted, [2, 1], reverse=True) == [2, 1]


def test_it_runs_elsewhere_each_time():
    first, second = confined(SMALL, os.getpid), confined(SMALL, os.getpid)
    assert len({os.getpid(), first, second}) == 3


def test_an_error_comes_back_as_it_is():
    with pytest.raises(ZeroDivisionError) as caught:
        confined(SMALL, divmod, 1, 0)
    assert "confinement_server.py" in caught.value.__notes__[0]


def test_a_refusal_keeps_its_findings(tmp_path):
    with pytest.raises(RefusalError) as caught:
        confined(SMALL, open_book, tmp_path / "none.csv", file_name="none.csv")
    assert caught.value.findings == refusal("file-missing", file="none.csv").findings


def test_too_much_memory_refuses_the_file():
    with pytest.raises(RefusalError) as caught:
        confined(SMALL, bytes, 200 * 2**20)
    assert reason(caught) == "memory"


def test_too_much_processor_time_refuses_the_file():
    with pytest.raises(RefusalError) as caught:
        confined(SMALL, pow, 3**100_000, 3**100_000, 7**200_000)
    assert reason(caught) == "time"


def test_sleeping_is_no_way_round_the_limit():
    with pytest.raises(RefusalError) as caught:
        confined(SMALL, time.sleep, 60)
    assert reason(caught) == "time"


@pytest.mark.parametrize("status", [0, 1])
def test_a_death_without_an_answer_is_a_crash(status):
    with pytest.raises(RefusalError) as caught:
        confined(SMALL, os._exit, status)
    assert reason(caught) == "crash"


def test_a_crash_leaves_the_caller_unharmed():
    with pytest.raises(RefusalError) as caught:
        confined(SMALL, os.abort)
    assert reason(caught) == "crash"
    assert confined(SMALL, divmod, 7, 2) == (3, 1)


def test_what_a_reader_prints_is_no_answer(capfd):
    assert confined(SMALL, print, "something") is None
    assert confined(SMALL, divmod, 7, 2) == (3, 1)


def test_the_end_of_the_server_is_a_crash_and_the_next_call_has_a_new_one():
    with pytest.raises(RefusalError) as caught:
        confined(SMALL, kill_parent)
    assert reason(caught) == "crash"
    assert confined(SMALL, divmod, 7, 2) == (3, 1)


def kill_parent():
    os.kill(os.getppid(), signal.SIGKILL)


def test_a_fork_of_the_caller_has_its_own_server():
    confined(SMALL, divmod, 7, 2)
    child = os.fork()
    if not child:
        answer = confined(SMALL, divmod, 9, 2)
        os._exit(0 if answer == (4, 1) else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert confined(SMALL, divmod, 7, 2) == (3, 1)
