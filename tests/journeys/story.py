"""What the people of a journey write: the idea, its changes, what others say of it."""

TITLE = "Motorbike riders who bring antivenom to bitten farmers"
IDEA = {
    "title": TITLE,
    "problem": (
        "Farmers died of snake bites, because the antivenom lay in the district "
        "hospital, a day's walk away."
    ),
    "summary": (
        "Riders of motorbike taxis carry antivenom from cooled depots to village nurses. "
        "Most bitten farmers are treated within an hour."
    ),
}
APPROACH = "The district trains riders and nurses, and keeps the antivenom cool in four depots."
STEPS = ["Count the bites of a year", "Train riders and nurses", "Fill four depots"]
NOTE_OF_THE_CURATOR = "Said how it is done"
CHANGES_WANTED = "Clear and useful. Please say what the riders are paid."
WENT_WRONG = "Riders were not paid for the fuel at first, and half of them stopped."
NOTE_OF_THE_AUTHOR = "Said what went wrong with the riders' pay"
VERDICT = "It now says what others need to know."

PROBLEM = (
    "Snake bites kill field workers in our villages, and the antivenom is too far away."
)
QUESTION = "Who pays for antivenom that spoils in the heat?"
TO_CHANGE = "Our riders would need a licence for medicines."
REPLY = "The district does, from its budget for vaccines."

SHORTER = "Motorbike riders bring antivenom to village nurses within an hour."
NOTE_OF_THE_REVISION = "Said in one sentence what it is"

TITLE_IN_FRENCH = "Des motards apportent le sérum aux paysans mordus"
SUMMARY_IN_FRENCH = (
    "Des motards apportent en une heure le sérum antivenimeux aux infirmières."
)

WHY_ARCHIVED = "The district has its own helicopter now."
