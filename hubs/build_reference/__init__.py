"""
Derive the reference data that ships with the project, in ``hubs/data``.

Run as ``python -m hubs.build_reference FOLDER``. The sources (ISO 3166, M49, UNTERM,
CLDR, SDG, OECD DAC, Natural Earth; each function names its own) are not part of the
repository, what is derived from them is. What a person had to decide or correct stands
in ``hubs/data/reviewed``, with the reason beside it. The same sources give the same
bytes.
"""
