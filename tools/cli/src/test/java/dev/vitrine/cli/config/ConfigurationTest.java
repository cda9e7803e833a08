package dev.vitrine.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.formats.Format;
import dev.vitrine.http.netty.Transport;
import dev.vitrine.images.ImportPlugin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  @TempDir private Path folder;

  @Test
  void holdsTheDefaultsWhenNobodySaysAnything() throws Exception {
    Configuration configuration = Configuration.load(List.of(), Map.of(), List.of());
    assertThat(configuration.get(Options.BIND_HOST)).isEqualTo("127.0.0.1");
    assertThat(configuration.get(Options.BIND_PORT)).isEqualTo(9292);
    assertThat(configuration.get(Options.DATA_DIR)).isEmpty();
    assertThat(configuration.get(Options.SHUTDOWN_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
    assertThat(configuration.get(ImageOptions.DISK_FORMATS)).contains("qcow2", "raw");
    assertThat(configuration.origin(Options.BIND_PORT)).isEqualTo(new Origin.ByDefault());
    assertThat(configuration.notices()).isEmpty();
  }

  @Test
  void letsALaterFileTheEnvironmentAndAFlagWinInThisOrder() throws Exception {
    Path first = file("first.conf", "bind_port = 1", "bind_host = one", "image_tag_quota = 1");
    Path second = file("second.conf", "bind_port = 2", "bind_host = two");
    Configuration configuration =
        Configuration.load(
            List.of(first, second),
            Map.of("OS_DEFAULT__BIND_PORT", "3", "OS_AUTH_TYPE", "none"),
            List.of(
                new Setting(
                    Options.BIND_HOST.name(), "four", new Origin.OnCommandLine("--listen"))));
    assertThat(configuration.get(ImageOptions.IMAGE_TAG_QUOTA)).isEqualTo(1);
    assertThat(configuration.get(Options.BIND_PORT)).isEqualTo(3);
    assertThat(configuration.get(Options.BIND_HOST)).isEqualTo("four");
    assertThat(configuration.origin(ImageOptions.IMAGE_TAG_QUOTA)).hasToString(first + ":3");
    assertThat(configuration.origin(Options.BIND_PORT))
        .hasToString("environment OS_DEFAULT__BIND_PORT");
    assertThat(configuration.origin(Options.BIND_HOST)).hasToString("--listen");
  }

  @Test
  void readsEveryKindOfValue() throws Exception {
    Configuration configuration =
        load(
            "image_size_cap = 10G",
            "debug = Yes",
            "image_property_quota = -1",
            "public_endpoint = https://images.example.org",
            "log_dir = /var/log/vitrine",
            "[image_format]",
            "disk_formats = [raw, qcow2,,",
            "  raw]",
            "[vitrine]",
            "shutdown_timeout = 5m",
            "data_dir = /srv/images",
            "transport = io_uring");
    assertThat(configuration.get(ImageOptions.IMAGE_SIZE_CAP)).isEqualTo(10L << 30);
    assertThat(configuration.get(Options.DEBUG)).isTrue();
    assertThat(configuration.get(ImageOptions.IMAGE_PROPERTY_QUOTA)).isEqualTo(-1);
    assertThat(configuration.get(Options.PUBLIC_ENDPOINT)).contains("https://images.example.org");
    assertThat(configuration.get(Options.LOG_DIR)).contains(Path.of("/var/log/vitrine"));
    assertThat(configuration.get(ImageOptions.DISK_FORMATS)).containsExactly("raw", "qcow2");
    assertThat(configuration.get(Options.SHUTDOWN_TIMEOUT)).isEqualTo(Duration.ofMinutes(5));
    assertThat(configuration.get(Options.DATA_DIR)).isEqualTo(Optional.of(Path.of("/srv/images")));
    assertThat(configuration.get(TransportOptions.TRANSPORT)).isEqualTo(Transport.IO_URING);
  }

  @Test
  void interpolatesReferencesToOtherOptions() throws Exception {
    Configuration configuration =
        load(
            "state_path = /srv",
            "log_dir = $state_path/log",
            "log_file = a$$b\\$c",
            "bind_host = images.example.org",
            "public_endpoint = http://$bind_host:${bind_port}/${vitrine.transport}",
            "[vitrine]",
            "data_dir = ${state_path}/images");
    assertThat(configuration.get(Options.LOG_DIR)).contains(Path.of("/srv/log"));
    assertThat(configuration.get(Options.DATA_DIR)).contains(Path.of("/srv/images"));
    assertThat(configuration.get(Options.LOG_FILE)).contains(Path.of("a$b$c"));
    assertThat(configuration.get(Options.PUBLIC_ENDPOINT))
        .contains("http://images.example.org:9292/auto");
  }

  @Test
  void refusesReferencesThatLeadNowhereOrInACircle() {
    assertThatThrownBy(() -> load("bind_host = $nothing"))
        .hasMessageMatching(".*conf:1: \\[DEFAULT] bind_host: it refers to .*nothing.*");
    assertThatThrownBy(() -> load("a = $b", "b = $a", "bind_host = $a"))
        .hasMessageEndingWith("conf:3: [DEFAULT] bind_host: its references go in a circle");
  }

  @Test
  void namesFileLineAndTheTakenValuesOfEachWrongValue() {
    assertThatThrownBy(() ->
            load(
                "bind_port = 70000",
                "image_size_cap = much",
                "debug = maybe",
                "public_endpoint = nonsense",
                "[vitrine]",
                "shutdown_timeout = -1",
                "transport = pigeon"))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .hasLineCount(6)
        .contains(
            "a.conf:1: [DEFAULT] bind_port wants a whole number from 0 to 65535, not \"70000\"")
        .contains("a.conf:7: [vitrine] transport wants one of auto, epoll, io_uring, nio");
  }

  @Test
  void refusesAnUnknownOptionInASectionOfItsOwn() {
    assertThatThrownBy(() -> load("[vitrine]", "data_dri = /x"))
        .hasMessageMatching(
            "(?s).*a.conf:2: there is no option \\[vitrine] data_dri; .*data_dir.*");
    assertThatThrownBy(() -> load("[vitrine_other]", "x = 1")).hasMessageContaining("a.conf:2: ");
    assertThatThrownBy(
            () -> Configuration.load(List.of(), Map.of("OS_VITRINE__DATADIR", "/x"), List.of()))
        .hasMessageContaining("environment OS_VITRINE__DATADIR");
  }

  @Test
  void reportsWhatItDoesNotHonourWithoutItsValue() throws Exception {
    Configuration configuration =
        load(
            "workers = 8",
            "some_thing = 1",
            "[database]",
            "connection = mysql+pymysql://glance:secret@db/glance",
            "[glance_store]",
            "filesystem_store_datadir = /var/lib/glance/images");
    assertThat(configuration.notices())
        .hasSize(4)
        .noneSatisfy(notice -> assertThat(notice).contains("secret"))
        .anySatisfy(notice -> assertThat(notice).contains("a.conf:1: [DEFAULT] workers is ignored"))
        .anySatisfy(notice -> assertThat(notice).contains("a.conf:2: [DEFAULT] some_thing is not"));
  }

  @Test
  void readsListsAndChoicesOfImportsAsGlanceWritesThem() throws Exception {
    Configuration configuration =
        load(
            "enabled_import_methods = [glance-direct, 'glance-download', \"copy-image\"]",
            "[image_import_opts]",
            "image_import_plugins = ['image_decompression', 'image_conversion']",
            "[image_conversion]",
            "output_format = qcow2");
    assertThat(configuration.get(ImportSettings.METHODS))
        .containsExactly("glance-direct", "glance-download", "copy-image");
    assertThat(configuration.get(ImportSettings.PLUGINS))
        .containsExactly(ImportPlugin.IMAGE_DECOMPRESSION, ImportPlugin.IMAGE_CONVERSION);
    assertThat(configuration.get(ImportSettings.OUTPUT_FORMAT)).isEqualTo(Format.QCOW2);
    assertThat(configuration.notices()).isEmpty();
    assertThatThrownBy(() -> load("enabled_import_methods = glance-directly"))
        .hasMessageContaining("a.conf:1: [DEFAULT] enabled_import_methods wants");
    assertThatThrownBy(() -> load("[image_conversion]", "output_format = vmdk"))
        .hasMessageContaining("wants raw or qcow2");
  }

  @Test
  void readsFurtherSectionsOfOriginsWithTheGeneralOneBehindThem() throws Exception {
    Configuration configuration =
        load(
            "[cors]",
            "allowed_origin = https://one",
            "max_age = 60",
            "[cors.two]",
            "allowed_origin = https://two",
            "allow_credentials = no");
    assertThat(configuration.furtherSections("cors")).containsExactly("cors.two");
    assertThat(configuration.get(RequestOptions.CORS_ALLOWED_ORIGIN, "cors.two"))
        .containsExactly("https://two");
    assertThat(configuration.get(RequestOptions.CORS_ALLOW_CREDENTIALS, "cors.two")).isFalse();
    assertThat(configuration.get(RequestOptions.CORS_MAX_AGE, "cors.two")).hasMinutes(1);
    assertThat(configuration.get(RequestOptions.CORS_ALLOW_CREDENTIALS)).isTrue();
    assertThatThrownBy(() -> load("[cors.two]", "max_age = soon"))
        .hasMessageContaining("a.conf:2: [cors.two] max_age wants");
  }

  @Test
  void readsTheOptionsOfEachStoreFromItsOwnSectionAndElseFromTheDefaults() throws Exception {
    Configuration configuration =
        load(
            "enabled_backends = fast:file, slow:file",
            "[backend_defaults]",
            "weight = 3",
            "filesystem_store_file_perm = 640",
            "[fast]",
            "weight = 9",
            "filesystem_store_datadir = /srv/fast");
    assertThat(configuration.notices()).isEmpty();
    assertThat(configuration.get(StoreOptions.ENABLED_BACKENDS))
        .containsExactly(
            new StoreOptions.Backend("fast", "file"), new StoreOptions.Backend("slow", "file"));
    assertThat(configuration.get(StoreOptions.in("fast", StoreOptions.WEIGHT))).isEqualTo(9);
    assertThat(configuration.get(StoreOptions.in("slow", StoreOptions.WEIGHT))).isEqualTo(3);
    assertThat(configuration.get(StoreOptions.in("slow", FileStoreSettings.PERMISSIONS)))
        .isEqualTo(0640);
    assertThat(configuration.get(StoreOptions.in("fast", FileStoreSettings.DATADIR)))
        .contains(Path.of("/srv/fast"));
    assertThatThrownBy(() -> load("enabled_backends = fast"))
        .hasMessageContaining("a comma-separated list of name:type");
  }

  @Test
  void readsTheOptionsOfStoresWithoutNamesFromOneSection() throws Exception {
    Configuration configuration =
        load("[glance_store]", "stores = file", "filesystem_store_datadir = /srv/images");
    assertThat(configuration.notices()).isEmpty();
    assertThat(
            configuration.get(
                StoreOptions.in(StoreOptions.UNNAMED_GROUP, FileStoreSettings.DATADIR)))
        .contains(Path.of("/srv/images"));
  }

  @Test
  void refusesWhatWouldBeLessSafeIfItWereIgnored() {
    for (String wanted :
        List.of(
            "[keystone_authtoken]\nauth_section = other",
            "[keystone_authtoken]\nenforce_token_bind = required")) {
      assertThatThrownBy(() -> load(wanted.lines().toArray(String[]::new)))
          .as(wanted)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("a.conf:2: ")
          .hasMessageContaining("less safe");
    }
  }

  @Test
  void takesTheSameOptionsWhereTheyAskForNothing() throws Exception {
    Configuration configuration =
        load(
            "user_storage_quota = 0",
            "use_keystone_limits = false",
            "[paste_deploy]",
            "flavor = caching",
            "[oslo_policy]",
            "policy_file =");
    assertThat(configuration.notices()).isEmpty();
  }

  @Test
  void honoursFormerNames() throws Exception {
    assertThat(load("disk_formats = raw").get(ImageOptions.DISK_FORMATS)).containsExactly("raw");
  }

  @Test
  void hasDefaultsThatTheirOwnTypesTakeAndNamesThatAreUnique() {
    assertThat(Options.all()).extracting(Option::name).doesNotHaveDuplicates();
    assertThat(GlanceOptions.all()).extracting(GlanceOption::name).doesNotHaveDuplicates();
    for (Option<?> option : Options.all()) {
      assertThat(option.help()).as(option.name().toString()).endsWith(".");
      assertThat(option.type().parser().apply(option.defaultText())).isNotNull();
      assertThat(GlanceOptions.all()).noneMatch(other -> other.name().equals(option.name()));
    }
  }

  @Test
  void isDescribedByAPageThatIsUpToDate() throws Exception {
    Path page = Path.of("../../docs/configuration.md");
    assertThat(page)
        .as("mend with: ./vitrine config --markdown > docs/configuration.md")
        .hasContent(ConfigurationPage.markdown());
  }

  private Configuration load(String... lines) throws Exception {
    return Configuration.load(List.of(file("a.conf", lines)), Map.of(), List.of());
  }

  private Path file(String name, String... lines) throws Exception {
    return Files.write(folder.resolve(name), List.of(lines));
  }
}
