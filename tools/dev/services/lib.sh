# What the scripts beside this file share: they source it, nothing runs it.
#
#   NAME up      installs what is missing, starts the service unless it runs, waits until it answers
#   NAME down    stops it; its data stay
#   NAME wipe    stops it and removes its data
#   NAME status  one line a process; fails unless all of them run
#   NAME env     prints exports: where it is and how to get in
#   NAME signal STOP|CONT|KILL   sends a signal to the processes that answer, for tests of faults
#
# A script defines `up` and `print_env`; `answering`, which names the processes that `signal` is for;
# `cleanup`, where it holds more than processes. Then it calls `main "$@"`.
#
# Everything lies under $SERVICES_DIR/NAME and listens on 127.0.0.1. Keep that path short: there are
# Unix sockets in it. The scripts need root.
set -euo pipefail

NAME=$(basename "$0")
HERE=$(cd "$(dirname "$0")" && pwd)
export SERVICES_DIR=${SERVICES_DIR:-/tmp/vitrine-test-services}
DIR=$SERVICES_DIR/$NAME

die() { echo "$NAME: $*" >&2; exit 1; }

# need PACKAGE...: installs those Debian packages that are missing.
need() {
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
    install=(apt-get -o DPkg::Lock::Timeout=600 install -q -y --no-install-recommends "${missing[@]}")
    "${install[@]}" || { apt-get update -q && "${install[@]}"; }
  ) 7>"$SERVICES_DIR/apt.lock" </dev/null >"$DIR/log/apt.log" 2>&1 || die "cannot install ${missing[*]}: see $DIR/log/apt.log"
}

# as USER: the words to put before a command that must run as USER and not as root.
as() { [ "$(id -u)" != 0 ] || echo setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups; }

# begun PID: when it started, in ticks since boot; nothing when it is gone or a zombie.
begun() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" {print $20}'; }

# running PROCESS: whether what was recorded under that name runs (and its number is not another's by now).
running() {
  local pid begun
  [ -f "$DIR/pid/$1" ] && read -r pid begun <"$DIR/pid/$1" && [ -n "$begun" ] && [ "$(begun "$pid")" = "$begun" ]
}

pid_of() { cut -d' ' -f1 "$DIR/pid/$1"; }

# record PROCESS PID: that it was started here. PID must be one: what is recorded is killed some day, and kill takes 0 for the whole group.
record() {
  [[ $2 =~ ^[1-9][0-9]*$ ]] || die "$1 has no process id: '$2'"
  echo "$2 $(begun "$2")" >"$DIR/pid/$1"
}

# spawn PROCESS COMMAND...: starts it in the background, recorded, unless it runs.
spawn() {
  local process=$1
  shift
  running "$process" && return
  setsid "$@" </dev/null >"$DIR/log/$process.log" 2>&1 6>&- &
  record "$process" $!
}

# wait_for SECONDS PROCESS COMMAND...: until COMMAND succeeds; fails when PROCESS ends or the time is up.
wait_for() {
  local end=$((SECONDS + $1)) process=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! running "$process" || [ $SECONDS -ge $end ]; then
      tail -n 20 "$DIR/log/$process.log" >&2
      die "$process does not come up: see $DIR/log"
    fi
    sleep 0.1
  done
}

# listening PORT: whether something on 127.0.0.1 accepts connections there.
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# stop PROCESS: ends it, by force after 20 seconds.
stop() {
  local pid tries=200
  if running "$1"; then
    pid=$(pid_of "$1")
    kill -CONT "$pid"
    kill "$pid"
    while running "$1" && [ $((tries--)) -gt 0 ]; do sleep 0.1; done
    ! running "$1" || kill -9 "$pid"
  fi
  rm -f "$DIR/pid/$1"
}

# processes: the names of what was recorded, the latest first.
processes() { ls -t "$DIR/pid" 2>/dev/null || true; }

mounted() { grep -q " $1 " /proc/self/mounts; }

# unmount PATH: if something is mounted there; waits a little for those who still use it.
unmount() {
  local tries=30
  while mounted "$1"; do
    umount "$1" 2>/dev/null && return
    [ $((tries--)) -gt 0 ] || die "$1 cannot be unmounted"
    sleep 0.1
  done
}

answering() { processes; }

cleanup() { :; }

down() {
  local process
  for process in $(processes); do stop "$process"; done
  cleanup
}

status() {
  local process failed=0
  [ -n "$(processes)" ] || { echo "$NAME: down"; return 1; }
  for process in $(processes); do
    if running "$process"; then
      echo "$NAME: $process runs, pid $(pid_of "$process"), $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$(pid_of "$process")/status") MiB"
    else
      echo "$NAME: $process has ended"
      failed=1
    fi
  done
  return $failed
}

send() {
  local process
  for process in $(answering); do
    ! running "$process" || kill "-$1" "$(pid_of "$process")"
  done
}

main() {
  case ${1-} in
    up | down | wipe)
      mkdir -p "$DIR/log" "$DIR/pid"
      exec 6>"$SERVICES_DIR/$NAME.lock"
      flock 6
      # Whatever fails says where; a script that only ended with 1 would not be believed.
      set -E
      trap 'echo "$NAME: failed at ${BASH_SOURCE[0]##*/}:$LINENO; logs: $DIR/log" >&2' ERR
      case $1 in
        up) up ;;
        down) down ;;
        wipe) down; rm -rf "$DIR" ;;
      esac
      ;;
    status) status ;;
    env) print_env ;;
    signal) send "$2" ;;
    *) die "usage: $NAME up|down|wipe|status|env|signal SIGNAL   (data: $DIR)" ;;
  esac
}
