#!/usr/bin/env bash
# A Docker engine for the tests that need one.
#
#   start-engine.sh         uses the engine that answers; else, as root on a system like Debian, installs docker.io
#                           where it is missing, and starts dockerd. Prints what tests need in the environment, for
#                           eval, and news to stderr. Without an engine it says "no engine: <reason>" and succeeds all
#                           the same: those tests are skipped then.
#   start-engine.sh stop    stops the engine that this script started in this checkout, and no other.
#
# DOCKERD_FLAGS are further arguments of dockerd, such as --storage-driver=vfs.
set -euo pipefail
cd "$(dirname "$0")/../../../../.."

pidfile=$PWD/target/dockerd.pid
log=$PWD/target/dockerd.log

version() {
  timeout 20 docker version --format '{{.Server.Version}}' 2>/dev/null
}

no_engine() {
  echo "no engine: $1" >&2
  exit 0
}

# A process id may have gone to another program since it was written.
started() {
  [[ -f $pidfile ]] && [[ $(cat "/proc/$(cat "$pidfile")/comm" 2>/dev/null) == dockerd ]]
}

install_docker() {
  export DEBIAN_FRONTEND=noninteractive
  {
    timeout 120 apt-get -qq update || true
    timeout 300 apt-get -qq install --no-install-recommends docker.io iptables || true
    # Where the client is a package of its own.
    command -v docker || timeout 120 apt-get -qq install --no-install-recommends docker-cli || true
  } >>"$log" 2>&1
}

start() {
  local waited=0
  mkdir -p target
  if ! command -v docker >/dev/null || ! version >/dev/null; then
    if [[ -n ${DOCKER_HOST:-} && -z ${DOCKERD_FLAGS:-} ]]; then
      no_engine "nothing answers at DOCKER_HOST=$DOCKER_HOST"
    fi
    [[ $(id -u) == 0 ]] || no_engine "none answers, and only root can start one"
    if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
      command -v apt-get >/dev/null || no_engine "dockerd is not installed, and there is no apt-get to install it with"
      install_docker
      command -v dockerd >/dev/null && command -v docker >/dev/null ||
        no_engine "docker.io cannot be installed; see $log"
    fi
    # In a session of its own, so that what ends the build does not end it before its containers are gone.
    # shellcheck disable=SC2086
    setsid dockerd --pidfile "$pidfile" ${DOCKERD_FLAGS:-} >>"$log" 2>&1 </dev/null &
    local dockerd=$!
    until version >/dev/null; do
      kill -0 "$dockerd" 2>/dev/null || no_engine "dockerd ends: $(tail -n 1 "$log")"
      if ((waited++ >= 60)); then
        stop
        no_engine "dockerd does not answer within 60 s; see $log"
      fi
      sleep 1
    done
  fi
  echo "engine $(version)$(started && echo ", started here" || true)" >&2

  # Ryuk is an image from a registry, and a build is to need none; the tests remove their containers themselves.
  echo "export TESTCONTAINERS_RYUK_DISABLED=${TESTCONTAINERS_RYUK_DISABLED:-true}"
  if [[ ${DOCKER_HOST:-unix:} == unix:* ]]; then
    # A build in a container would look for the published ports at its gateway.
    echo "export TESTCONTAINERS_HOST_OVERRIDE=${TESTCONTAINERS_HOST_OVERRIDE:-localhost}"
  fi
}

stop() {
  started || return 0
  local pid waited=0
  pid=$(cat "$pidfile")
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    ((waited++ < 30)) || kill -9 "$pid"
    sleep 1
  done
  rm -f "$pidfile"
  echo "engine stopped" >&2
}

case ${1:-start} in
  start) start ;;
  stop) stop ;;
  *)
    echo "usage: start-engine.sh [start|stop]" >&2
    exit 2
    ;;
esac
