"""The words for who has the ball, and by which vehicle experience travels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Instrument(models.TextChoices):
    """By which vehicle experience travels."""

    STUDY_VISIT = "study_visit", _("study visit")
    EXPERT_MISSION = "expert_mission", _("expert mission")
    VIDEOCONFERENCE = "videoconference", _("videoconference")
    WORKSHOP = "workshop", _("workshop")
    PEER_ASSIST = "peer_assist", _("peer assist")
    TWINNING = "twinning", _("twinning")
    SECONDMENT = "secondment", _("secondment")
    COURSE = "course", _("course")
    CONSULTATION = "consultation", _("consultation")


class Holder(models.TextChoices):
    """Who has the ball."""

    AUTHOR = "author", _("who asks")
    FOCAL_POINT = "focal_point", _("the country's focal point")
    DESK = "desk", _("the coordination desk")
    PROVIDERS = "providers", _("the countries that were asked")
    NOBODY = "nobody", _("nobody")
