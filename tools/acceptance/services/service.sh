# What the scripts beside this file share; they source it. Each says how to `start` its service and
# what `environment` others need to reach it, and then calls `main "$@"`.
#
#   NAME up      installs what is missing, starts the service unless it runs, waits until it answers
#   NAME down    stops it; its data stay
#   NAME wipe    stops it and removes its data
#   NAME env     prints exports
#   NAME signal STOP|CONT|KILL   sends a signal to the processes that answer, for tests of faults
#
# Everything lies under $SERVICES_DIR/NAME and listens on 127.0.0.1.
set -euo pipefail

NAME=$(basename "$0")
HERE=$(cd "$(dirname "$0")" && pwd)
export SERVICES_DIR=${SERVICES_DIR:-/tmp/vitrine-test-services}
DIR=$SERVICES_DIR/$NAME

fail() { echo "$NAME: $*" >&2; exit 1; }

packages() {
  local package missing=()
  for package; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q ^ii || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || (
    flock 7
    # Debian starts the services that it installs; here they would only take the ports.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
      printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
      chmod +x /usr/sbin/policy-rc.d
      trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -q -y --no-install-recommends "${missing[@]}" ||
      { apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"; }
  ) 7>"$SERVICES_DIR/apt.lock" </dev/null >"$DIR/log/apt.log" 2>&1 || fail "cannot install ${missing[*]}: see $DIR/log/apt.log"
}

# alive PROCESS: whether what was started under that name still runs (and its number is not another's by now).
alive() {
  local pid begun
  [ -f "$DIR/pid/$1" ] && read -r pid begun <"$DIR/pid/$1" && [ "$(begun "$pid")" = "$begun" ]
}

begun() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" {print $20}'; }

# background PROCESS COMMAND...: starts it unless it runs.
background() {
  local process=$1
  shift
  alive "$process" && return
  setsid "$@" </dev/null >"$DIR/log/$process.log" 2>&1 6>&- &
  echo "$! $(begun $!)" >"$DIR/pid/$process"
}

# until_true SECONDS PROCESS COMMAND...: waits for COMMAND to succeed while PROCESS lives.
until_true() {
  local end=$((SECONDS + $1)) process=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! alive "$process" || [ $SECONDS -ge $end ]; then
      tail -n 20 "$DIR/log/$process.log" >&2
      fail "$process does not come up"
    fi
    sleep 0.1
  done
}

end() {
  local pid tries=200
  if alive "$1"; then
    read -r pid _ <"$DIR/pid/$1"
    kill -CONT "$pid"
    kill "$pid"
    while alive "$1" && [ $((tries--)) -gt 0 ]; do sleep 0.1; done
    alive "$1" && kill -9 "$pid"
  fi
  rm -f "$DIR/pid/$1"
}

processes() { ls -t "$DIR/pid" 2>/dev/null || true; }

after_down() { :; }

down() {
  local process
  for process in $(processes); do end "$process"; done
  after_down
}

send() {
  local process pid
  for process in $(answering); do
    if alive "$process"; then
      read -r pid _ <"$DIR/pid/$process"
      kill "-$1" "$pid"
    fi
  done
}

main() {
  case ${1-} in
    up | down | wipe)
      mkdir -p "$DIR/log" "$DIR/pid"
      exec 6>"$SERVICES_DIR/$NAME.lock"
      flock 6
      case $1 in
        up) start ;;
        down) down ;;
        wipe) down; rm -rf "$DIR" ;;
      esac
      ;;
    env) environment ;;
    signal) send "$2" ;;
    *) fail "usage: $NAME up|down|wipe|env|signal SIGNAL" ;;
  esac
}
