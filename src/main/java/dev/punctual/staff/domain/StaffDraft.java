package dev.punctual.staff.domain;

import java.util.Optional;

/** A person as a client describes them, before they are stored. */
public record StaffDraft(
    Optional<String> id,
    String name,
    String email,
    Optional<String> position,
    StaffStatus status) {}
