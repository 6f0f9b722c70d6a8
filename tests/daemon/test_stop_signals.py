"""A signal to stop is told on a thread of its own, so that no lock the main thread holds can catch it."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from device.daemon.stop_signals import SIGNALS, StopSignals


@pytest.fixture(autouse=True)
def a_terminal() -> Iterator[None]:
    """Let the loss of the terminal mean what it does to a program started by hand, however the tests were started."""
    former = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, former)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_is_told_even_while_the_main_thread_holds_the_lock_that_is_wanted(number: signal.Signals) -> None:
    lock, told = threading.Lock(), threading.Event()

    def stop() -> None:
        with lock:
            told.set()

    with StopSignals() as signals:
        signals.tell(stop)
        with lock:
            os.kill(os.getpid(), number)
            assert not told.is_set()
        assert told.wait(5)


def test_a_signal_that_comes_while_the_gate_is_built_is_told_as_soon_as_it_is() -> None:
    told = threading.Event()
    with StopSignals() as signals:
        os.kill(os.getpid(), signal.SIGTERM)
        assert not told.is_set()
        signals.tell(told.set)
        assert told.wait(5)


def test_at_the_end_the_signals_do_what_they_did_before() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    threads = threading.active_count()
    with StopSignals() as signals:
        signals.tell(lambda: None)
    assert [signal.getsignal(number) for number in SIGNALS] == before
    assert threading.active_count() == threads


def test_a_gate_whose_terminal_goes_away_comes_to_rest_as_for_any_other_stop() -> None:
    assert signal.SIGHUP in SIGNALS


def test_a_gate_that_shall_outlive_its_terminal_does() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    told = threading.Event()
    with StopSignals() as signals:
        signals.tell(told.set)
        os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert not told.is_set()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
