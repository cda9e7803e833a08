package dev.vitrine.images.quota;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Resource;
import dev.vitrine.catalog.Usage;
import dev.vitrine.images.access.Refusal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an owner's usage must stay within for something to be done. Checked twice: [#require] reads
/// and refuses in words; [#on] makes the registry refuse the commit if somebody took the room
/// meanwhile, so that nobody gets beyond a bound by being quick.
public record UsageBounds(@Nullable String owner, List<Bound> bounds) {
  public UsageBounds {
    bounds = List.copyOf(bounds);
  }

  /// @param most of the resource, when it is done
  /// @param more of the resource, at the least, that it takes
  public record Bound(Resource resource, long most, long more, Words words) {}

  /// Says to the caller what there is too little of.
  @FunctionalInterface
  public interface Words {
    String of(long used);
  }

  public static UsageBounds none(@Nullable String owner) {
    return new UsageBounds(owner, List.of());
  }

  /// Refuses what does not fit as things are now.
  public void require(Catalog catalog) throws Refusal.TooLarge {
    if (bounds.isEmpty()) {
      return;
    }
    Usage usage = catalog.usage(owner);
    for (Bound bound : bounds) {
      long used = usage.amount(bound.resource());
      if (used > bound.most() - bound.more()) {
        throw new Refusal.TooLarge(bound.words().of(used));
      }
    }
  }

  /// Lets the commit fail if it would go beyond a bound.
  public CatalogTransaction on(CatalogTransaction transaction) {
    for (Bound bound : bounds) {
      transaction.boundUsage(owner, bound.resource(), bound.most());
    }
    return transaction;
  }

  public boolean isFor(@Nullable String other) {
    return Objects.equals(owner, other);
  }
}
