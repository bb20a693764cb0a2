"""What pages say about people, their links and what they may not do."""

from django import template

from accounts import links

register = template.Library()


@register.simple_tag
def confirmation_fault(key: str) -> str:
    """Say why a link from a mail does not confirm the address."""
    return links.confirmation_fault(key)


@register.simple_tag
def reset_fault(key: str) -> str:
    """Say why a link from a mail does not lead to a new password."""
    return links.reset_fault(key)
