"""Every address of the site, out of the URL configuration itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """A name as ``reverse`` takes it; what has none goes by its pattern."""

    name: str
    pattern: str

    def path(self, arguments: dict[str, Any]) -> str:
        """Return the address with those of the arguments that it takes."""
        if self.name.startswith("/"):  # it has none, but perhaps arguments
            return re.sub(r"<\w+:\w+>|\(\?P<\w+>\.\*\)\$", "1", self.name)
        taken = re.findall(r"<(?:\w+:)?(\w+)>", self.pattern)
        arguments = {key: arguments[key] for key in taken if key in arguments}
        try:
            return reverse(self.name, kwargs=arguments)
        except NoReverseMatch:
            return reverse(self.name, args=list(arguments.values()))


def routes() -> list[Route]:
    """Return each name once, in the order of the URL configuration."""
    found = {route.name: route for route in walk(get_resolver(), "", "/")}
    return list(found.values())


def walk(resolver: URLResolver, space: str, before: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from walk(entry, inner, pattern)
        elif isinstance(entry, URLPattern):
            name = f"{space}{entry.name}" if entry.name else pattern
            yield Route(name, pattern)
