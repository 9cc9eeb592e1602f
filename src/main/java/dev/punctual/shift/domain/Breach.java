package dev.punctual.shift.domain;

/**
 * One place where a roster breaks a rule.
 *
 * @param rule the {@link Rule#key()} of the broken rule
 * @param detail a sentence for a person; rows, weeks and days in it count from 1
 */
public record Breach(String rule, String detail) {}
