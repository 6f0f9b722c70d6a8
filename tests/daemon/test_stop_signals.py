"""A signal to stop is told on a thread of its own, so that no lock the main thread holds can catch it."""

import os
import signal
import threading

import pytest

from device.daemon.stop_signals import SIGNALS, StopSignals


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
