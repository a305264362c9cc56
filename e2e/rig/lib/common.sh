# shellcheck shell=bash disable=SC2034  # variables are for the scripts that source this
# Sourced by the rig's scripts: where things are, how to say things, how to know a process again.
set -euo pipefail
RIG=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${AIGW_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/aigw}
[[ $CACHE == /* ]] || {
  echo "rig: the cache folder must be an absolute path, not '$CACHE'" >&2
  exit 1
}
PROGRAMS=$CACHE/kube   # built programs
ARCHIVES=$CACHE/images # image archives

say() { echo "rig: $*" >&2; }
die() {
  say "$*"
  exit 1
}

usage() { # the comment at the top of the calling script is its manual
  sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0" >&2
  exit 2
}

# parse "$@": takes the options that name an instance, leaves the rest in REST.
#   --level 1|2   default 2
#   --state DIR   the instance's directory; default: one for each level in the cache folder
parse() {
  LEVEL=2 STATE='' REST=()
  while [ $# -gt 0 ]; do
    case $1 in
      --level) LEVEL=${2:?--level needs a value} && shift 2 ;;
      --state) STATE=${2:?--state needs a value} && shift 2 ;;
      --help | -h) usage ;;
      --) shift && REST+=("$@") && break ;;
      *) REST+=("$1") && shift ;;
    esac
  done
  [[ $LEVEL == [12] ]] || die "--level is 1 or 2, not '$LEVEL'"
  STATE=$(realpath -m "${STATE:-$CACHE/rig/level-$LEVEL}")
  PIDS=$STATE/pid LOGS=$STATE/log
  CGROUP=aigw-rig-$(sha256sum <<<"$STATE" | cut -c1-8) # one for each instance, found again from its directory alone
}

# --- Processes. A pid file holds a pid and its start time. Together they name one process for good; a pid alone may
# --- belong to somebody else by the time it is read.
start_time() { # pid; fails if it is gone or a zombie
  local stat fields
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }" # the name before it may hold blanks and brackets
  [[ ${fields[0]} != [ZX] ]] && echo "${fields[19]}"
}
alive() { # name
  local pid started
  [ -s "$PIDS/$1" ] && read -r pid started <"$PIDS/$1" && [ "$(start_time "$pid")" = "$started" ]
}
launch() { # name command...: in a session of its own (out of reach of Ctrl-C), with log and pid file
  local name=$1 started
  shift
  # From within the state directory, whose path may be longer than that of a Unix socket can be.
  (cd "$STATE" && exec setsid "$@") >"$LOGS/$name.log" 2>&1 </dev/null 9>&- &
  started=$(start_time $!) || started=0
  echo "$! $started" >"$PIDS/$name"
  disown # its end is no news for the terminal
}
await() { # name seconds command...: until the command succeeds; the process must live meanwhile
  local name=$1 end=$((SECONDS + $2)) seconds=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    alive "$name" || { tail -n 20 "$LOGS/$name.log" >&2 && die "$name ended; its log is log/$name.log of the state directory"; }
    [ $SECONDS -lt $end ] || { tail -n 20 "$LOGS/$name.log" >&2 && die "$name was not ready after $seconds s; its log is log/$name.log of the state directory"; }
    sleep 0.1
  done
}
end() { # name: with its children, and at once, since a rig's data is worth nothing
  local pid
  if alive "$1"; then
    read -r pid _ <"$PIDS/$1"
    kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
    while alive "$1"; do sleep 0.02; done
  fi
  rm -f "$PIDS/$1"
}

node_pid() { # the host's pid of PID 1 of a running level-2 node
  local pid
  alive node-init || die "no level-2 cluster runs in $STATE (up.sh starts one)"
  read -r pid _ <"$PIDS/node-init"
  echo "$pid"
}

# --- Programs of the system: installs the Debian packages of commands that are missing, or names them.
require() { # command=package...
  missing "$@"
  [ ${#MISSING[@]} = 0 ] && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    mkdir -p "$CACHE/log"
    exec 7>"$CACHE/log/packages.lock" && flock 7 && missing "$@" # somebody else may have been at it
    [ ${#MISSING[@]} = 0 ] || install_packages "${MISSING[@]}" || say "installing failed; see $CACHE/log/packages.log"
    exec 7>&-
    missing "$@"
  fi
  [ ${#MISSING[@]} = 0 ] || die "missing on this machine: ${MISSING[*]} (Debian packages)"
}
missing() { # command=package...: puts the packages of missing commands into MISSING
  local pair
  MISSING=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || [[ " ${MISSING[*]-} " == *" ${pair#*=} "* ]] || MISSING+=("${pair#*=}")
  done
}
install_packages() {
  say "installing Debian packages: $*"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } \
    >"$CACHE/log/packages.log" 2>&1 </dev/null
}
