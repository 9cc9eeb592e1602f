package dev.punctual.staff.domain;

import java.util.Optional;

/** A group as a client describes it, before it is stored. */
public record GroupDraft(Optional<String> id, String name, Optional<String> parentGroupId) {}
