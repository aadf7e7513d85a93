"""Shares of a question: done by whoever comes first, never twice, and never waited for in vain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from sizao.traceback.index import crew


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch):
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(crew, "_threads", lambda: pool)
        yield pool


def test_the_list_is_done_once_by_both(one_thread):
    left, done, helper_began = list(range(100)), [], Event()

    def work():
        helper_began.set()
        done.extend(crew.taken(left))

    with crew.helped(work):
        assert helper_began.wait(10)
        done.extend(crew.taken(left))
    assert sorted(done) == list(range(100))


def test_a_share_no_thread_came_to_is_not_waited_for(one_thread):
    is_free, begun = Event(), []
    one_thread.submit(is_free.wait)
    with crew.helped(lambda: begun.append(1)):
        pass
    is_free.set()
    one_thread.submit(lambda: None).result(10)
    assert begun == []


def test_what_fails_in_a_share_fails_the_question(one_thread):
    began = Event()

    def work():
        began.set()
        raise MemoryError("no room")

    with pytest.raises(MemoryError, match="no room"), crew.helped(work):
        assert began.wait(10)
