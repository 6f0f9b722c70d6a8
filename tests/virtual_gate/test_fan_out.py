"""Every browser hears what stands now and what happened last, at its own pace."""

import asyncio
import threading
from collections.abc import AsyncIterator

from device.simulation.virtual_gate import fan_out
from device.simulation.virtual_gate.fan_out import HAPPENED_MOST, LISTENERS_MOST, WAITING_MOST, FanOut, Listener


async def next_of(stream: AsyncIterator[bytes]) -> str:
    async with asyncio.timeout(5):
        return (await anext(stream)).decode()


async def begun(page: FanOut) -> tuple[Listener, AsyncIterator[bytes]]:
    listener = page.listen()
    assert listener is not None
    stream = listener.stream()
    assert (await next_of(stream)).startswith("retry:")
    return listener, stream


def test_whoever_comes_later_hears_how_things_stand_and_the_newest_of_what_happened() -> None:
    async def hear() -> str:
        page = FanOut()
        for number in range(HAPPENED_MOST + 5):
            page.add("entry", {"seq": number})
            page.tell("gate", {"signal": number})
        _, stream = await begun(page)
        return await next_of(stream)

    heard = asyncio.run(hear())
    assert heard.count("event: entry") == HAPPENED_MOST
    assert '{"seq":4}' not in heard
    assert heard.count("event: gate") == 1
    assert heard.endswith(f'event: gate\ndata: {{"signal":{HAPPENED_MOST + 4}}}\n\n')


def test_a_slow_browser_is_given_the_newest_of_each_and_never_an_endless_list() -> None:
    async def hear() -> str:
        page = FanOut()
        _, stream = await begun(page)
        for number in range(5000):
            page.tell("outputs", {"number": number})
            page.add("wire", {"number": number})
        return await next_of(stream)

    heard = asyncio.run(hear())
    assert heard.count("event: outputs") == 1
    assert heard.count("event: wire") == WAITING_MOST
    assert '{"number":4999}' in heard


def test_what_did_not_change_is_not_told_again() -> None:
    async def hear() -> str:
        page = FanOut()
        _, stream = await begun(page)
        page.tell("lane", {"person": None})
        await next_of(stream)
        page.tell("lane", {"person": None})
        page.tell("eyes", {"distance": 1})
        return await next_of(stream)

    assert "lane" not in asyncio.run(hear())


def test_another_thread_wakes_a_browser_that_waits() -> None:
    async def hear() -> str:
        page = FanOut()
        _, stream = await begun(page)
        teller = threading.Thread(target=page.tell, args=("outputs", {"on": ["barrier"]}))
        waiting = asyncio.ensure_future(next_of(stream))
        await asyncio.sleep(0)
        teller.start()
        heard = await waiting
        teller.join()
        return heard

    assert asyncio.run(hear()) == 'event: outputs\ndata: {"on":["barrier"]}\n\n'


def test_only_so_many_browsers_may_listen_and_one_that_leaves_makes_room() -> None:
    async def come() -> None:
        page = FanOut()
        listeners = [page.listen() for _ in range(LISTENERS_MOST)]
        assert page.listen() is None
        assert listeners[0] is not None
        page.leave(listeners[0])
        assert page.listen() is not None
        assert page.count() == LISTENERS_MOST

    asyncio.run(come())


def test_the_end_of_the_gate_ends_every_stream_and_lets_nobody_in() -> None:
    async def end() -> None:
        page = FanOut()
        _, stream = await begun(page)
        page.close()
        assert [text async for text in stream] == []
        assert page.listen() is None

    asyncio.run(end())


def test_a_connection_with_nothing_to_say_beats() -> None:
    async def hear() -> str:
        page = FanOut()
        _, stream = await begun(page)
        return await next_of(stream)

    before, fan_out.BEAT_SECONDS = fan_out.BEAT_SECONDS, 0.0  # type: ignore[misc]  # the test's own moment
    try:
        assert asyncio.run(hear()) == ":\n\n"
    finally:
        fan_out.BEAT_SECONDS = before  # type: ignore[misc]  # as it was


def test_a_listener_whose_server_has_ended_is_told_nothing_and_breaks_nobody() -> None:
    page = FanOut()

    async def come() -> None:
        assert page.listen() is not None

    asyncio.run(come())
    page.tell("gate", {"signal": "pass"})
