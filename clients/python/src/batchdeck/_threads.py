"""What asyncio makes hard: to wait for a while, and to get things from threads."""

import asyncio
import threading
from typing import Any, Awaitable, Callable, Coroutine, Optional, Tuple, TypeVar, cast

Result = TypeVar("Result")


async def within(seconds: Optional[float], awaited: Coroutine[Any, Any, Result]) -> Optional[Result]:
    """What it returns, or None where that takes longer. Unlike ``asyncio.wait_for`` before Python 3.12 it never takes a
    cancellation for a result that came at the same time."""
    task = asyncio.ensure_future(awaited)
    try:
        await asyncio.wait((task,), timeout=seconds)
        return task.result() if task.done() else None
    finally:
        task.cancel()


async def done_within(seconds: Optional[float], awaited: Awaitable[Any]) -> bool:
    """Whether it comes to its end in time."""

    async def end() -> bool:
        await awaited
        return True

    return bool(await within(seconds, end()))


async def in_thread(run: Callable[[], Result]) -> Result:
    """In a thread that nothing waits for: one that hangs keeps no program from ending, and no pool of the program busy."""
    loop = asyncio.get_running_loop()
    done: "asyncio.Future[Tuple[Optional[Result], Optional[BaseException]]]" = loop.create_future()

    def settle(result: Optional[Result], error: Optional[BaseException]) -> None:
        if not done.done():
            done.set_result((result, error))

    def work() -> None:
        try:
            result = run()
        except BaseException as error:
            soon(loop, settle, None, error)
        else:
            soon(loop, settle, result, None)

    threading.Thread(target=work, name="batchdeck-loader", daemon=True).start()
    result, error = await done
    if error is not None:
        raise error
    return cast(Result, result)


def soon(loop: asyncio.AbstractEventLoop, call: Callable[..., Any], *arguments: Any) -> None:
    try:
        loop.call_soon_threadsafe(call, *arguments)
    except RuntimeError:
        # The loop is closed; nobody waits any more.
        pass
