"""LiteLLM's hooks: hold before the call, capture after it, release where it failed.

Only the hooks of the proxy itself are used. They run once a request, around all retries and
fallbacks, and a client cannot switch them off; LiteLLM's logging events run once an attempt, later,
and not at all for a body with `no-log`.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from typing import Any, Final

from litellm.exceptions import Timeout
from litellm.integrations.custom_logger import CustomLogger

from orgbilling.client import OrgBillingError
from orgbilling.integrations.litellm.answers import (
    StreamCount,
    cost_usd_of,
    is_only_usage,
    output_bytes,
)
from orgbilling.integrations.litellm.calls import Call, Calls, new_request_id
from orgbilling.integrations.litellm.charges import charge_of
from orgbilling.integrations.litellm.estimate import WrongRequest, size_of
from orgbilling.integrations.litellm.payer import PayerUnknown, payer_of
from orgbilling.integrations.litellm.prices import ModelNotPriced, rates_of
from orgbilling.integrations.litellm.refusals import (
    model_not_priced,
    payer_unknown,
    refusal_of,
    route_not_charged,
    wrong_request,
)
from orgbilling.integrations.litellm.settings import PluginSettings
from orgbilling.pricing import Charge

_logger = logging.getLogger(__name__)
_TEXT: Final = frozenset({"completion", "acompletion", "text_completion", "atext_completion"})
_EMBEDDINGS: Final = frozenset({"embedding", "embeddings", "aembedding"})
# Where the call's token and its request id are, among what LiteLLM keeps of a request.
_MARK: Final = "orgbilling_call"
_REQUEST_ID: Final = "orgbilling_request_id"
# What a request could say to be charged less than it costs.
_PRICE: Final = re.compile(r"\w*cost_per\w*|\w*token_cost\w*|mock_\w+")
_STANDARD_TIERS: Final = (None, "auto", "default")
# What LiteLLM raises where it notices that the client has gone.
_CLIENT_GONE: Final = 499


class OrgBillingCallback(CustomLogger):  # type: ignore[misc]
    """What the proxy's `callbacks` names."""

    def __init__(self, settings: PluginSettings) -> None:
        super().__init__()
        self._settings = settings
        self._calls = Calls(settings)

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: str
    ) -> dict[str, Any]:
        """Hold what the call costs at worst.

        Raises:
            Refusal: it does not run; nothing was sent.
        """
        del cache
        metadata = _metadata(data)
        metadata.pop(_REQUEST_ID, None)
        # LiteLLM asks again where another hook made it change the model: the first hold is let go.
        earlier = self._calls.find(metadata.pop(_MARK, None))
        if earlier is not None and earlier.task is asyncio.current_task():
            await self._calls.settled(earlier, None, "replaced")
        if call_type not in _TEXT | _EMBEDDINGS:
            raise route_not_charged(call_type)
        call, worst = self._measured(user_api_key_dict, data, needs_output=call_type in _TEXT)
        try:
            await self._calls.begin(call, worst)
        except OrgBillingError as error:
            refusal = refusal_of(error)
            if refusal.code == "503":
                _logger.exception("OrgBilling does not hold")
            raise refusal from error
        metadata[_MARK], metadata[_REQUEST_ID] = call.token, call.request_id
        self._watch(call)
        return data

    async def async_post_call_success_hook(
        self, data: dict[str, Any], user_api_key_dict: Any, response: Any
    ) -> Any:
        """Capture what a whole answer cost, before it leaves."""
        del user_api_key_dict
        call = self._call(data)
        if call is not None:
            charge = self._charge_of_answer(call, response)
            await self._calls.settled(call, charge, "completed")
        return response

    async def async_post_call_failure_hook(
        self,
        request_data: dict[str, Any],
        original_exception: Exception,
        user_api_key_dict: Any,
        traceback_str: str | None = None,
    ) -> None:
        """Release, after the last attempt; a time-out is charged its input, which was read."""
        del user_api_key_dict, traceback_str
        call = self._call(request_data)
        if call is None:
            return
        if isinstance(original_exception, Timeout):
            await self._calls.settled(call, self._so_far(call), "timed_out")
        elif getattr(original_exception, "status_code", None) == _CLIENT_GONE:
            await self._calls.settled(call, self._so_far(call), "client_gone")
        else:
            await self._calls.settled(call, None, "failed")

    async def async_post_call_streaming_iterator_hook(
        self, user_api_key_dict: Any, response: Any, request_data: dict[str, Any]
    ) -> AsyncIterator[Any]:
        """Pass a stream on, and capture it at its end, whoever ends it."""
        del user_api_key_dict
        call = self._call(request_data)
        if call is None:
            async for chunk in response:
                yield chunk
            return
        call.is_streaming = True
        count = StreamCount()
        ended = "client_gone"
        try:
            async for chunk in response:
                call.output_bytes += count.add(chunk)
                if not (call.hides_usage and is_only_usage(chunk)):
                    yield chunk
            await self._calls.settled(
                call, self._charge_of_stream(call, count, request_data), "completed"
            )
        except Exception as error:
            ended = "timed_out" if isinstance(error, Timeout) else "provider_failed"
            raise
        finally:
            # Of an end that was none: what was read, and what came of an answer.
            if call.settlement is None:
                is_free = ended == "provider_failed" and not count.chunks
                self._calls.settle(call, None if is_free else self._so_far(call), ended)

    async def async_post_call_response_headers_hook(
        self, data: dict[str, Any], *args: Any, **kwargs: Any
    ) -> dict[str, str]:
        """Tell the client under which request id the call was charged."""
        del args, kwargs
        request_id = _metadata(data).get(_REQUEST_ID)
        return {"x-orgbilling-request-id": request_id} if isinstance(request_id, str) else {}

    def _measured(
        self, key: Any, data: dict[str, Any], *, needs_output: bool
    ) -> tuple[Call, Charge]:
        """Return a call that may begin, and what it costs at worst.

        Raises:
            Refusal: nobody pays, or the request or its model is not what can be charged.
        """
        settings = self._settings
        try:
            payer = payer_of(key, settings)
            _check_members(data)
            size = size_of(data, settings)
            team_id = getattr(key, "team_id", None)
            rates = rates_of(data, _router(), team_id, needs_output=needs_output)
        except PayerUnknown as error:
            raise payer_unknown(error) from None
        except WrongRequest as error:
            raise wrong_request(error) from None
        except ModelNotPriced as error:
            raise model_not_priced(error) from None
        limit, most = size.output_limit, rates.output_tokens_max
        # A provider gives no more than its model can, whatever was asked for.
        output = min(limit, most) if limit and most else limit or most
        tokens = (output or settings.output_tokens_default) * size.answers if needs_output else 0
        call = Call(
            request_id=new_request_id(),
            payer=payer,
            model=str(data["model"]),
            litellm_call_id=str(data.get("litellm_call_id", "")),
            rates=rates,
            input_tokens=size.input_tokens,
            hides_usage=needs_output and _force_usage(data),
        )
        return call, charge_of(rates.cost_usd(size.input_tokens, tokens), settings)

    def _call(self, data: dict[str, Any]) -> Call | None:
        return self._calls.find(_metadata(data).get(_MARK))

    def _charge_of_answer(self, call: Call, response: Any) -> Charge:
        cost = cost_usd_of(response)
        if cost is None:
            call.output_bytes = output_bytes(response)
            return self._so_far(call)
        return charge_of(cost, self._settings)

    def _charge_of_stream(self, call: Call, count: StreamCount, data: dict[str, Any]) -> Charge:
        cost = count.cost_usd(data.get("litellm_logging_obj"))
        return self._so_far(call) if cost is None else charge_of(cost, self._settings)

    def _so_far(self, call: Call) -> Charge:
        """Return what the input and the output that came cost, as the plugin counts them."""
        output_tokens = -(-call.output_bytes // self._settings.bytes_per_token)
        cost = call.rates.cost_usd(call.input_tokens, output_tokens)
        return charge_of(cost, self._settings)

    def _watch(self, call: Call) -> None:
        """Settle a call whose request ends without a word: its client left, or a hook failed."""

        def ended(_task: "asyncio.Task[Any]") -> None:
            # A stream has an end of its own, which may come after this one.
            if call.settlement is None and not call.is_streaming:
                self._calls.settle(call, self._so_far(call), "client_gone")

        call.task = asyncio.current_task()
        assert call.task is not None, "a hook runs in the task of its request"
        call.task.add_done_callback(ended)


def _metadata(data: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a request that LiteLLM keeps to itself; made where there are none."""
    found = data.get("metadata")
    if not isinstance(found, dict):
        found = data["metadata"] = {}
    return found


def _check_members(data: dict[str, Any]) -> None:
    for name in data:
        if _PRICE.fullmatch(name):
            raise WrongRequest(name, "must be left out: prices are the proxy's")
    if data.get("service_tier") not in _STANDARD_TIERS:
        raise WrongRequest("service_tier", "must be auto or default: others have other prices")
    # One that is merely like true would be a stream to some, and a whole answer to others.
    if not (data.get("stream") is None or isinstance(data["stream"], bool)):
        raise WrongRequest("stream", "must be true or false")


def _force_usage(data: dict[str, Any]) -> bool:
    """Have a stream's usage sent; returns whether the client did not ask for it."""
    if data.get("stream") is not True:
        return False
    options = data.get("stream_options")
    given = options if isinstance(options, dict) else {}
    data["stream_options"] = {**given, "include_usage": True}
    return given.get("include_usage") is not True


def _router() -> Any:
    # The proxy makes it after it has loaded its callbacks, and again when its models change.
    from litellm.proxy import proxy_server

    return proxy_server.llm_router
