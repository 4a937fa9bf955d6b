"""`static` of a file that the template itself names is put together when the template is read, not on every page."""

from django import template
from django.template.base import Node, Parser, TextNode, Token, Variable
from django.template.context import Context
from django.templatetags.static import do_static, get_media_prefix, get_static_prefix

register = template.Library()
register.tag("get_static_prefix", get_static_prefix)
register.tag("get_media_prefix", get_media_prefix)


@register.tag("static")
def fixed_static(parser: Parser, token: Token) -> Node:
    """As Django's. What a file is called does not change while the server runs."""
    node = do_static(parser, token)
    fixed = node.varname is None and not isinstance(node.path.var, Variable) and not node.path.filters
    return TextNode(node.render(Context())) if fixed else node
