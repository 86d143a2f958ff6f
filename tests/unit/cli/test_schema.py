from faq.content import json_schema
from unit.commands import Ran, Run


def test_the_schema_is_printed_as_it_is(process: Run) -> None:
    assert process("schema") == Ran(0, json_schema(), "")
