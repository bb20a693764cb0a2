from importlib import import_module

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"

    def ready(self) -> None:
        """Register the words of our events, and who hears of them."""
        for module in ("notices", "echoes"):
            import_module(f"practices.{module}")
