package dev.vitrine.cli.config;

import dev.vitrine.cli.config.GlanceOption.Treatment;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The reference page of the options, as Markdown: `docs/configuration.md`.
public final class ConfigurationPage {
  private ConfigurationPage() {}

  public static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Configuration

        Vitrine runs without any. `vitrine serve --config FILE` reads a file in the form of OpenStack's services
        (oslo.config); `--config` may be repeated, a later file wins. An existing `glance-api.conf` is accepted: what it
        sets and Vitrine honours is below, the rest is reported at start.

        * `[section]`, then `key = value` or `key: value`; `#` and `;` begin comment lines; indented lines continue a value.
        * `$name`, `${name}` and `${section.name}` stand for other options; `$$` is a dollar sign.
        * The environment overrides files: `OS_DEFAULT__BIND_PORT=9393`, `OS_VITRINE__DATA_DIR=/srv/images`.
        * Flags of the command line override both.
        * A wrong value, or an unknown name in a section of Vitrine's own, ends the start with the file and the line.

        `vitrine config` prints what holds and where each value comes from.

        ## Honoured

        """);
    page.append("| section | option | default | takes | what it does |\n|---|---|---|---|---|\n");
    options(page, Options.all());
    page.append(
        """

        ## Honoured in the section of each store

        A store `fast:file` of `enabled_backends` has a section `[fast]`; what that does not set is read from
        `[backend_defaults]`. Without `enabled_backends` the section is `[glance_store]`.

        | section | option | default | takes | what it does |
        |---|---|---|---|---|
        """);
    options(page, StoreOptions.ofStores());
    page.append(
        """

        ## Honoured in the section of each tier

        A store of type `vitrine` with `vitrine_tiers = near, far` has its tiers in sections `[near]` and `[far]`; what
        those do not set is read from `[backend_defaults]`.

        | section | option | default | takes | what it does |
        |---|---|---|---|---|
        """);
    options(page, TierOptions.ofTiers());
    section(
        page,
        "Refused",
        "Going on without these could open what the operator wanted shut, so a start with one of"
            + " them ends.",
        treatment -> treatment instanceof Treatment.Refused);
    section(
        page,
        "Known, without effect yet",
        "Reported at start.",
        treatment -> treatment instanceof Treatment.Unsupported);
    section(
        page,
        "Known, ignored",
        "What they tune does not exist here. Reported at start.",
        treatment -> treatment instanceof Treatment.Ignored);
    page.append(
        """

        ---
        Generated from the table of options: `./vitrine config --markdown > docs/configuration.md`.
        """);
    return page.toString();
  }

  private static void options(StringBuilder page, List<Option<?>> options) {
    for (Option<?> option : options) {
      String former = formerNames(option.formerNames());
      page.append(
          row(
              code(option.name().group()),
              code(option.name().name()),
              option.defaultText().isEmpty() ? "unset" : code(option.defaultText()),
              option.type().description(),
              option.help() + former));
    }
  }

  private static String formerNames(List<OptionName> names) {
    return names.isEmpty()
        ? ""
        : " Also: "
            + String.join(", ", names.stream().map(name -> code(name.toString())).toList())
            + ".";
  }

  private static void section(
      StringBuilder page, String title, String introduction, Predicate<Treatment> wanted) {
    TreeMap<OptionName, GlanceOption> rows = new TreeMap<>();
    GlanceOptions.all().stream()
        .filter(option -> wanted.test(option.treatment()))
        .forEach(option -> rows.put(option.name(), option));
    page.append("\n## ").append(title).append("\n\n").append(introduction).append("\n\n");
    page.append("| section | option | why |\n|---|---|---|\n");
    rows.forEach((name, option) -> {
      String shown = name.name().equals(GlanceOption.EVERY) ? "every other" : code(name.name());
      page.append(row(code(name.group()), shown, option.reason()));
    });
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
