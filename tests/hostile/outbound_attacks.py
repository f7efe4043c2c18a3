"""Attacks of an organization that brings its own providers: hosts whose name servers say nothing,
and answers that cost much to read."""

import asyncio
import itertools
import json

import httpx2

from tests.hostile.attacker import Figures, Target

_AT_ONCE = 12


async def _again_and_again(at_once: int, one: object) -> None:
    async def repeat(number: int) -> None:
        while True:
            await one(number)  # type: ignore[operator]

    async with asyncio.TaskGroup() as group:
        for number in range(at_once):
            group.create_task(repeat(number))


async def silent_names(target: Target, figures: Figures) -> None:
    """Provider keys whose hosts have a name server that never answers, a new name each."""
    numbers = itertools.count()
    path = f"/api/v1/org-billing/{target.given['org_id']}/provider-keys"
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{target.port}",
        cookies={"session_token": target.given["session"]},
        timeout=120,
    ) as client:

        async def bring(_: int) -> None:
            body = {
                "name": "silent",
                "base_url": f"https://silent-{next(numbers)}.example/v1",
                "api_key": "sk-1234",
                "models": {"m": "m"},
            }
            answer = await client.post(path, json=body)
            figures[f"answered {answer.status_code} {answer.json().get('code', '')}"] += 1

        await _again_and_again(_AT_ONCE, bring)


async def own_answers(target: Target, figures: Figures) -> None:
    """Calls to models of the organization's own providers, several of each kind at a time; what
    comes of them is thrown away."""
    kinds: list[str] = target.given["kinds"]
    headers = {"authorization": f"Bearer {target.given['key']}"}
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{target.port}", headers=headers, timeout=120
    ) as client:

        async def call(number: int) -> None:
            kind = kinds[number % len(kinds)]
            body = {
                "model": kind,
                "messages": [{"role": "user", "content": json.dumps({})}],
                "stream": bool(target.given["is_stream"]),
                "max_tokens": 1_000,
            }
            try:
                async with client.stream("POST", target.given["path"], json=body) as answer:
                    async for piece in answer.aiter_raw():
                        figures[f"{kind} bytes"] += len(piece)
                figures[f"{kind} answered {answer.status_code}"] += 1
            except httpx2.HTTPError as error:
                figures[f"{kind} {type(error).__name__}"] += 1
                await asyncio.sleep(0.05)

        await _again_and_again(int(target.given.get("at_once", _AT_ONCE)), call)
