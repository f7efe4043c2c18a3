"""Each text of a request is looked at for what is not seen, or is named here with why not."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from orgbilling.app import create_app
from orgbilling.edge.bodies import RequestBody
from orgbilling.settings import Settings

APP = create_app(Settings())
# A secret is no text; the others are looked for among what there is, and found or not.
NOT_SHOWN = {
    "ProviderKeyCreate.api_key",
    "InvitationAccept.token",
    "OrganizationSubscriptionCreate.subscription_plan",
    "SubscriptionChange.subscription_plan",
    "CheckRequest.user_id",
    "DeductRequest.user_id",
    "HoldRequest.user_id",
    "UserCreditAllocationCreate.user_id",
    "TransferRequest.to_user_id",
    # What a caller calls a request, to find it again: it is compared, and never read.
    "DeductRequest.request_id",
    "HoldRequest.request_id",
}
UNSEEN = ("ab\u202ecd", "ab\u200bcd", "ab\x1bcd", "ab\u2028cd", "\u3164\u3164\u3164")


def _models(kind: type[BaseModel] = RequestBody) -> Iterator[type[BaseModel]]:
    for model in kind.__subclasses__():
        yield model
        yield from _models(model)


def _takes_text(schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    if "$ref" in schema:
        return False
    if "enum" in schema or "const" in schema or "format" in schema or "pattern" in schema:
        return False
    if schema.get("type") == "string":
        return True
    inner = [*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")]
    return any(_takes_text(each, definitions) for each in inner if isinstance(each, dict))


def _texts() -> list[Any]:
    return [
        pytest.param(model, name, id=f"{model.__name__}.{name}")
        for model in _models()
        if model.__module__.startswith("orgbilling.")
        for name, field in model.model_fields.items()
        if _takes_text(model.model_json_schema()["properties"].get(name, {}), {})
    ]


TEXTS = _texts()


@pytest.mark.parametrize(("model", "name"), TEXTS)
def test_a_text_that_people_see_has_nothing_that_they_do_not(
    model: type[BaseModel], name: str
) -> None:
    if f"{model.__name__}.{name}" in NOT_SHOWN:
        return
    field = model.model_fields[name]
    kind: TypeAdapter[Any] = TypeAdapter(Annotated[(field.annotation, *field.metadata, None)])
    for text in UNSEEN:
        for value in (text, [text], {text: "x"}, {"x": text}):
            with pytest.raises(ValidationError):
                kind.validate_python(value)


def test_what_is_not_shown_is_there() -> None:
    assert {f"{each.values[0].__name__}.{each.values[1]}" for each in TEXTS} >= NOT_SHOWN - {
        "ProviderKeyCreate.api_key"
    }


def test_each_body_of_a_route_is_one_of_these() -> None:
    known = set(_models())
    for route in APP.router.routes:
        if isinstance(route, APIRoute) and route.body_field is not None:
            kind = route.body_field.field_info.annotation
            assert known & {kind, *get_args(kind)}, route.path
