"""How Arabic writes instants; Django knows its dates and times, and not both together."""

DATETIME_FORMAT = "j F، Y، g:i A"
SHORT_DATETIME_FORMAT = "d‏/m‏/Y، g:i A"
