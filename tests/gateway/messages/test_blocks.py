"""The arguments of tools that are told piece by piece, several calls at once."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orgbilling.gateway.messages.blocks import BlockSequence

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='a"\\{}[]:, \n', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(alphabet='a"\\{}', max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(
    given_arguments=st.dictionaries(st.text(max_size=3), VALUES, max_size=4),
    cuts=st.lists(st.integers(0, 200), max_size=12),
    is_ascii=st.booleans(),
)
def test_a_second_call_begins_once_the_arguments_of_the_first_are_whole(
    given_arguments: dict[str, Any], cuts: list[int], is_ascii: bool
) -> None:
    text = json.dumps(given_arguments, ensure_ascii=is_ascii)
    ends = sorted(({min(cut, len(text)) for cut in cuts} | {len(text)}) - {0})
    blocks = BlockSequence()
    blocks.tool(0, "one", "first", "")
    blocks.tool(1, "two", "second", '{"b": 1}')
    begin = 0
    for end in ends:
        made = blocks.tool(0, None, None, text[begin:end])
        # Whole is what nothing can follow, and not what merely looks like its end.
        assert (b'"second"' in made) == (end == len(text) and begin < end)
        begin = end
    assert b"content_block_stop" in blocks.close()
