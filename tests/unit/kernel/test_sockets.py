"""Sockets: what the flow plugs in is asked, and nothing plugged in is a fault that says what is missing."""

from __future__ import annotations

import pytest

from sizao.kernel.sockets import Socket, Sockets


def one() -> int:
    return 1


def two() -> int:
    return 2


def test_the_last_function_plugged_in_is_asked():
    socket: Socket = Socket("how to count")
    assert socket(one) is one
    socket(two)
    assert socket.plugged() == 2


def test_an_empty_socket_says_what_is_missing():
    with pytest.raises(LookupError, match="nothing says how to count"):
        _ = Socket("how to count").plugged


def test_each_is_asked_once_in_order():
    sockets: Sockets = Sockets()
    for each in (one, two, one):
        assert sockets(each) is each
    assert [ask() for ask in sockets] == [1, 2]
    sockets.unplug(one)
    assert [ask() for ask in sockets] == [2]
