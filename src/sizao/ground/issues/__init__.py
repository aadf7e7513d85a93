"""What the grassroots meet: leaders assigned to units with their visits, and the log of problems with how often each recurs.

A problem is cured by a task or by a changed rule; when it comes back, its count rises and it is open again.
"""
