package dev.vitrine.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IniFileTest {
  private static final Path FILE = Path.of("a.conf");

  @Test
  void readsBothSeparatorsAndTrimsAroundThem() throws Exception {
    assertThat(parse("a = 1", "b: 2", "c=3", "d  :  http://host:80/x = y"))
        .containsExactly(
            setting("DEFAULT", "a", "1", 1),
            setting("DEFAULT", "b", "2", 2),
            setting("DEFAULT", "c", "3", 3),
            setting("DEFAULT", "d", "http://host:80/x = y", 4));
  }

  @Test
  void keepsSectionsApartAndIgnoresTheirCase() throws Exception {
    assertThat(parse("[DEFAULT]", "a = 1", "[Image_Format]", "a = 2", "[DEFAULT]", "b = 3"))
        .containsExactly(
            setting("DEFAULT", "a", "1", 2),
            setting("image_format", "a", "2", 4),
            setting("DEFAULT", "b", "3", 6));
  }

  @Test
  void skipsCommentsButKnowsNoneBehindAValue() throws Exception {
    assertThat(parse("# a = 0", "; a = 0", "", "a = 1 # one"))
        .containsExactly(setting("DEFAULT", "a", "1 # one", 4));
  }

  @Test
  void joinsIndentedLinesUntilAnEmptyOne() throws Exception {
    assertThat(parse("a = 1,", "   2,", "\t3", "b = 4"))
        .containsExactly(setting("DEFAULT", "a", "1,\n2,\n3", 1), setting("DEFAULT", "b", "4", 4));
    assertThatThrownBy(() -> parse("a = 1", "", "  2"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("a.conf:3: ");
  }

  @Test
  void takesOnePairOfQuotesOff() throws Exception {
    assertThat(parse("a = \"x y\"", "b = '\"z\"'", "c = \"", "d = \"x'"))
        .extracting(Setting::text)
        .containsExactly("x y", "\"z\"", "\"", "\"x'");
  }

  @Test
  void keepsARepeatedKeyAsOftenAsItStands() throws Exception {
    assertThat(parse("a = 1", "a = 2")).extracting(Setting::text).containsExactly("1", "2");
  }

  @Test
  void readsAHyphenInANameAsAnUnderscore() throws Exception {
    assertThat(parse("bind-host = h")).containsExactly(setting("DEFAULT", "bind_host", "h", 1));
  }

  @Test
  void namesFileAndLineOfWhatItCannotRead() {
    for (String wrong : List.of("no separator", "= value", "[open", "[]", "[ ]")) {
      assertThatThrownBy(() -> parse("a = 1", wrong))
          .as(wrong)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("a.conf:2: ");
    }
  }

  @Test
  void saysWhatIsWrongWithAFileThatCannotBeRead(@TempDir Path folder) throws Exception {
    Path binary = folder.resolve("binary.conf");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> IniFile.read(binary)).hasMessage(binary + ": is not UTF-8 text");
    Path missing = folder.resolve("missing.conf");
    assertThatThrownBy(() -> IniFile.read(missing))
        .hasMessage(missing + ": there is no such configuration file");
  }

  private static List<Setting> parse(String... lines) throws ConfigurationException {
    return IniFile.parse(FILE, List.of(lines));
  }

  private static Setting setting(String group, String name, String text, int line) {
    return new Setting(new OptionName(group, name), text, new Origin.InFile(FILE, line));
  }
}
