package dev.vitrine.images.policy;

import org.jspecify.annotations.Nullable;

/// What a rule says unless somebody overrides it.
///
/// @param formerCheck what it said once, for operators that still rely on it; null if nothing else
/// @param projectsOnly whether it denies callers whose token is not good for a project
public record RuleDefault(
    String name, String check, @Nullable String formerCheck, boolean projectsOnly) {}
