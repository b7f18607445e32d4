"""Templates are compiled once, and what in them never changes while a process lives is worked out then.

A page of ours holds some hundred translated words, addresses and paths of static files, each of them looked up at
each rendering although the site speaks one language and knows its addresses. ``Loader`` puts plain text in their place.
"""

from contextlib import suppress

from django.conf import settings
from django.template import Context, Node
from django.template.base import NodeList, TextNode, TokenType
from django.template.defaulttags import URLNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils import translation


class Loader(cached.Loader):
    """Django's cached loader, whose templates hold as text what is the same at every rendering."""

    def get_template(self, template_name, skip=None):
        template = super().get_template(template_name, skip)
        if not hasattr(template, "is_settled"):
            template.is_settled = True
            template.nodelist = settled(template.nodelist)
        return template


class Assignment(Node):
    """Sets a variable to what it always is."""

    def __init__(self, name, value):
        self.name, self.value = name, value

    def render(self, context):
        context[self.name] = self.value
        return ""


def settled(nodes):
    """Return ``nodes`` with text in place of those that always render the same, neighbouring texts joined."""
    result = NodeList()
    for node in nodes:
        if fixed := _fixed(node):
            fixed.token, fixed.origin = node.token, node.origin
            node = fixed
        elif hasattr(node, "conditions_nodelists"):  # of an ``if``
            node.conditions_nodelists = [(c, settled(n)) for c, n in node.conditions_nodelists]
        else:
            for name in node.child_nodelists:
                if isinstance(inner := getattr(node, name, None), NodeList):
                    setattr(node, name, settled(inner))
        if type(node) is TextNode and result and type(result[-1]) is TextNode:
            joined = TextNode(result[-1].s + node.s)
            joined.token, joined.origin = result[-1].token, result[-1].origin
            result[-1] = joined
        else:
            result.append(node)
    result.contains_nontext = nodes.contains_nontext
    return result


def _fixed(node):
    """Return what stands for ``node`` at every rendering; None where that depends on the context, or fails."""
    name = getattr(node, "asvar", None) or getattr(node, "varname", None)
    if type(node) is TextNode:
        return node
    if isinstance(node, TranslateNode):
        is_fixed = _is_literal(node.filter_expression) and not node.message_context
    elif isinstance(node, BlockTranslateNode):
        tokens = [*node.singular, *(node.plural or [])]
        is_fixed = (
            not (node.extra_context or node.countervar or node.message_context)
            and all(token.token_type == TokenType.TEXT for token in tokens)
        )  # fmt: skip
    elif isinstance(node, URLNode):
        values = [node.view_name, *node.args, *node.kwargs.values()]
        is_fixed = all(map(_is_literal, values))
    elif isinstance(node, StaticNode):
        is_fixed = _is_literal(node.path)
    else:
        is_fixed = False
    if is_fixed:
        with suppress(Exception), translation.override(settings.LANGUAGE_CODE):
            context = Context()
            text = node.render(context)
            return Assignment(name, context[name]) if name else TextNode(str(text))
    return None


def _is_literal(expression):
    """Whether a FilterExpression is a text in quotation marks, without filters."""
    variable = expression.var
    return not expression.filters and (isinstance(variable, str) or variable.lookups is None)
