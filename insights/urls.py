from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from insights import demand, flows, me, places, sitemaps, views

app_name = "insights"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", me.me, name="me"),
    path("countries/", places.countries, name="countries"),
    path("countries/<slug:iso3>/", places.country, name="country"),
    path("hubs/", places.hubs, name="hubs"),
    path("hubs/<slug:slug>/", places.hub, name="hub"),
    path("insights/flows/", flows.flows, name="flows"),
    path("insights/demand/", demand.demand, name="demand"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemap_views.index,
        {"sitemaps": sitemaps.SITEMAPS, "sitemap_url_name": "insights:sitemap-of"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": sitemaps.SITEMAPS},
        name="sitemap-of",
    ),
]
