package dev.vitrine.formats;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The text inside a VMDK that says what it consists of. Every line has to be of a kind that is
/// known to be harmless; whoever reads the file for good may understand more than what is known
/// here.
///
/// @param createType in lower case; empty when there is none
record VmdkDescriptor(String createType, List<Concern> concerns) {
  /// The kinds that are one file and nothing else, in lower case.
  static final Set<String> ACCEPTED = Set.of("monolithicsparse", "streamoptimized");

  private static final Set<String> ACCESS = Set.of("rw ", "rdonly ", "noaccess ");
  private static final String CREATE_TYPE = "createtype=\"";
  private static final int CREATE_TYPE_MAX_LENGTH = 64;

  /// How much of a text is asked whether it is a descriptor.
  private static final int FIRST_CHARACTERS = 16;

  static VmdkDescriptor of(Header region) {
    String all = region.text();
    int end = all.indexOf('\0');
    String text = (end < 0 ? all : all.substring(0, end)).toLowerCase(Locale.ROOT);
    Concerns concerns = new Concerns();
    String createType = createType(text);
    concerns.addIf(
        !ACCEPTED.contains(createType), Concerns.DESCRIPTOR, "the kind of disk is not accepted");
    concerns.addIf(
        text.chars().anyMatch(c -> c > 0x7E),
        Concerns.DESCRIPTOR,
        "there are characters that do not belong there");
    int extents = 0;
    for (String raw : text.split("\n", -1)) {
      String line = raw.strip();
      if (ACCESS.stream().anyMatch(line::startsWith)) {
        extents++;
        checkExtent(line, concerns);
      } else {
        checkLine(line, concerns);
      }
    }
    concerns.addIf(extents != 1, Concerns.DESCRIPTOR, "it does not consist of one extent");
    return new VmdkDescriptor(createType, concerns.found());
  }

  private static void checkExtent(String line, Concerns concerns) {
    String[] words = line.split("\\s+", 4);
    concerns.addIf(
        line.indexOf('/') >= 0 || line.indexOf('\\') >= 0,
        Concerns.DESCRIPTOR,
        "an extent lies at another place");
    concerns.addIf(
        words.length < 4 || !words[2].equals("sparse"),
        Concerns.DESCRIPTOR,
        "an extent is not part of the file");
  }

  private static void checkLine(String line, Concerns concerns) {
    int equals = line.indexOf('=');
    boolean assignment =
        equals > 0 && line.chars().limit(equals).allMatch(VmdkDescriptor::isOfWord);
    concerns.addIf(
        !line.isEmpty() && !line.startsWith("#") && !line.startsWith("ddb") && !assignment,
        Concerns.DESCRIPTOR,
        "there is a line that is not known");
    concerns.addIf(
        line.startsWith("parentfilenamehint=")
            || (line.startsWith("parentcid=") && !line.equals("parentcid=ffffffff")),
        Concerns.BACKING_FILE,
        "it holds what differs from another disk");
  }

  private static boolean isOfWord(int character) {
    return Character.isLetterOrDigit(character) || character == '_' || character == '.';
  }

  /// Whether a file that begins like this is a descriptor alone.
  static boolean isAlone(Header head) {
    if (!head.has(FIRST_CHARACTERS)) {
      return false;
    }
    for (int i = 0; i < FIRST_CHARACTERS; i++) {
      int character = head.u8(i);
      boolean space = character == '\t' || character == '\n' || character == '\r';
      if (!space && (character < ' ' || character > '~')) {
        return false;
      }
    }
    String text = head.text().toLowerCase(Locale.ROOT);
    return !createType(text).isEmpty() || beginsWithVersion(text);
  }

  /// What QEMU takes for a descriptor: after comments, the version.
  private static boolean beginsWithVersion(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .filter(line -> line.matches("version=[1-3]"))
        .isPresent();
  }

  private static String createType(String text) {
    int start = text.indexOf(CREATE_TYPE);
    if (start < 0) {
      return "";
    }
    start += CREATE_TYPE.length();
    int end = text.indexOf('"', start);
    return end < 0 || end - start >= CREATE_TYPE_MAX_LENGTH ? "" : text.substring(start, end);
  }
}
