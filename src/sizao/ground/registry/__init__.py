"""Where and who, without names: areas, households, organisations, places and pseudonymous persons.

Names, document numbers, phones and street addresses of persons live in the identity vault and nowhere else.
"""
