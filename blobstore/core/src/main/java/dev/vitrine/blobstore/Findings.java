package dev.vitrine.blobstore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is wrong with the objects of a tier, and who needs them.
///
/// For one thread.
final class Findings {
  private final String tier;
  private final Map<StoredName, Finding> findings = new LinkedHashMap<>();

  Findings(String tier) {
    this.tier = tier;
  }

  boolean has(StoredName name) {
    return findings.containsKey(name);
  }

  void missing(StoredName name) {
    findings.computeIfAbsent(name, _ -> new Finding("is not there", false));
  }

  void damaged(StoredName name, String reason) {
    findings.computeIfAbsent(name, _ -> new Finding(reason, true));
  }

  /// Notes that the recipe needs the object, if anything is wrong with that.
  void neededBy(StoredName name, Digest recipe) {
    Finding finding = findings.get(name);
    if (finding != null) {
      finding.neededBy(recipe);
    }
  }

  /// Whether any is about an object that is not there, which is damage as long as somebody needs
  /// it.
  boolean lackSomething() {
    return findings.values().stream().anyMatch(finding -> !finding.there);
  }

  /// Forgets recipes that are referred to no more, and what was lacking to them alone.
  void retain(Set<Digest> referred) {
    findings.values().removeIf(finding -> !finding.retain(referred));
  }

  List<Fsck.Damage> damages() {
    List<Fsck.Damage> damages = new ArrayList<>();
    findings.forEach((name, finding) ->
        damages.add(
            new Fsck.Damage(
                tier, name, finding.reason, finding.recipes.stream().sorted().toList())));
    return damages;
  }

  /// What is wrong with an object, and who needs it.
  private static final class Finding {
    final String reason;

    /// Whether it is damage even if nobody needs it: the next upload would take it for sound.
    final boolean there;

    final Set<Digest> recipes = new HashSet<>();
    boolean neededByMore;

    Finding(String reason, boolean there) {
      this.reason = reason;
      this.there = there;
    }

    void neededBy(Digest recipe) {
      if (recipes.size() < Fsck.MAX_NAMED_RECIPES) {
        recipes.add(recipe);
      } else {
        neededByMore = true;
      }
    }

    /// Forgets who needed it and is referred to no more. Returns whether it is still damage.
    boolean retain(Set<Digest> referred) {
      recipes.retainAll(referred);
      return there || neededByMore || !recipes.isEmpty();
    }
  }
}
