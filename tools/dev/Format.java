import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks (`check ROOT`) or mends (`fix ROOT`) the layout of every Java source below ROOT.
///
/// Run by the build on the JDK that the toolchain chose, with google-java-format on the class path.
/// Exits 1 and names the files when one is not laid out as it should be.
void main(String[] args) throws Exception {
  boolean fix = args[0].equals("fix");
  Path root = Path.of(args[1]);
  List<String> command = new ArrayList<>();
  command.addAll(fix ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
  int options = command.size();
  try (var files = Files.walk(root)) {
    files
        .filter(path -> path.toString().endsWith(".java"))
        .filter(path -> !path.toString().contains("/target/"))
        .map(Path::toString)
        .sorted()
        .forEach(command::add);
  }
  if (command.size() == options) {
    return;
  }
  PrintWriter out = new PrintWriter(System.out, true);
  PrintWriter err = new PrintWriter(System.err, true);
  int status = new Main(out, err, System.in).format(command.toArray(String[]::new));
  if (status != 0) {
    err.println(
        "Not laid out as google-java-format does; mend with: ./mvnw -pl tools/dev process-sources"
            + " -Dformat=fix");
  }
  System.exit(status);
}
