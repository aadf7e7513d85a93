"""Zones drawn around risk: proposed, declared by an authorised person, and lifted when the edition's conditions hold.

The moment each quiet period is counted from is recorded as evidence and named by the edition; nothing is counted from "today".
"""
