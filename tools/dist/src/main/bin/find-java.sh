# Sourced by the launcher and by the `vitrine` script of the source tree.

JAVA_NEEDED=25

# The feature release of the runtime in folder $1 ("25"), or nothing.
java_feature_release() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release"
}

# Sets JAVA_HOME to the first fitting runtime: $JAVA_HOME, the one on the PATH, then /usr/lib/jvm.
# $1 names a program below bin/ that must be there as well: java, or javac where something is built.
find_java() {
  on_path=$(command -v java || true)
  [ -z "$on_path" ] || on_path=$(readlink -f "$on_path")
  for java_candidate in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/*; do
    [ -n "$java_candidate" ] && [ -x "$java_candidate/bin/$1" ] || continue
    java_release=$(java_feature_release "$java_candidate")
    if [ "${java_release:-0}" -ge "$JAVA_NEEDED" ]; then
      JAVA_HOME=$java_candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "vitrine needs a JDK $JAVA_NEEDED or newer: install one (Debian, Ubuntu: openjdk-$JAVA_NEEDED-jdk-headless; any system: https://adoptium.net) or set JAVA_HOME." >&2
  return 1
}
