"""What the tests of several pages ask for, and how they read what comes back."""

import re

PROBLEM = "Families fall into poverty because they must pay when somebody is ill."
MATCH = "/match"


def ask(client, **fields):
    """Ask, and return the address of the answer."""
    return client.post(MATCH, {"problem": PROBLEM} | fields).url


def text_of(response):
    return response.content.decode()


def links_in(response):
    return set(re.findall(r'href="([^"]*)"', text_of(response)))
