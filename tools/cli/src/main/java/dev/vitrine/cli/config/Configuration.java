package dev.vitrine.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What holds after defaults, files (a later one wins), environment and flags, in this order.
/// Immutable.
public final class Configuration {
  private static final String ENVIRONMENT_PREFIX = "OS_";

  private record Effective(Object value, String text, Origin origin) {}

  /// An effective value as it can be shown to anybody.
  public record Shown(OptionName name, String text, Origin origin) {}

  private final Map<Option<?>, Effective> effective;

  /// What further sections say, by the name that it has there.
  private final Map<OptionName, Effective> further;

  private final List<String> notices;
  private final List<Path> files;

  private Configuration(
      Map<Option<?>, Effective> effective,
      Map<OptionName, Effective> further,
      List<String> notices,
      List<Path> files) {
    this.effective = effective;
    this.further = further;
    this.files = List.copyOf(files);
    this.notices = List.copyOf(notices);
  }

  /// Reads and checks everything.
  ///
  /// @param files in the order of their weight, least first
  /// @param environment the process's variables; those named `OS_<GROUP>__<OPTION>` count
  /// @param flags what the command line says
  public static Configuration load(
      List<Path> files, Map<String, String> environment, List<Setting> flags)
      throws ConfigurationException {
    List<Setting> settings = new ArrayList<>();
    for (Path file : files) {
      settings.addAll(IniFile.read(file));
    }
    new TreeMap<>(environment).forEach((variable, text) -> fromVariable(variable, text, settings));
    return new Loading(settings, flags).load(files);
  }

  private static void fromVariable(String variable, String text, List<Setting> settings) {
    int separator = variable.indexOf("__");
    if (variable.startsWith(ENVIRONMENT_PREFIX) && separator > ENVIRONMENT_PREFIX.length()) {
      String group = variable.substring(ENVIRONMENT_PREFIX.length(), separator);
      String name = variable.substring(separator + 2).toLowerCase(Locale.ROOT);
      settings.add(
          new Setting(new OptionName(group, name), text, new Origin.InEnvironment(variable)));
    }
  }

  /// The value that holds.
  @SuppressWarnings("unchecked") // the loader put what the option's own type gave
  public <T> T get(Option<T> option) {
    return (T) entry(option).value();
  }

  /// Whether somebody set it, be it to what holds by default.
  public boolean isSet(Option<?> option) {
    return !(origin(option) instanceof Origin.ByDefault);
  }

  /// The value that holds in a further section, such as `cors.dashboard`: what it says itself, or
  /// else what the general one says.
  @SuppressWarnings("unchecked") // as above
  public <T> T get(Option<T> option, String group) {
    Effective own = further.get(new OptionName(group, option.name().name()));
    return own == null ? get(option) : (T) own.value();
  }

  /// The further sections that set anything, beside a general one.
  public List<String> furtherSections(String general) {
    return further.keySet().stream()
        .filter(name -> name.general().group().equals(general))
        .map(OptionName::group)
        .distinct()
        .sorted()
        .toList();
  }

  public Origin origin(Option<?> option) {
    return entry(option).origin();
  }

  private Effective entry(Option<?> option) {
    Effective found = effective.get(option);
    if (found == null) {
      throw new IllegalArgumentException("not in the table of options: " + option.name());
    }
    return found;
  }

  /// The file of that name beside a configuration file; beside the first that has one.
  public Optional<Path> besideFiles(String name) {
    return files.stream()
        .map(file -> file.toAbsolutePath().resolveSibling(name))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /// What the operator should know: settings that are not honoured, one line each.
  public List<String> notices() {
    return notices;
  }

  /// Every honoured option, in the order of the table; of secrets only whether they are set.
  public List<Shown> shown() {
    return effective.entrySet().stream()
        .map(e ->
            new Shown(e.getKey().name(), shown(e.getKey(), e.getValue()), e.getValue().origin()))
        .toList();
  }

  private static String shown(Option<?> option, Effective value) {
    return option.secret() && !value.text().isEmpty() ? "********" : value.text();
  }

  /// The files that were read, in the order of their weight, least first.
  public List<Path> files() {
    return files;
  }

  /// One pass over everything that was set.
  private static final class Loading {
    private final List<Setting> flags;
    private final Map<OptionName, Setting> last = new LinkedHashMap<>();
    private final Interpolation interpolation = new Interpolation(this::textOf);
    private final List<String> problems = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<Option<?>> options = new ArrayList<>(Options.all());

    Loading(List<Setting> settings, List<Setting> flags) {
      this.flags = flags;
      settings.forEach(setting -> last.put(setting.name(), setting));
    }

    Configuration load(List<Path> files) throws ConfigurationException {
      Map<Option<?>, Effective> effective = new LinkedHashMap<>();
      take(Options.all(), effective);
      add(optionsOfStores(effective), effective);
      for (String tier : tiers(effective)) {
        add(TierOptions.inSection(tier), effective);
        if (effective.get(StoreOptions.in(tier, TierOptions.PLACE))
            instanceof Effective(TierOptions.Place place, _, _)) {
          add(TierOptions.inSection(tier, place), effective);
        }
      }
      Map<OptionName, Effective> further = new LinkedHashMap<>();
      for (Setting setting : last.values()) {
        if (named(setting.name()).isPresent()) {
          continue;
        }
        Optional<Option<?>> general = named(setting.name().general());
        if (general.isPresent()) {
          read(general.get(), setting, false)
              .ifPresent(value -> further.put(setting.name(), value));
        } else {
          judgeForeign(setting);
        }
      }
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return new Configuration(effective, further, notices, files);
    }

    private void add(List<Option<?>> more, Map<Option<?>, Effective> effective) {
      options.addAll(more);
      take(more, effective);
    }

    /// The sections of the tiers that stores have.
    private static List<String> tiers(Map<Option<?>, Effective> effective) {
      List<String> sections = new ArrayList<>();
      effective.forEach((option, value) -> {
        if (option.name().name().equals(TierOptions.TIERS.name().name())
            && value.value() instanceof List<?> named) {
          named.forEach(section -> sections.add(String.valueOf(section)));
        }
      });
      return sections.stream().distinct().toList();
    }

    private void take(List<Option<?>> wanted, Map<Option<?>, Effective> effective) {
      for (Option<?> option : wanted) {
        effective(option).ifPresent(value -> effective.put(option, value));
      }
    }

    /// What the sections of the stores may have depends on which stores there are.
    private static List<Option<?>> optionsOfStores(Map<Option<?>, Effective> effective) {
      List<Option<?>> ofStores = new ArrayList<>();
      Effective backends = effective.get(StoreOptions.ENABLED_BACKENDS);
      if (backends != null && backends.value() instanceof List<?> list && !list.isEmpty()) {
        for (Object each : list) {
          if (each instanceof StoreOptions.Backend(String id, String type)) {
            ofStores.addAll(StoreOptions.inSection(id, type));
          }
        }
      } else if (effective.get(StoreOptions.STORES) instanceof Effective(List<?> types, _, _)) {
        for (Object type : types) {
          ofStores.addAll(StoreOptions.inSection(StoreOptions.UNNAMED_GROUP, String.valueOf(type)));
        }
      }
      return ofStores.stream().distinct().toList();
    }

    private Optional<Effective> effective(Option<?> option) {
      Optional<Setting> flag = flags.stream().filter(f -> option.isNamed(f.name())).findFirst();
      Setting setting =
          flag.or(() -> inFilesOrEnvironment(option))
              .orElseGet(
                  () -> new Setting(option.name(), option.defaultText(), new Origin.ByDefault()));
      return read(option, setting, flag.isPresent());
    }

    private Optional<Option<?>> named(OptionName name) {
      return options.stream().filter(option -> option.isNamed(name)).findFirst();
    }

    private Optional<Effective> read(Option<?> option, Setting setting, boolean fromShell) {
      String text;
      try {
        // The shell has interpolated what came from the command line.
        text =
            fromShell
                ? setting.text()
                : interpolation.apply(setting.name().group(), setting.text());
      } catch (IllegalArgumentException e) {
        problems.add(setting.origin() + ": " + setting.name() + ": " + e.getMessage());
        return Optional.empty();
      }
      try {
        Object value = option.type().parser().apply(text);
        return Optional.of(new Effective(value, text, setting.origin()));
      } catch (IllegalArgumentException e) {
        problems.add(
            "%s: %s wants %s, not \"%s\""
                .formatted(
                    setting.origin(),
                    setting.name(),
                    option.type().description(),
                    option.secret() ? "what is there" : text));
        return Optional.empty();
      }
    }

    private Optional<Setting> inFilesOrEnvironment(Option<?> option) {
      return Optional.ofNullable(last.get(option.name()))
          .or(() ->
              option.formerNames().stream().filter(last::containsKey).map(last::get).findFirst());
    }

    /// What a reference to the option stands for, not yet interpolated itself.
    private Optional<String> textOf(OptionName name) {
      Optional<Setting> set =
          flags.stream()
              .filter(flag -> flag.name().equals(name))
              .findFirst()
              .or(() -> Optional.ofNullable(last.get(name)));
      return set.map(Setting::text)
          .or(() ->
              options.stream()
                  .filter(option -> option.isNamed(name))
                  .map(Option::defaultText)
                  .findFirst());
    }

    private void judgeForeign(Setting setting) {
      OptionName name = setting.name();
      Optional<GlanceOption> known = GlanceOptions.find(name);
      if (known.isPresent()) {
        judgeKnown(setting, known.get());
      } else if (name.isOurs()) {
        problems.add(setting.origin() + ": there is no option " + name + nearest(name));
      } else {
        notices.add(setting.origin() + ": " + name + " is not known");
      }
    }

    private void judgeKnown(Setting setting, GlanceOption option) {
      String subject = setting.origin() + ": " + setting.name();
      switch (option.treatment()) {
        case GlanceOption.Treatment.Ignored() ->
            notices.add(subject + " is ignored: " + option.reason());
        case GlanceOption.Treatment.Unsupported() ->
            notices.add(subject + " has no effect: " + option.reason());
        case GlanceOption.Treatment.Refused(var asksForMore) -> {
          if (asksForMore.test(setting.text())) {
            problems.add(
                subject
                    + " = "
                    + setting.text()
                    + " cannot be honoured, and going on without it would be less safe: "
                    + option.reason());
          }
        }
      }
    }

    private static String nearest(OptionName name) {
      TreeSet<String> ours = new TreeSet<>();
      Options.all().stream()
          .map(Option::name)
          .filter(OptionName::isOurs)
          .forEach(known -> ours.add(known.name()));
      return name.group().equals("vitrine") ? "; there are: " + String.join(", ", ours) : "";
    }
  }
}
