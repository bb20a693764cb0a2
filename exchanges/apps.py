from importlib import import_module

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "exchanges"

    def ready(self) -> None:
        """Register the words of our events."""
        import_module("exchanges.notices")
