"""
What our list of practices is measured against, over the same rows and middleware.

``plain`` is what the manuals of Django REST framework show, with the joins and prefetches
that keep it from a query a row; ``naive`` is the same without them. ``floor`` is one
statement in SQL, whose rows go through ``json.dumps``: nobody is faster in this house.
"""

import json

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import (
    CharField,
    ModelSerializer,
    SerializerMethodField,
)
from rest_framework.viewsets import ReadOnlyModelViewSet

from hubs.models import Country, Hub, Theme
from practices.models import Practice

FLOOR = """
SELECT p.slug, p.external_id, coalesce(t.title, p.title) AS title, p.institution,
    coalesce(t.summary, p.summary) AS summary, p.approach_type, p.approach_inferred,
    p.language_inferred, p.evidence, p.scale, p.status, p.version,
    coalesce(t.language, p.language) AS language, p.language AS original_language,
    coalesce(t.by_machine, false) AS translated_by_machine,
    p.updated_at::text AS updated_at, p.published_at::text AS published_at,
    json_build_object('start', p.start_year, 'end', p.end_year) AS years,
    json_build_object('iso3', c.iso3, 'name', c.short_names ->> 'en') AS country,
    CASE WHEN h.id IS NOT NULL THEN
        json_build_object('slug', h.slug, 'name', h.name) END AS hub,
    (SELECT json_agg(json_build_object('code', th.code, 'name',
            coalesce(th.short_labels ->> 'en', th.labels ->> 'en')) ORDER BY th.place)
        FROM practices_practice_themes l JOIN hubs_theme th ON th.code = l.theme_id
        WHERE l.practice_id = p.id) AS themes
FROM practices_practice p
JOIN hubs_country c ON c.iso3 = p.country_id
LEFT JOIN hubs_hub h ON h.id = p.hub_id
LEFT JOIN practices_translation t
    ON t.practice_id = p.id AND t.language = 'en' AND p.language <> 'en'
WHERE p.status = 'published'
ORDER BY p.updated_at DESC, p.id DESC LIMIT 50
"""


def floor(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    body = json.dumps({"next": None, "previous": None, "results": rows})
    return HttpResponse(body, content_type="application/json")


class CountrySerializer(ModelSerializer[Country]):
    name = CharField(read_only=True)

    class Meta:
        model = Country
        fields = ("iso3", "name")


class HubSerializer(ModelSerializer[Hub]):
    class Meta:
        model = Hub
        fields = ("slug", "name")


class ThemeSerializer(ModelSerializer[Theme]):
    name = CharField(read_only=True)

    class Meta:
        model = Theme
        fields = ("code", "name")


class PlainSerializer(ModelSerializer[Practice]):
    country = CountrySerializer(read_only=True)
    hub = HubSerializer(read_only=True)
    themes = ThemeSerializer(many=True, read_only=True)
    title = SerializerMethodField()
    summary = SerializerMethodField()

    class Meta:
        model = Practice
        fields = (
            "slug",
            "external_id",
            "title",
            "summary",
            "country",
            "country_codes",
            "hub",
            "institution",
            "language",
            "language_inferred",
            "approach_type",
            "approach_inferred",
            "themes",
            "evidence",
            "scale",
            "start_year",
            "end_year",
            "status",
            "published_at",
            "updated_at",
            "version",
        )

    def get_title(self, practice: Practice) -> str:
        return practice.in_language("en").title

    def get_summary(self, practice: Practice) -> str:
        return practice.in_language("en").summary


class Pages(CursorPagination):
    page_size = 50
    ordering = ("-updated_at", "-id")


class NaiveViewSet(ReadOnlyModelViewSet[Practice]):
    queryset = Practice.objects.published()
    serializer_class = PlainSerializer
    pagination_class = Pages
    filter_backends = ()
    renderer_classes = (JSONRenderer,)


class PlainViewSet(NaiveViewSet):
    queryset = (
        Practice.objects.published()
        .select_related("country", "hub")
        .prefetch_related("themes", "translations")
    )


router = SimpleRouter(trailing_slash=False)
router.register("plain", PlainViewSet, "plain")
router.register("naive", NaiveViewSet, "naive")
urlpatterns = [
    path("rivals/floor", floor),
    path("rivals/", include(router.urls)),
    path("", include("config.urls")),
]
