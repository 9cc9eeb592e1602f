-- Whether the definition, as it is now, has not been planned yet: the one before may have fired beyond
-- the instant at which the change took effect, for a change takes its time.
ALTER TABLE cursor ADD COLUMN fresh boolean NOT NULL DEFAULT true;
