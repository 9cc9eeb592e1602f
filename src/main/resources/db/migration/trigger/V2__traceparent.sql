-- Where in a trace the occurrence was asked for (W3C), so that whoever runs it goes on with the trace.
ALTER TABLE occurrence ADD COLUMN traceparent text;
