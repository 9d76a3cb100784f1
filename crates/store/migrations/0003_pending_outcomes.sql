-- Counts by month and service follow from the verdicts; only whether any is pending is asked often.
DROP TABLE summary;
ALTER TABLE evaluation ADD COLUMN pending INTEGER; -- none of an evaluation by an earlier version
