"""Django's share of the ground: database launch, scope, outbox, access log, accounts, clock and the pages' kit."""
