package dev.vitrine.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.vitrine.http.Response;
import java.io.Console;
import java.io.PrintStream;

/// Imports run downwards only, and each library stays in the room that it was let into.
@AnalyzeClasses(packages = "dev.vitrine", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String GUARD = "dev.vitrine.guard..";
  private static final String FETCH = "dev.vitrine.fetch..";
  private static final String BLOB_STORE = "dev.vitrine.blobstore..";
  private static final String BACKEND_SPI = "dev.vitrine.backend";
  private static final String BACKENDS = "dev.vitrine.backend.*..";
  private static final String CATALOG = "dev.vitrine.catalog..";
  private static final String REGISTRIES = "dev.vitrine.registry..";
  private static final String SEARCH = "dev.vitrine.search..";
  private static final String FORMATS = "dev.vitrine.formats..";
  private static final String SIGNATURES = "dev.vitrine.signatures..";
  private static final String IMAGES = "dev.vitrine.images..";
  private static final String HTTP = "dev.vitrine.http";
  private static final String NETTY = "dev.vitrine.http.netty..";
  private static final String METRICS = "dev.vitrine.metrics..";
  private static final String API = "dev.vitrine.api..";
  private static final String SCHEMAS = "dev.vitrine.api.schema..";
  private static final String CLI = "dev.vitrine.cli..";

  /// Upside down: who may be used by whom.
  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.vitrine..")
          .layer("guard")
          .definedBy(GUARD)
          .layer("fetch")
          .definedBy(FETCH)
          .layer("blob store")
          .definedBy(BLOB_STORE)
          .layer("backend SPI")
          .definedBy(BACKEND_SPI)
          .layer("backends")
          .definedBy(BACKENDS)
          .layer("catalog")
          .definedBy(CATALOG)
          .layer("registries")
          .definedBy(REGISTRIES)
          .layer("search")
          .definedBy(SEARCH)
          .layer("formats")
          .definedBy(FORMATS)
          .layer("signatures")
          .definedBy(SIGNATURES)
          .layer("images")
          .definedBy(IMAGES)
          .layer("exchange")
          .definedBy(HTTP)
          .layer("netty")
          .definedBy(NETTY)
          .layer("metrics")
          .definedBy(METRICS)
          .layer("api")
          .definedBy(API)
          .layer("cli")
          .definedBy(CLI)
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("netty")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("netty", "metrics", "api", "cli")
          .whereLayer("images")
          .mayOnlyBeAccessedByLayers("api", "cli")
          .whereLayer("signatures")
          .mayOnlyBeAccessedByLayers("images", "api", "cli")
          .whereLayer("formats")
          .mayOnlyBeAccessedByLayers("images", "cli")
          .whereLayer("search")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("registries")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("backends")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("backend SPI")
          .mayOnlyBeAccessedByLayers("backends", "images", "cli")
          .whereLayer("catalog")
          .mayOnlyBeAccessedByLayers("registries", "search", "images", "api", "cli")
          .whereLayer("guard")
          .mayOnlyBeAccessedByLayers("backends", "api", "cli")
          .whereLayer("fetch")
          .mayOnlyBeAccessedByLayers("backends", "images", "api", "cli")
          .whereLayer("blob store")
          .mayOnlyBeAccessedByLayers("backends", "backend SPI", "images", "api", "cli");

  /// A library with two masters is a library that cannot be replaced.
  @ArchTest
  static final ArchRule ROCKSDB = onlyIn("org.rocksdb..", "dev.vitrine.registry.rocksdb..");

  @ArchTest static final ArchRule LUCENE = onlyIn("org.apache.lucene..", SEARCH);
  @ArchTest static final ArchRule NETTY_ITSELF = onlyIn("io.netty..", NETTY);

  @ArchTest
  static final ArchRule JACKSON =
      onlyIn("tools.jackson..", CATALOG, API, "dev.vitrine.backend.swift..");

  @ArchTest static final ArchRule JACKSONS_TREES = onlyIn("tools.jackson.databind..", SCHEMAS);

  @ArchTest static final ArchRule JSON_SCHEMA = onlyIn("com.networknt..", SCHEMAS);
  @ArchTest static final ArchRule YAML = onlyIn("org.snakeyaml..", "dev.vitrine.images.policy..");
  @ArchTest static final ArchRule BOUNCY_CASTLE = onlyIn("org.bouncycastle..", SIGNATURES, API);
  @ArchTest static final ArchRule XZ = onlyIn("org.tukaani..", "dev.vitrine.images");
  @ArchTest static final ArchRule AWS_SDK = onlyIn("software.amazon..", "dev.vitrine.backend.s3..");

  @ArchTest
  static final ArchRule RADOS_JAVA = onlyIn("com.ceph..", "dev.vitrine.backend.rados.cluster..");

  @ArchTest
  static final ArchRule JNA = onlyIn("com.sun.jna..", "dev.vitrine.backend.rados.cluster..");

  @ArchTest static final ArchRule FAILSAFE = onlyIn("dev.failsafe..", GUARD);
  @ArchTest static final ArchRule PROMETHEUS = onlyIn("io.prometheus..", METRICS);
  @ArchTest static final ArchRule LZ4 = onlyIn("net.jpountz..", BLOB_STORE);
  @ArchTest static final ArchRule LOGBACK = onlyIn("ch.qos.logback..", "dev.vitrine.cli");

  /// Besides the door, search may tell Lucene, which logs there, to be quiet.
  @ArchTest
  static final ArchRule JAVA_LOGGING_HAS_ONE_DOOR =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(JavaLogging.class.getName())
          .and()
          .resideOutsideOfPackage(SEARCH)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_SPEAKS_TO_THE_TERMINAL =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Console.class);

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_ENDS_THE_PROCESS =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  /// One table turns refusals into statuses; the transport answers what is no request at all.
  @ArchTest
  static final ArchRule ONLY_THE_API_ANSWERS =
      noClasses()
          .that()
          .resideOutsideOfPackages(API, HTTP, NETTY)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Response.class);

  /// Traces belong in the log, where the request's id is.
  @ArchTest
  static final ArchRule NOBODY_PRINTS_TRACES =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .callMethod(Throwable.class, "printStackTrace")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace", PrintStream.class);

  @ArchTest
  static final ArchRule NOBODY_REFLECTS =
      noClasses()
          .that()
          .resideInAPackage("dev.vitrine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.lang.reflect..", "sun.reflect..");

  /// Wiring, and the classes that are parts of it.
  @ArchTest
  static final ArchRule ONE_CLASS_CONSTRUCTS_THE_PARTS =
      noClasses()
          .that()
          .resideInAPackage(CLI)
          .and()
          .haveSimpleNameNotEndingWith("Wiring")
          .and()
          .doNotHaveFullyQualifiedName(Preparation.class.getName())
          .and()
          .areNotAssignableTo(StoreKind.class)
          .and()
          .areNotAssignableTo(ContainerKind.class)
          .and()
          .doNotHaveFullyQualifiedName(KeystoneSettings.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(SwiftReferenceFile.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(ApiSettings.class.getName())
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(BACKENDS, REGISTRIES, SEARCH, API)
                  .as("live in packages of parts that are wired"));

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CIRCLES =
      slices().matching("dev.vitrine.(**)").should().beFreeOfCycles();

  /// What the module list says, once more for what a module's own pom cannot say.
  @ArchTest
  static final ArchRule THE_BLOB_STORE_KNOWS_BYTES_ONLY =
      classes()
          .that()
          .resideInAnyPackage(BLOB_STORE, BACKEND_SPI, BACKENDS)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  BLOB_STORE,
                  BACKEND_SPI,
                  BACKENDS,
                  GUARD,
                  FETCH,
                  "java..",
                  "org.slf4j..",
                  "org.jspecify..",
                  "net.jpountz..",
                  "software.amazon..",
                  "com.ceph..",
                  "com.sun.jna..",
                  "tools.jackson..",
                  "javax.net.ssl..",
                  "javax.xml.stream.."));

  /// Whoever reads hostile headers needs nothing but bytes.
  @ArchTest
  static final ArchRule FORMATS_KNOW_BYTES_ONLY =
      classes()
          .that()
          .resideInAPackage(FORMATS)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(FORMATS, "java..", "org.jspecify.."));

  private static ArchRule onlyIn(String library, String... rooms) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }
}
