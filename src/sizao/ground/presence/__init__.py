"""Who was where: visits reported by venues, checkpoints, hotels, carriers and interviews, by number and never by name.

This room holds the newest visits, refuses nothing silently (bad rows are quarantined with a reason) and feeds tracing.
"""
