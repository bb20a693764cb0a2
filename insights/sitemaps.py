"""What search engines are told: which pages are worth finding, and which are not."""

from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hubs.models import Country, Hub
from insights.directory import practices_by_country
from practices.models import Practice

ROBOTS = """User-agent: *
Disallow: /match
Disallow: /accounts/
Disallow: /language/
Disallow: /admin/

Sitemap: {sitemap}
"""


class PracticeSitemap(Sitemap[Practice]):
    limit = 5000

    def items(self) -> QuerySet[Practice]:
        return Practice.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Practice) -> datetime:
        return item.updated_at


class CountrySitemap(Sitemap[Country]):
    """Those with practices; the others have little to be found for."""

    def items(self) -> QuerySet[Country]:
        return Country.objects.filter(pk__in=practices_by_country()).order_by("pk")


class HubSitemap(Sitemap[Hub]):
    def items(self) -> QuerySet[Hub]:
        return Hub.objects.order_by("pk")


class ListSitemap(Sitemap[str]):
    def items(self) -> list[str]:
        return [
            "insights:home",
            "practices:practices",
            "insights:countries",
            "insights:hubs",
            "insights:flows",
            "insights:demand",
            "about",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {
    "lists": ListSitemap,
    "practices": PracticeSitemap,
    "countries": CountrySitemap,
    "hubs": HubSitemap,
}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = settings.BASE_URL + reverse("insights:sitemap")
    return HttpResponse(ROBOTS.format(sitemap=sitemap), content_type="text/plain")
