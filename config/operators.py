"""Puts our operators' site in the place of Django's; apart from it, for apps load first."""

from django.contrib.admin.apps import AdminConfig


class OperatorsConfig(AdminConfig):
    """Django's admin, with our doors."""

    default_site = "config.operators_site.OperatorsSite"
