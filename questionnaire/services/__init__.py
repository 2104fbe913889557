"""What can be done, one group of verbs per module? Gather, decide, apply: read, call one pure function, write.

Every service takes the database first and the viewer second; the moment it happens at is an argument. What cannot be
done is a `Refusal` with its problems. A service that returns has committed.
"""
