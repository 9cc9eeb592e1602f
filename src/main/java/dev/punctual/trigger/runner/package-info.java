/**
 * Runs actions, one attempt at a time, apart from timing: an endpoint that hangs delays nobody
 * else. It knows no triggers and keeps nothing.
 */
package dev.punctual.trigger.runner;
