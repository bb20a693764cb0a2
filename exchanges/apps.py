from importlib import import_module

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "exchanges"

    def ready(self) -> None:
        """Register the words of our events, and who hears of them."""
        for module in (
            "notices",
            "talk_notices",
            "desk_echoes",
            "echoes",
            "body_echoes",
        ):
            import_module(f"exchanges.{module}")
