from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        """Know the listeners in every process, so that an event finds them wherever it is."""
        autodiscover_modules("tasks")
