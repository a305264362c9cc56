#!/usr/bin/env python3
"""relay.py LISTEN TARGET: carries what comes to LISTEN to TARGET and back, for any number of connections, until killed.

An address is tcp:HOST:PORT or unix:PATH. Each direction ends by itself; a connection that breaks on one side is broken
on the other. In place of socat, which now and then waits in a read of one side and no longer sees the other.
"""

import asyncio
import contextlib
import os
import sys

BACKLOG = 1024


def parse(address):
    kind, _, place = address.partition(":")
    if kind == "unix":
        return place
    host, _, port = place.rpartition(":")
    return host, int(port)


async def listen(address, serve):
    if isinstance(address, str):
        os.umask(0o177)
        return await asyncio.start_unix_server(serve, address, backlog=BACKLOG)
    return await asyncio.start_server(serve, *address, backlog=BACKLOG)


async def connect(address):
    if isinstance(address, str):
        return await asyncio.open_unix_connection(address)
    return await asyncio.open_connection(*address)


async def carry(reader, writer):
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()
    writer.write_eof()


async def main(source, target):
    async def serve(reader, writer):
        try:
            far_reader, far_writer = await connect(target)
        except OSError as e:
            print(f"relay: {target}: {e}", file=sys.stderr, flush=True)
            writer.transport.abort()
            return
        with contextlib.suppress(OSError):
            await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))
            await asyncio.gather(far_writer.drain(), writer.drain())
            far_writer.close()
            writer.close()
            return
        far_writer.transport.abort()
        writer.transport.abort()

    async with await listen(source, serve) as server:
        await server.serve_forever()


asyncio.run(main(*map(parse, sys.argv[1:])))
