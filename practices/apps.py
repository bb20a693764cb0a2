from importlib import import_module

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"

    def ready(self) -> None:
        """Register the words of our events."""
        import_module("practices.notices")  # needs the models
