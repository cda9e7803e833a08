package dev.vitrine.api.discovery;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.query.DiscoveryQuery.After;
import dev.vitrine.catalog.query.Sort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place between two pages as a text for clients, who are to send it back as it is: what the last
/// image had to say to the sort keys. It needs nothing remembered here, and still fits when that
/// image is changed or gone. It belongs to one question, and is refused with any other.
///
/// It holds no more than its reader has seen, and whoever makes one up only chooses another place.
final class Cursor {
  /// Longer than any that was given out: a name, two formats and an id, each as long as may be.
  private static final int MAX_CHARACTERS = 8192;

  private static final int VERSION = 1;
  private static final int DIGEST_BYTES = 8;
  private static final Instant UNUSED_TIME = Instant.EPOCH;

  private final byte[] question;
  private final List<Sort> order;

  /// @param question what a cursor belongs to
  Cursor(String question, List<Sort> order) {
    this.question = digest(question);
    this.order = order;
  }

  private static byte[] digest(String question) {
    try {
      byte[] text = question.getBytes(StandardCharsets.UTF_8);
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(text), DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it, says MessageDigest.
      throw new AssertionError(e);
    }
  }

  String write(After place) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.write(question);
      out.writeInt(place.relevance());
      for (Sort key : order) {
        write(key.field(), place.image(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  private static void write(Sort.Field field, Image image, DataOutputStream out)
      throws IOException {
    switch (field) {
      case NAME -> writeText(image.name(), out);
      case STATUS -> out.writeUTF(image.status().text());
      case CONTAINER_FORMAT -> writeText(image.containerFormat(), out);
      case DISK_FORMAT -> writeText(image.diskFormat(), out);
      case ID -> out.writeUTF(image.id());
      case SIZE -> {
        Long size = image.sizeBytes();
        out.writeBoolean(size != null);
        if (size != null) {
          out.writeLong(size);
        }
      }
      case CREATED_AT -> writeTime(image.createdAt(), out);
      case UPDATED_AT -> writeTime(image.updatedAt(), out);
    }
  }

  private static void writeText(@Nullable String text, DataOutputStream out) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  private static void writeTime(Instant time, DataOutputStream out) throws IOException {
    out.writeLong(time.getEpochSecond());
    out.writeInt(time.getNano());
  }

  /// The place; null for a text that no question has given out, or another one.
  @Nullable After read(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
      if (in.readByte() != VERSION || !Arrays.equals(in.readNBytes(DIGEST_BYTES), question)) {
        return null;
      }
      int relevance = in.readInt();
      Image image = new Place(order, in).image();
      return in.read() < 0 ? new After(relevance, image) : null;
    } catch (IOException | DateTimeException | IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  /// The values of the sort keys, as an image that has nothing else.
  private static final class Place {
    private final DataInputStream in;
    private ImageBuilder image = new ImageBuilder("", UNUSED_TIME);
    private String id = "";
    private Instant createdAt = UNUSED_TIME;

    Place(List<Sort> order, DataInputStream in) throws IOException {
      this.in = in;
      for (Sort key : order) {
        read(key.field());
      }
    }

    Image image() {
      Image read = image.build();
      return new ImageBuilder(id, createdAt)
          .name(read.name())
          .status(read.status())
          .containerFormat(read.containerFormat())
          .diskFormat(read.diskFormat())
          .sizeBytes(read.sizeBytes())
          .updatedAt(read.updatedAt())
          .build();
    }

    private void read(Sort.Field field) throws IOException {
      switch (field) {
        case NAME -> image = image.name(text());
        case STATUS -> image = image.status(ImageStatus.of(in.readUTF()));
        case CONTAINER_FORMAT -> image = image.containerFormat(text());
        case DISK_FORMAT -> image = image.diskFormat(text());
        case ID -> id = in.readUTF();
        case SIZE -> image = image.sizeBytes(in.readBoolean() ? in.readLong() : null);
        case CREATED_AT -> createdAt = time();
        case UPDATED_AT -> image = image.updatedAt(time());
      }
    }

    private @Nullable String text() throws IOException {
      return in.readBoolean() ? in.readUTF() : null;
    }

    private Instant time() throws IOException {
      return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }
  }
}
