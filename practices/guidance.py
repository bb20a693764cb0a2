"""What helps while one writes: for each section a word of guidance, and an example."""

from django.utils.translation import gettext_lazy as _

GUIDANCE = {
    "title": (
        _("What was done, in a line, as a newspaper would put it."),
        _("Village savings groups pay for school meals"),
    ),
    "summary": (
        _(
            "What it is, for whom, what came of it. About 100 words: most people read only this."
        ),
        _(
            "In 412 villages, savings groups pay a cook and buy from their own "
            "farmers. Absence from school fell from 20 % to 8 % in two years."
        ),
    ),
    "problem": (
        _("What happened, to whom, how large it was. No solution here yet."),
        _(
            "One child in five stayed away from school in the "
            "hungry months of March to May (Ministry of Education, 2018)."
        ),
    ),
    "context": (
        _("Where and when; what was special about it, and what was not."),
        _(
            "Rural districts with two rainy seasons; the law "
            "on cooperatives had been passed three years before."
        ),
    ),
    "approach": (
        _("What was done, by whom, and why it works. One thought a paragraph."),
        _(
            "Each group chooses a cook. Parents pay in kind "
            "or in cash; the ministry pays for the kitchen once."
        ),
    ),
    "steps": (
        _("One step a line, in their order, with who did it and how long it took."),
        _("Three months: the ministry and the cooperatives agree on a price list."),
    ),
    "results": (
        _("What came of it, in words. Figures go into the outcomes below."),
        _("More children come, and stay for the afternoon lessons."),
    ),
    "went_wrong": (
        _("What failed, cost more or took longer, and what you would do otherwise."),
        _("In the first year, cooks were paid late, and a third of them left."),
    ),
    "preconditions": (
        _("One a line: laws, people, money, trust without which it does not work."),
        _("Savings groups that have met for at least a year."),
    ),
    "adaptable": (
        _("One a line: what may be different elsewhere."),
        _("Who runs the kitchen: parents, a cooperative or a school."),
    ),
    "contacts": (
        _("Whom to ask: an office rather than a person, and how to reach it."),
        _("School Feeding Unit, Ministry of Education, feeding@example.org"),
    ),
}
