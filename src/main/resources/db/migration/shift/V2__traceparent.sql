-- Where in a trace the schedule was asked for (W3C), so that whoever makes it goes on with the trace.
ALTER TABLE schedule ADD COLUMN traceparent text;
