"""Who may, in the knowledge: asked by pages, by the API and by the verbs themselves."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from practices.models import SavedSearch


def may_keep(person: User | AnonymousUser, search: SavedSearch) -> bool:
    """Tell whether a saved search is hers: only she reads, renames, pauses or deletes it."""
    return (
        person.is_authenticated and person.is_active and search.person_id == person.pk
    )
