"""Answers made of rows: a row has each field that its answer has, or the program does not start."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

Answer = TypeVar("Answer", bound=BaseModel)
Row = TypeVar("Row", bound=tuple[Any, ...])


class AnswerOf(Generic[Answer, Row]):
    """Makes an answer of a row of one query, and of what is `given` beside it.

    Fields have their columns' names. Columns without a field are left out.

    Raises:
        TypeError: the query has no column for a field, and it is not `given`.
    """

    def __init__(self, answer: type[Answer], row: type[Row], *given: str) -> None:
        # Without what model_validate looks at first: lists have up to 500 rows.
        self._validate: Callable[[dict[str, Any]], Answer]
        self._validate = answer.__pydantic_validator__.validate_python
        self._columns: tuple[str, ...] = getattr(row, "_fields", ())
        missing = answer.model_fields.keys() - {*self._columns, *given}
        if missing:
            fields = ", ".join(sorted(missing))
            raise TypeError(f"{row.__name__} has no {fields}, which {answer.__name__} asks for.")

    def __call__(self, row: Row, **given: object) -> Answer:
        """Return the answer; raises `pydantic.ValidationError` where a value is not what it must
        be."""
        values = dict(zip(self._columns, row, strict=False))
        if given:
            values.update(given)
        return self._validate(values)
