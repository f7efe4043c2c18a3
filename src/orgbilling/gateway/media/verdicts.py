"""`/v1/moderations` and `/v1/rerank`: requests to models that judge."""

from dataclasses import dataclass
from typing import Any, Final

from orgbilling.gateway.dialects.paths import values_at
from orgbilling.gateway.dialects.reader import count_of
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_fields import Fitted, wrong
from orgbilling.gateway.requests import ModelRequest, read_body, request_of
from orgbilling.gateway.whole import WholeAnswer
from orgbilling.gateway.worst_case import Counted, InputAtWorst

_MODERATION_MODEL: Final = "omni-moderation-latest"
SEARCH: Final = "rerank_search"
"""The fee of a query with up to a hundred documents, or pieces of them."""
_PIECES_OF_SEARCH: Final = 100
# A document is cut into pieces that have so many tokens, the query included; a long query leaves
# less room (docs.cohere.com, "rerank").
_PIECE_TOKENS, _PIECE_TOKENS_MIN = 500, 100


def read_moderation(raw: bytes, bytes_per_token: int) -> ModelRequest:
    """Parse a request for a verdict; without a model, OpenAI's usual one is asked.

    Raises:
        Invalid: `invalid_request`: it is none.
    """
    body = read_body(raw)
    if body.get("input") is None:
        raise wrong("input", "must be a text, texts, or parts of a message")
    return request_of("moderations", {"model": _MODERATION_MODEL, **body}, bytes_per_token)


@dataclass(slots=True)
class RankRequest(ModelRequest):
    """Documents to be ranked by a query. Their lengths are bytes."""

    query_bytes: int = 0
    document_bytes: tuple[int, ...] = ()

    def input_at_worst(
        self, fitted: Fitted, provider_model: str, context_tokens: int | None = None
    ) -> InputAtWorst:
        """Return the most input tokens: the query is read with each document, so that no context
        bounds them together."""
        del context_tokens
        once = ModelRequest.input_at_worst(self, fitted, provider_model)
        again = self._tokens(self.query_bytes) * max(len(self.document_bytes) - 1, 0)
        return InputAtWorst(once.text + again)

    def fees_at_worst(self, fitted: Fitted, provider_model: str, price: Price) -> dict[str, int]:
        """Return the most searches that it can be, where they have a price."""
        del fitted, provider_model
        if not price.has_fee(SEARCH):
            return {}
        room = max(_PIECE_TOKENS - self._tokens(self.query_bytes), _PIECE_TOKENS_MIN)
        pieces = sum(max(-(-self._tokens(size) // room), 1) for size in self.document_bytes)
        return {SEARCH: -(-pieces // _PIECES_OF_SEARCH)}

    def count(self, whole: WholeAnswer, provider_model: str, price: Price) -> Counted:
        """Return the searches that its provider counts, where it counts them."""
        del provider_model
        told = (
            count_of(value)
            for document in whole.documents
            for value in values_at(document, ("meta", "billed_units", "search_units"))
        )
        searches = next((count for count in told if count), None)
        return Counted(0, fees={SEARCH: searches} if searches and price.has_fee(SEARCH) else {})

    def _tokens(self, size_bytes: int) -> int:
        return -(-size_bytes // self.bytes_per_token)


def read_ranks(raw: bytes, bytes_per_token: int) -> RankRequest:
    """Parse a request for ranks.

    Raises:
        Invalid: `invalid_request`: it is none, or its documents are no texts.
    """
    body = read_body(raw)
    asked = request_of("rerank", body, bytes_per_token)
    query, documents = body.get("query"), body.get("documents")
    if not isinstance(query, str) or not query:
        raise wrong("query", "must be a text")
    if not isinstance(documents, list) or not documents:
        raise wrong("documents", "must be a list of texts")
    return RankRequest(
        kind="rerank",
        body=body,
        model=asked.model,
        limit=None,
        is_stream=False,
        wants_usage=False,
        may_speak=False,
        bytes_per_token=bytes_per_token,
        query_bytes=_bytes_of(query),
        document_bytes=tuple(
            sum(map(_bytes_of, _texts_of(document, number)))
            for number, document in enumerate(documents)
        ),
    )


def _texts_of(document: Any, number: int) -> list[str]:
    """Return the texts of a document: it is one, or its members are."""
    texts = list(document.values()) if isinstance(document, dict) else [document]
    if not all(isinstance(text, str) for text in texts):
        raise wrong(f"documents[{number}]", "must be a text, or an object of texts")
    return texts


def _bytes_of(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
