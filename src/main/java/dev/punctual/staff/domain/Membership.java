package dev.punctual.staff.domain;

/** Somebody is in a group. */
public record Membership(String groupId, String staffId) {}
