"""`{% rows %}`: the loop of a long list. What a row prints was made beside its query, so nothing is left to decide."""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token, VariableNode
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()


class Rows(Node):
    """Markup with places, filled once for each row."""

    def __init__(self, rows: FilterExpression, markup: str, keys: list[str]) -> None:
        self.rows, self.markup, self.keys = rows, markup, keys
        self.values: Callable[[Mapping[str, Any]], tuple[Any, ...]] = (
            itemgetter(*keys) if len(keys) > 1 else lambda row: (row[keys[0]],)
        )

    def render(self, context: Context) -> SafeString:
        """Text that is no markup yet is escaped, as in a template."""
        found: Iterable[Mapping[str, Any]] = self.rows.resolve(context) or ()
        markup, values = self.markup, self.values
        return SafeString(
            "".join(
                markup % tuple(v if type(v) is SafeString else conditional_escape(v) for v in values(row))
                for row in found
            )
        )


@register.tag("rows")
def parse_rows(parser: Parser, token: Token) -> Rows:
    """`{% rows row in list %}…{{ row.key }}…{% endrows %}`: rows are mappings, and each has every key.

    A tag or a filter inside is an error: it would be paid for by every row. Such a value belongs into the row.
    """
    words = token.split_contents()
    if len(words) != 4 or words[2] != "in":
        raise TemplateSyntaxError("rows is written {% rows row in list %}")
    name, rows = words[1], parser.compile_filter(words[3])
    body = parser.parse(("endrows",))
    parser.delete_first_token()
    markup, keys = [], []
    for node in body:
        if isinstance(node, TextNode):
            markup.append(node.s.replace("%", "%%"))
            continue
        said = str(node.filter_expression.token) if isinstance(node, VariableNode) else ""
        of, _, key = said.partition(".")
        if of != name or not key.isidentifier():
            raise TemplateSyntaxError(f"rows takes text and {{{{ {name}.key }}}} alone, not {node!r}")
        markup.append("%s")
        keys.append(key)
    if not keys:
        raise TemplateSyntaxError("rows prints nothing of its rows")
    return Rows(rows, "".join(markup), keys)
