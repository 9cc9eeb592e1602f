package dev.punctual.trigger.engine;

/** Which trigger. */
record TriggerKey(String tenant, String id) {}
