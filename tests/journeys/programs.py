"""How the programs of the people of a journey call the API, by personal tokens."""

import itertools
from typing import Any

from django.test import Client

from accounts import tokens
from accounts.forms import in_days
from accounts.models import User

KEYS = itertools.count(1)


class Program:
    """A person's program: it shows her token, and sends a new key with each new call."""

    def __init__(self, user: User, root: str) -> None:
        self.user, self.root = user, root
        self.take_a_new_token()

    def take_a_new_token(self) -> None:
        """Tokens end within a year."""
        _token, secret = tokens.issue(
            self.user,
            name="journey",
            scope="write",
            expires_at=in_days(365),
            by=self.user,
        )
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def reads(self, path: str, **headers: str) -> Any:
        answer = self.client.get(f"{self.root}{path}", headers=headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def sends(self, path: str, body: Any = None, **headers: str) -> Any:
        """Post, and post the same again with the same key: it must be done once."""
        key = {"Idempotency-Key": f"journey-{next(KEYS)}"}
        first, again = (
            self.client.post(
                f"{self.root}{path}",
                body or {},
                "application/json",
                headers=headers | key,
            )
            for _ in range(2)
        )
        assert first.status_code in (200, 201), first.content
        assert again.json() == first.json()
        return first.json()

    def changes(self, name: str, body: Any) -> Any:
        """Change what was read just now; without saying so, it is refused."""
        path = f"{self.root}/{name}"
        tag = self.client.get(path)["ETag"]
        unsaid = self.client.patch(path, body, "application/json")
        assert unsaid.status_code == 428
        changed = self.client.patch(
            path, body, "application/json", headers={"If-Match": tag}
        )
        assert changed.status_code == 200, changed.content
        late = self.client.patch(
            path, body, "application/json", headers={"If-Match": tag}
        )
        assert late.status_code == 412
        return changed.json()


def programs_of(people: Any, root: str) -> dict[str, Program]:
    """Give each of the people whom a journey names a program of her own."""
    return {name: Program(one.user, root) for name, one in vars(people).items()}
