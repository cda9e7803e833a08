package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.images.Timestamps;
import dev.vitrine.images.access.Policy;
import java.time.InstantSource;

/// All use cases of metadata definitions over one catalog. Thread-safe; holds nothing but a
/// directory of the namespaces in memory.
public record Definitions(
    Namespaces namespaces,
    ResourceTypes resourceTypes,
    Properties properties,
    Objects objects,
    Tags tags,
    ImageVocabulary imageVocabulary) {

  public static Definitions over(Catalog catalog, Policy policy, InstantSource clock) {
    Timestamps timestamps = new Timestamps(clock);
    NamespaceAccess access = new NamespaceAccess(catalog, policy);
    NamespaceChanges changes = new NamespaceChanges(catalog, access);
    NamespaceDirectory directory = new NamespaceDirectory(catalog);
    return new Definitions(
        new Namespaces(catalog, access, changes, directory, timestamps),
        new ResourceTypes(catalog, access, timestamps),
        new Properties(access, changes),
        new Objects(catalog, access, changes, timestamps),
        new Tags(catalog, access, changes, timestamps),
        new ImageVocabulary(catalog, access, directory));
  }
}
