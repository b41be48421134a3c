"""One connection's life: a request is read, worked on and answered; then, not before, the next one is looked at.

Every step has its time: whoever sends or reads too slowly is cut. A worker is asked only once the whole request is here, and
is done once the whole answer is.
"""

import asyncio
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import h11

from functions.domain.errors import LianbanError, StoreBusy
from functions.web.address import household
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.crowd import ConnectionStep, Crowd, Guest
from infra.embedded.web.exchange import (
    Exchanged,
    RequestHead,
    ResponseHead,
    Unreadable,
    asked_by,
    client_of,
    environ_of,
    head_of,
    told_by,
    told_of,
    too_large_request,
    unreadable_request,
)
from infra.embedded.web.lanes import Lane
from infra.embedded.web.types import Wsgi

CHUNK = 16 * 1024
# What a client still sends while it is refused is read for so long, or it would never see why.
LINGER = 2.0
_LEFT = (OSError, TimeoutError, h11.ProtocolError)


@dataclass(frozen=True, slots=True)
class House:
    """What all connections share. `lane_of` (method, path): where a request is worked on. `seen`: told of each exchange."""

    app: Wsgi
    bounds: Bounds
    crowd: Crowd
    lane_of: Callable[[str, str], Lane]
    address: tuple[str, int]
    closing: asyncio.Event
    lingering: asyncio.Semaphore
    seen: Callable[[Exchanged], None]


class Connection:
    def __init__(self, house: House, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._house, self._reader, self._writer = house, reader, writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=house.bounds.head)
        peer = writer.get_extra_info("peername") or ("",)
        self._guest = Guest(str(peer[0]), leave=writer.transport.abort)
        writer.transport.set_write_buffer_limits(high=4 * CHUNK)

    async def serve(self) -> None:
        self._house.crowd.let_in(self._guest)
        try:
            with suppress(*_LEFT):
                while await self._exchange():
                    self._http.start_next_cycle()
                await self._flushed()
        finally:
            self._house.crowd.let_out(self._guest)
            self._writer.transport.abort()

    async def _exchange(self) -> bool:
        """Is there another one to come? Raises what `LEFT` says where nobody is there any more."""
        asked, request_id = None, str(uuid.uuid4())
        try:
            asked = await self._head()
            if asked is None:
                return False
            body = await self._body(asked)
        except Unreadable as error:
            told = error.told(request_id, asked)
            self._see(told, asked, 0.0, request_id)
            await self._tell(told, None)
            await self._linger()
            return False
        began = asyncio.get_running_loop().time()
        told = await self._worked(asked, body, request_id)
        self._see(told, asked, asyncio.get_running_loop().time() - began, request_id)
        await self._tell(told, asked)
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _head(self) -> RequestHead | None:
        self._at(ConnectionStep.IDLE)
        if self._house.closing.is_set():
            return None
        if not self._http.trailing_data[0]:
            async with asyncio.timeout(self._house.bounds.idle):
                await self._more()
        self._at(ConnectionStep.ASKING)
        async with asyncio.timeout(self._house.bounds.patience):
            event = await self._event()
        return asked_by(event, most=self._house.bounds.head) if isinstance(event, h11.Request) else None

    async def _body(self, asked: RequestHead) -> bytes:
        """Raises Unreadable for one that is too large, before it is read where its length is known."""
        bounds, most = self._house.bounds, self._house.bounds.body(asked.path)
        if asked.length is not None and asked.length > most:
            raise too_large_request(most)
        if self._http.they_are_waiting_for_100_continue:
            self._writer.write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
        whole, began = bytearray(), asyncio.get_running_loop().time()
        async with asyncio.timeout_at(began + bounds.patience) as time_out:
            while isinstance(event := await self._event(), h11.Data):
                whole += event.data
                if len(whole) > most:
                    raise too_large_request(most)
                self._house.crowd.holds(self._guest, len(whole))
                time_out.reschedule(self._until(began, len(whole)))
        return bytes(whole)

    async def _worked(self, asked: RequestHead, body: bytes, request_id: str) -> ResponseHead:
        address = client_of(asked, self._guest.address, self._house.bounds.trusted)
        environ = environ_of(asked, body, address=address, server=self._house.address, request_id=request_id)
        lane = self._house.lane_of(asked.method, asked.path)
        self._at(ConnectionStep.WORKING)
        try:
            # Whoever has one address of IPv6 has as many as they like.
            async with lane.turn(household(address) or address):
                return await self._answer(lane, asked, environ, request_id)
        except TimeoutError:
            return told_of(StoreBusy(), asked, request_id=request_id)

    async def _answer(
        self, lane: Lane, asked: RequestHead, environ: dict[str, object], request_id: str
    ) -> ResponseHead:
        try:
            return await lane.run(partial(told_by, self._house.app, environ))
        # The server's last word: whoever asked gets a problem, and the log the place.
        except Exception as error:
            from infra.embedded.log import logger, place_of

            logger().error("unexpected error", extra={"place": place_of(error), "request_id": request_id})
            return told_of(LianbanError(), asked, request_id=request_id)

    def _see(self, told: ResponseHead, asked: RequestHead | None, seconds: float, request_id: str) -> None:
        method, path = (asked.method, asked.path) if asked else ("", "")
        self._house.seen(Exchanged(method, path, told.status, seconds, len(told.body), request_id))

    async def _tell(self, told: ResponseHead, asked: RequestHead | None) -> None:
        """An answer that is not read is not kept: the connection goes with it."""
        closing = asked is None or self._house.closing.is_set()
        body = b"" if asked is not None and asked.method == "HEAD" else told.body
        self._at(ConnectionStep.READING)
        self._house.crowd.holds(self._guest, len(body))
        bounds, began = self._house.bounds, asyncio.get_running_loop().time()
        async with asyncio.timeout_at(began + bounds.patience) as time_out:
            head = [head_of(told, asked, closing=closing)]
            for start in range(0, max(len(body), 1), 4 * CHUNK):
                # With the head goes what follows it: a second packet may have to wait for word of the first.
                self._send(*head, h11.Data(data=body[start : start + 4 * CHUNK]))
                head.clear()
                await self._writer.drain()
                time_out.reschedule(self._until(began, start))
            self._send(h11.EndOfMessage())
            await self._writer.drain()
        self._house.crowd.holds(self._guest, 0)

    def _until(self, began: float, moved: int) -> float:
        """When patience ends, after so many bytes: with whoever stands still, and with whoever is slow on the whole."""
        bounds, now = self._house.bounds, asyncio.get_running_loop().time()
        return min(now, began + moved / bounds.pace) + bounds.patience

    def _send(self, *events: h11.Event) -> None:
        self._writer.write(b"".join(self._http.send(event) or b"" for event in events))

    async def _event(self) -> object:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                await self._more()
        except h11.RemoteProtocolError as error:
            raise unreadable_request(error.error_status_hint) from error
        return event

    async def _more(self) -> None:
        data = await self._reader.read(CHUNK)
        # Cut by us or by the client, in the middle of something: nobody waits for words.
        if not data and (self._guest.step is not ConnectionStep.IDLE or self._writer.transport.is_closing()):
            raise ConnectionResetError
        self._http.receive_data(data)

    def _at(self, step: ConnectionStep) -> None:
        self._house.crowd.is_at(self._guest, step)

    async def _linger(self) -> None:
        """For some at a time: it is a courtesy."""
        if self._house.lingering.locked():
            return
        async with self._house.lingering, asyncio.timeout(LINGER):
            if self._writer.can_write_eof():
                self._writer.write_eof()
            while await self._reader.read(16 * CHUNK):
                pass

    async def _flushed(self) -> None:
        self._writer.close()
        async with asyncio.timeout(self._house.bounds.patience):
            await self._writer.wait_closed()
