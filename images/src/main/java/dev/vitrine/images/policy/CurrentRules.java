package dev.vitrine.images.policy;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rules as the operator's files have them now: a changed file holds within a second, without a
/// restart. Files that cannot be understood change nothing: the rules of before go on to hold, and
/// the log and [#trouble] say so. A rule that a file no longer has is the default again.
///
/// Thread-safe. Looks at the files' times at most four times a second, on the thread that asks; a
/// thread that finds another one looking goes on with what holds.
public final class CurrentRules {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentRules.class);

  /// Short enough that nobody waits for an edit, long enough to cost nothing in a list.
  private static final long LOOK_EVERY_NANOS = 250_000_000;

  private final List<RuleDefault> defaults;
  private final PolicyFiles files;
  private final RuleBook.Options options;
  private final RemoteCheck remote;
  private final ReentrantLock looking = new ReentrantLock();

  private volatile RuleBook rules;
  private volatile long lookedNanos;
  private volatile @Nullable String trouble;
  private List<PolicyFiles.Look> seen;

  /// Throws when the files that are there cannot be understood.
  public CurrentRules(
      List<RuleDefault> defaults, PolicyFiles files, RuleBook.Options options, RemoteCheck remote)
      throws PolicyFileException {
    this.defaults = List.copyOf(defaults);
    this.files = files;
    this.options = options;
    this.remote = remote;
    this.seen = files.look();
    this.rules = read(seen);
    this.lookedNanos = System.nanoTime();
  }

  public RuleBook rules() {
    if (!files.equals(PolicyFiles.NONE)
        && System.nanoTime() - lookedNanos > LOOK_EVERY_NANOS
        && looking.tryLock()) {
      try {
        lookAgain();
        lookedNanos = System.nanoTime();
      } finally {
        looking.unlock();
      }
    }
    return rules;
  }

  /// Why the rules that hold are not those of the files; null when they are.
  public @Nullable String trouble() {
    rules();
    return trouble;
  }

  private void lookAgain() {
    try {
      List<PolicyFiles.Look> now = files.look();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      rules = read(now);
      trouble = null;
      LOG.warn("The policy has changed; these files hold now: {}", now);
    } catch (PolicyFileException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(trouble)) {
        LOG.error("{}. The rules of before go on to hold until it is repaired.", message);
      }
      trouble = message;
    }
  }

  private RuleBook read(List<PolicyFiles.Look> looks) throws PolicyFileException {
    RuleBook book = RuleBook.of(defaults, PolicyFiles.read(looks), options, remote);
    book.problems().forEach(problem -> LOG.error("{}. It denies.", problem));
    return book;
  }
}
