package dev.vitrine.api.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who there is: names with their passwords' hashes from one file, with project and roles from
/// another. A name that is in one of the two only cannot be used.
///
/// Files that change hold within a second; while they cannot be read or understood, those of before
/// hold, and the log says so. Thread-safe.
final class Accounts {
  private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);
  private static final long LOOK_EVERY_NANOS = 500_000_000;

  /// As costly to check as htpasswd's own; no password matches it.
  static final String NOBODYS_HASH = "$2y$05$......................" + ".".repeat(31);

  /// What Keystone's own roles imply, so that nobody has to write all three.
  private static final Map<String, List<String>> IMPLIED =
      Map.of(
          "admin", List.of("manager", "member", "reader"),
          "manager", List.of("member", "reader"),
          "member", List.of("reader"));

  private final Path passwordFile;
  private final Path accountFile;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Map<String, Account> accounts;
  private volatile long lookedNanos;
  private List<FileTime> seen;
  private String trouble = "";

  /// @param project what the caller's images belong to
  /// @param roles with those that they imply
  record Account(String hash, String project, Set<String> roles) {
    Account {
      roles = Set.copyOf(roles);
    }

    @Override
    public String toString() {
      return "Account[" + project + ", " + roles + "]";
    }
  }

  private Accounts(Path passwordFile, Path accountFile) throws IOException {
    this.passwordFile = passwordFile;
    this.accountFile = accountFile;
    this.seen = times();
    this.accounts = read();
    this.lookedNanos = System.nanoTime();
  }

  static Accounts open(Path passwordFile, Path accountFile) throws IOException {
    return new Accounts(passwordFile, accountFile);
  }

  @Nullable Account find(String name) {
    if (System.nanoTime() - lookedNanos > LOOK_EVERY_NANOS && looking.tryLock()) {
      try {
        lookAgain();
        lookedNanos = System.nanoTime();
      } finally {
        looking.unlock();
      }
    }
    return accounts.get(name);
  }

  private void lookAgain() {
    try {
      List<FileTime> now = times();
      if (!now.equals(seen)) {
        seen = now;
        accounts = read();
        trouble = "";
        LOG.info("The accounts have changed; there are {}", accounts.size());
      }
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(trouble)) {
        LOG.error("The accounts of before go on to hold: {}", message);
      }
      trouble = message;
    }
  }

  private List<FileTime> times() throws IOException {
    try {
      return List.of(
          Files.getLastModifiedTime(passwordFile), Files.getLastModifiedTime(accountFile));
    } catch (IOException e) {
      throw new IOException("the accounts cannot be read: " + e.getMessage(), e);
    }
  }

  private Map<String, Account> read() throws IOException {
    Map<String, String> hashes = hashes();
    Map<String, Account> read = new HashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(accountFile)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      List<String> words = List.of(text.split("\\s+", -1));
      if (words.size() != 3) {
        throw new IOException(
            "%s line %d: not a name, a project and roles".formatted(accountFile, number));
      }
      String hash = hashes.get(words.getFirst());
      if (hash == null) {
        LOG.warn("{} is in {}, but not in {}", words.getFirst(), accountFile, passwordFile);
        continue;
      }
      read.put(words.getFirst(), new Account(hash, words.get(1), roles(words.get(2))));
    }
    return Map.copyOf(read);
  }

  private static Set<String> roles(String list) {
    Set<String> roles = new LinkedHashSet<>();
    Arrays.stream(list.split(",", -1))
        .map(role -> role.strip().toLowerCase(Locale.ROOT))
        .filter(role -> !role.isEmpty())
        .forEach(role -> {
          roles.add(role);
          roles.addAll(IMPLIED.getOrDefault(role, List.of()));
        });
    return roles;
  }

  private Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new HashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(passwordFile)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int colon = text.indexOf(':');
      if (colon <= 0 || !Bcrypt.isHash(text.substring(colon + 1))) {
        throw new IOException(
            "%s line %d: not a name, a colon and a bcrypt hash (htpasswd -B makes them)"
                .formatted(passwordFile, number));
      }
      hashes.put(text.substring(0, colon), text.substring(colon + 1));
    }
    return hashes;
  }
}
