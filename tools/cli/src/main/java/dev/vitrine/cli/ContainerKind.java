package dev.vitrine.cli;

import dev.vitrine.backend.objects.ObjectContainer;

/// A type of stores whose place can also keep chunks, as objects beside each other.
interface ContainerKind {

  /// Makes the container that the section describes, with the options that a store of whole images
  /// there has. Its other side may be away; that is noticed when it is used.
  ///
  /// Throws [IllegalArgumentException], with words for the operator, when what the section says
  /// makes no container.
  ObjectContainer container(StoreSection section);
}
