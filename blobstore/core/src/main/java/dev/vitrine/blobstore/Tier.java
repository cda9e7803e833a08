package dev.vitrine.blobstore;

/// A backend and what it is trusted with.
///
/// @param name what operators call it: lower-case letters, digits, hyphens
public record Tier(String name, Role role, ChunkBackend backend) {

  public enum Role {
    /// The system of record: what was made durable here is there until it is collected.
    DURABLE,
    /// May lose anything at any time.
    CACHE
  }
}
