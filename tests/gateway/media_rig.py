"""A server whose upstream makes pictures and sound, with what its models cost."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conftest import OwnerConnection
from tests.gateway import media_provider
from tests.gateway.programs import running_program
from tests.gateway.raw_rig import upstream_table
from tests.servers.server import Server, serving

# By model: US dollars for a million tokens of input and of output, and the other parts, of which
# `audio` is what a million tokens of heard sound cost.
MEDIA_PRICES: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "gpt-image-1": ("5", "40", {"rates": {"image_input": "10"}}),
    "gpt-image-1.5": ("5", "10", {"rates": {"image_output": "32"}}),
    "gpt-image-2": ("5", "30", None),
    "picture-of-unknown-tokens": ("5", "40", None),
    "dall-e-3": ("0", "0", {"fees": {
        "image_standard_1024x1024": "0.04", "image_standard_1024x1792": "0.08",
        "image_hd_1024x1024": "0.08", "image_hd_1024x1792": "0.12",
    }}),
    "any-picture": ("0", "0", {"fees": {"image": "0.03"}}),
    "by-the-pixel": ("0", "0", {"fees": {"pixel": {"usd": "0.003", "per": 1_000_000}}}),
    "free-picture": ("0", "0", None),
    "tts-1": ("0", "0", {"fees": {"character": {"usd": "15", "per": 1_000_000}}}),
    "gpt-4o-mini-tts": ("0.6", "12", None),
    "free-tts": ("0", "0", None),
    "whisper-1": ("0", "0", {"fees": {"second": {"usd": "0.36", "per": 3600}}}),
    "whisper-large-v3": ("0", "0", {"fees": {
        "second": {"usd": "0.111", "per": 3600, "least": 10},
    }}),
    "gpt-4o-transcribe": ("2.5", "10", {"audio": "6"}),
    "free-whisper": ("0", "0", None),
    "omni-moderation-latest": ("0", "0", None),
    "mistral-moderation-latest": ("0.1", "0.1", None),
    "rerank-v3.5": ("0", "0", {"fees": {"rerank_search": "0.002"}}),
    "rerank-2.5": ("0.05", "0", None),
}  # fmt: skip


class MediaProvider:
    """The other side of the gateway."""

    def __init__(self, port: int) -> None:
        self.port = port

    def asked(self) -> list[dict[str, Any]]:
        """Every request that it got, in order."""
        found: list[dict[str, Any]] = httpx2.get(
            f"http://127.0.0.1:{self.port}/asked", timeout=30
        ).json()
        return found

    def last(self) -> dict[str, Any]:
        """The fields of the request that it got last."""
        fields: dict[str, Any] = self.asked()[-1]["body"]
        return fields


@pytest.fixture(scope="session")
def media() -> Iterator[MediaProvider]:
    """A provider of pictures and sound."""
    with running_program(media_provider.__file__) as port:
        yield MediaProvider(port)


def set_media_prices(owner: OwnerConnection) -> None:
    for model, (input_usd, output_usd, parts) in MEDIA_PRICES.items():
        rest = dict(parts or {})
        audio_usd = rest.pop("audio", None)
        owner.execute(
            """select set_model_price(%s, %s, %s, 'test', 'test', p_parts => %s::jsonb,
               p_audio_input_usd_per_million => %s)""",
            [model, input_usd, output_usd, json.dumps(rest) if rest else None, audio_usd],
        )


@contextmanager
def media_serving(
    folder: Path, media: MediaProvider, owner_url: str, owner: OwnerConnection
) -> Iterator[Server]:
    """Run a server that asks it."""
    set_media_prices(owner)
    path = folder / "media.toml"
    models = {model: model for model in MEDIA_PRICES}
    path.write_text(
        upstream_table("media", media.port, models, label="Media", api_key_env="TEST_MEDIA_KEY")
    )
    settings = {
        "DATABASE_URL": owner_url,
        "TEST_MEDIA_KEY": media_provider.KEY,
        "ORGBILLING_GATEWAY_UPSTREAMS": str(path),
        "ORGBILLING_GATEWAY_TIMEOUT_S": "2",
        "ORGBILLING_GATEWAY_JOURNAL_S": "0.2",
        "ORGBILLING_GATEWAY_ABANDONED_AFTER_S": "3",
        "ORGBILLING_SECRET_KEY": base64.b64encode(b"m" * 32).decode(),
        "ORGBILLING_GATEWAY_PRIVATE_HOSTS": f"127.0.0.1:{media.port}",
        "ORGBILLING_GATEWAY_MAX_BODY_BYTES": str(4 << 20),
    }
    with serving(1, **settings) as [started]:
        yield started


@pytest.fixture(scope="session")
def media_server(
    tmp_path_factory: pytest.TempPathFactory,
    media: MediaProvider,
    owner_url: str,
    owner_connection: OwnerConnection,
) -> Iterator[Server]:
    """A server that asks the provider of pictures and sound."""
    folder = tmp_path_factory.mktemp("media")
    with media_serving(folder, media, owner_url, owner_connection) as started:
        yield started


def credits_of(usd: Decimal | str, markup: str = "1.5") -> Decimal:
    """What a call costs in credits whose provider takes so many dollars: computed without the
    program."""
    credits = Decimal(usd) * Decimal(markup) * 1000
    return credits.quantize(Decimal("0.000001"), rounding="ROUND_CEILING")
