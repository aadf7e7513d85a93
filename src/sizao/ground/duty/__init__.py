"""Round-the-clock running: who is on duty at each desk of a headquarters, and how a shift hands over to the next.

A hand-over sheet is drawn from the ledgers, frozen, and signed by both; one that is not signed in time is an alarm.
"""
