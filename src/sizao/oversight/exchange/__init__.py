"""Records go out to other systems in the forms those systems read: SORMAS, Go.Data, FHIR, DHIS2.

Nobody's name leaves unless it is revealed for a stated purpose; every export is a row of the access log.
"""
