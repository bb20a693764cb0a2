from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"

    def ready(self) -> None:
        """Register the words of our events."""
        import practices.notices  # noqa: F401, PLC0415  (needs the models)
