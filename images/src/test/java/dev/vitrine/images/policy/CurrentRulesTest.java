package dev.vitrine.images.policy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentRulesTest {
  private static final List<RuleDefault> DEFAULTS =
      List.of(new RuleDefault("see", "!", null, false), new RuleDefault("do", "!", null, false));

  @TempDir private Path folder;

  private CurrentRules open() throws PolicyFileException {
    return new CurrentRules(
        DEFAULTS,
        new PolicyFiles(file(), List.of(folder.resolve("policy.d"))),
        RuleBook.Options.DEFAULTS,
        RemoteCheck.DENYING);
  }

  private Path file() {
    return folder.resolve("policy.yaml");
  }

  private Path inFolder(String name) throws Exception {
    return Files.createDirectories(folder.resolve("policy.d")).resolve(name);
  }

  private static boolean allows(CurrentRules rules, String rule) {
    return rules
        .rules()
        .allows(rule, true, Facts.of(Map.of("roles", List.of("member"))), Facts.EMPTY);
  }

  private static void awaitThat(CurrentRules rules, String rule, boolean allowed) {
    await().atMost(10, SECONDS).until(() -> allows(rules, rule) == allowed);
  }

  @Test
  void doesWithoutFiles() throws Exception {
    assertThat(allows(open(), "see")).isFalse();
  }

  @Test
  void readsYamlAndJsonAndTheFolderAfterTheFileByName() throws Exception {
    Files.writeString(file(), "# comment\n\"see\": \"role:member\"\ndo: '!'\n");
    Files.writeString(inFolder("20.yaml"), "do: role:member");
    Files.writeString(inFolder("10.json"), "{\"do\": \"!\", \"helper\": [[\"role:x\"]]}");
    Files.writeString(inFolder(".20.yaml.swp"), "][");
    CurrentRules rules = open();
    assertThat(allows(rules, "see")).isTrue();
    assertThat(allows(rules, "do")).isTrue();
  }

  @Test
  void takesOverWhatChangesWhileItRuns() throws Exception {
    CurrentRules rules = open();
    Files.writeString(file(), "see: role:member");
    awaitThat(rules, "see", true);
    Files.writeString(inFolder("a.yaml"), "see: role:nobody\ndo: role:member");
    awaitThat(rules, "see", false);
    assertThat(allows(rules, "do")).isTrue();
    Files.delete(inFolder("a.yaml"));
    awaitThat(rules, "see", true);
    assertThat(allows(rules, "do")).as("the default again").isFalse();
    Files.writeString(file(), "# all lines removed\n");
    awaitThat(rules, "see", false);
    assertThat(rules.trouble()).isNull();
  }

  @Test
  void keepsTheLastGoodRulesWhileAFileIsBrokenAndSaysSo() throws Exception {
    Files.writeString(file(), "see: role:member");
    CurrentRules rules = open();
    for (String broken :
        List.of("see: [unclosed", "- a list", "text", "7: role:x", "see: !foo x")) {
      Files.writeString(file(), broken);
      await().atMost(10, SECONDS).until(() -> rules.trouble() != null);
      assertThat(rules.trouble()).contains("policy.yaml");
      assertThat(allows(rules, "see")).isTrue();
      Files.writeString(file(), "see: role:member");
      await().atMost(10, SECONDS).until(() -> rules.trouble() == null);
    }
    Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
    await().atMost(10, SECONDS).until(() -> rules.trouble() != null);
    assertThat(allows(rules, "see")).isTrue();
  }

  @Test
  void refusesToBeginWithABrokenFile() throws Exception {
    Files.writeString(file(), "see: [unclosed");
    assertThatThrownBy(this::open)
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining("policy.yaml");
  }

  @Test
  void denyAloneARuleThatCannotBeUnderstood() throws Exception {
    Files.writeString(file(), "see: '(role:member'\ndo: role:member");
    CurrentRules rules = open();
    assertThat(allows(rules, "see")).isFalse();
    assertThat(allows(rules, "do")).isTrue();
    assertThat(rules.rules().problems()).singleElement().asString().startsWith("Rule see:");
  }
}
