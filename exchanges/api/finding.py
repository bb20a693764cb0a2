"""Which request, and which of its conversations, an operation below it means."""

from accounts.api.views import PersonApiRequest, PersonView
from exchanges import threads
from exchanges.models import ExchangeRequest
from exchanges.pages.finding import remember_roles
from exchanges.threads import Conversation
from hubs.api.views import NothingHere, found_or_404


class OfARequest(PersonView):
    """What is below a request: for whom may read all of it."""

    request: PersonApiRequest

    def exchange_request(self) -> ExchangeRequest:
        """:raises NothingHere: where it is not the caller's to see whole."""
        remember_roles(self.request)
        visible = ExchangeRequest.objects.visible_to(self.request.user).with_line()
        found: ExchangeRequest = found_or_404(
            visible, reference=self.kwargs["reference"]
        )
        return found

    def conversation(self, key: str) -> Conversation:
        """:raises NothingHere: where it is not the caller's to know of."""
        found = threads.find(self.exchange_request(), key.lower(), self.request.user)
        if found is None:
            raise NothingHere
        return found
