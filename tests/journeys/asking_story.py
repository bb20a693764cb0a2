"""What the people of a journey write: the problem in figures, the request, the answers."""

HAPPENS = (
    "Thousands of young men who laid down their weapons have no work, and their old "
    "neighbours do not want them back."
)
TITLE = "Former combatants without work"
TO_WHOM = "About 4,000 men and 300 women, most of them in three rural districts."
SINCE = "Since the camps were closed two years ago"
TRIED = "Tools were handed out. Most were sold within a month."
LIMITS = "No cash may be paid to persons; the law does not allow it."
DEADLINE = "2027-11-30"
MEASURE = "Former combatants without paid work"
UNIT = "%"
PLACE = "Three rural districts"
SOURCE = "Survey of the commission"
VALUES = {2023: 46, 2025: 61}

INSTITUTION = "National Commission for Reintegration"
ALIGNMENT = "The national development plan, its chapter on peace"
CHANGED = "How can villages and former combatants live and work together again?"

ENDORSEMENT = "It is a priority of the government for this year."
REASON = "All our trainers are abroad until the summer. Please ask us again in July."
QUESTION = "Would the women of the camps be part of it?"
ANSWER = "Yes, all 300 of them, and their children go to the village schools."
OFFER = "Two people who led our programme come for two weeks, then four of yours to us."
BEARS = "The salaries of the two"
NEEDS = "Flights, and interpreting"
MESSAGE = "Thank you. Could the two be with us before the rains?"
REPLY = "Yes: the second week of April suits both."
