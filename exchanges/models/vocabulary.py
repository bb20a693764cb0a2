"""The words for who has the ball, what is exchanged, and by which vehicle it travels."""

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


class Sought(models.TextChoices):
    """What is exchanged, in the words of the South-South agenda."""

    KNOWLEDGE = "knowledge", _("knowledge")
    SKILLS = "skills", _("skills")
    RESOURCES = "resources", _("resources")
    TECHNICAL_KNOW_HOW = "technical_know_how", _("technical know-how")


class Holder(models.TextChoices):
    """Who has the ball."""

    AUTHOR = "author", _("who asks")
    FOCAL_POINT = "focal_point", _("the country's focal point")
    DESK = "desk", _("the coordination desk")
    PROVIDERS = "providers", _("the countries that were asked")
    NOBODY = "nobody", _("nobody")
