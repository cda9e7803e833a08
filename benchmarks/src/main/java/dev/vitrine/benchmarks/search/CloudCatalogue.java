package dev.vitrine.benchmarks.search;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.registry.Registry;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Records of images as clouds have them, the same ones every time. One in two is a snapshot with
/// ids of its own in its properties; the other half are builds of a few systems. None has data.
final class CloudCatalogue {
  private static final int PROJECTS = 200;
  private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");
  private static final List<String> SYSTEMS =
      List.of("ubuntu", "debian", "rocky", "fedora", "suse", "arch", "windows", "freebsd");

  private CloudCatalogue() {}

  /// Commits so many images, `together` at a time.
  static void fill(Registry registry, int images, int together) throws Exception {
    Random random = new Random(25);
    Catalog catalog = new Catalog(registry);
    for (int i = 0; i < images; ) {
      CatalogTransaction transaction = catalog.transaction();
      for (int end = Math.min(images, i + together); i < end; i++) {
        transaction.putImage(image(random, i));
      }
      transaction.commit();
    }
  }

  private static Image image(Random random, int number) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    String system = SYSTEMS.get(Math.min(random.nextInt(8), random.nextInt(8)));
    String version = (20 + random.nextInt(6)) + (random.nextBoolean() ? ".04" : ".10");
    String project = "project-" + random.nextInt(PROJECTS);
    boolean snapshot = random.nextBoolean();
    String architecture = random.nextInt(5) == 0 ? "aarch64" : "x86_64";
    ImageBuilder image =
        new ImageBuilder(id, START.plusSeconds(number))
            .name(
                snapshot
                    ? "snapshot-%s-db%d".formatted(project, random.nextInt(1000))
                    : "%s-%s-server-%s-%d".formatted(system, version, architecture, number))
            .status(random.nextInt(50) == 0 ? ImageStatus.QUEUED : ImageStatus.ACTIVE)
            .visibility(
                snapshot
                    ? Visibility.PRIVATE
                    : random.nextInt(4) == 0 ? Visibility.PUBLIC : Visibility.SHARED)
            .owner(project)
            .containerFormat("bare")
            .diskFormat(random.nextInt(3) == 0 ? "raw" : "qcow2")
            .sizeBytes((long) random.nextInt(1 << 30))
            .checksum("%032x".formatted(random.nextLong()))
            .hash("sha512", "%0128x".formatted(random.nextLong()))
            .tags(random.nextInt(3) == 0 ? List.of("golden", system) : List.of())
            .property("os_distro", system)
            .property("os_version", version)
            .property("architecture", architecture)
            .property("hw_disk_bus", "virtio")
            .property("hw_firmware_type", random.nextBoolean() ? "uefi" : "bios");
    if (snapshot) {
      image
          .property("image_type", "snapshot")
          .property("instance_uuid", new UUID(random.nextLong(), random.nextLong()).toString())
          .property("base_image_ref", new UUID(7, random.nextInt(500)).toString())
          .property("user_id", "user-" + random.nextInt(1000));
    }
    return image.build();
  }
}
