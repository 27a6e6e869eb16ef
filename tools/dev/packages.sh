# What has to be installed, and installing it. All of it comes from Debian 12.
# shellcheck shell=bash

packages_build=(
  g++ cmake ninja-build ccache mold pkg-config
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libsqlite3-dev libpq-dev libsodium-dev libssl-dev libxxhash-dev prometheus-cpp-dev
  libgtest-dev libgmock-dev librapidcheck-dev
)
packages_test=(sqlite3 curl jq rsync clang-19 libclang-rt-19-dev)
packages_test_servers=(postgresql-15)
packages_format=(clang-format-19)
packages_peers=(
  mariadb-server postgresql-15 redis-server memcached
  libmariadb-dev libhiredis-dev libmemcached-dev
)
packages_lint=(clang-tidy-19 shellcheck)

# ensure_packages NAME…: installs what is missing; costs nothing when nothing is.
ensure_packages() {
  command -v dpkg-query >/dev/null || fail "this is not Debian: dpkg-query is missing" \
    "use a Debian 12 machine or container, or install the counterparts of: $*"
  local missing
  missing=$(missing_packages "$@")
  [[ -n $missing ]] || return 0
  # shellcheck disable=SC2086  # a list of words
  install_packages $missing
}

# ensure_servers NAME…: as ensure_packages, but what is installed is not started, now or at boot.
ensure_servers() {
  local missing policy=/usr/sbin/policy-rc.d as_root
  missing=$(missing_packages "$@")
  [[ -n $missing ]] || return 0
  as_root=$(root_prefix "$@")
  if [[ -e $policy ]]; then
    ensure_packages "$@"
  else
    $as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy"
    # Removed however the installation ends.
    # shellcheck disable=SC2064  # of now
    trap "$as_root rm -f $policy" EXIT
    ensure_packages "$@"
    $as_root rm -f "$policy"
    trap - EXIT
  fi
  keep_from_boot "$as_root" "$missing"
}

# What we have installed only to measure it or to test with it does not start with the machine either.
keep_from_boot() {
  local as_root=$1 service
  command -v systemctl >/dev/null || return 0
  for service in mariadb postgresql redis-server memcached; do
    [[ " $2 " != *" $service"* ]] || $as_root systemctl disable "$service" >/dev/null 2>&1 || true
  done
}

missing_packages() {
  local installed package
  local -a missing=()
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    [[ $'\n'$installed$'\n' == *$'\n'"installed $package"$'\n'* ]] || missing+=("$package")
  done
  echo "${missing[@]}"
}

install_packages() {
  local log=build/log/packages.log as_root
  mkdir -p build/log
  as_root=$(root_prefix "$@")
  warn_of_other_system

  step_begin "reading package lists"
  update_lists "$as_root" "$log"
  step_end

  say_what_is_replaced "$@"
  step_begin "installing packages"
  if ! apt_install "$as_root" "$log" "$@"; then
    step_failed
    fail_of_apt "$log"
  fi
  step_end "$#, and what they need"
}

# How to become root: nothing for root, else sudo.
root_prefix() {
  if ((EUID == 0)); then
    echo env
  elif command -v sudo >/dev/null; then
    say "  installing packages needs root: sudo may ask for your password" >&2
    sudo -v >&2 || fail "sudo refused" "run once as root: ./dev $dev_command"
    echo sudo
  else
    fail "installing packages needs root, and there is no sudo" \
      "as root: apt-get update && apt-get install --no-install-recommends $*" "then again: ./dev $dev_command"
  fi
}

warn_of_other_system() {
  local system
  system=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}")
  [[ $system == "debian 12" ]] ||
    say "  note: made for Debian 12; this is ${system:-unknown}, so some packages may be missing"
}

update_lists() {
  local as_root=$1 log=$2 attempt
  for attempt in 1 2; do
    if $as_root apt-get update -q -o DPkg::Lock::Timeout=300 >"$log" 2>&1 &&
      ! grep -qE '^(W: Failed|E:)' "$log"; then
      return 0
    fi
    ((attempt == 2)) || sleep 3
  done
  # Old lists may still do; if not, the installation says what is wrong.
}

# libboost1.81-dev cannot stand beside Boost 1.74's headers, so apt may take other packages away.
say_what_is_replaced() {
  local removed
  removed=$(apt-get install -s --no-install-recommends "$@" 2>/dev/null |
    sed -n 's/^Remv \([^ ]*\).*/\1/p' | paste -sd' ') || true
  [[ -z $removed ]] || say "  note: conflicting packages are replaced; apt removes: $removed"
}

# The inner shell opens descriptor 3, because sudo closes all but the first three.
apt_install() {
  local as_root=$1 log=$2
  shift 2
  $as_root env DEBIAN_FRONTEND=noninteractive sh -c 'exec apt-get install -y -q --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o APT::Status-Fd=3 "$@" 3>&1' apt "$@" 2>&1 </dev/null |
    tee -a "$log" | show_apt_progress
}

# apt tells `dlstatus:…:PERCENT:…` while it fetches and `pmstatus:…:PERCENT:…` while it unpacks.
show_apt_progress() {
  local kind what percent
  while IFS=: read -r kind what percent _; do
    case $kind in
      dlstatus) step_progress "$((${percent%.*} / 2))" 100 "fetching" ;;
      pmstatus) step_progress "$((50 + ${percent%.*} / 2))" 100 "$what" ;;
    esac
  done
}

fail_of_apt() {
  local log=$1
  local next="read $log"
  if grep -qiE 'no space left|enough free space' "$log"; then
    next="the disk is full: free some space (df -h), then again: ./dev $dev_command"
  elif grep -qE 'Unable to locate package|no installation candidate' "$log"; then
    next="a package is not on offer: are the lists of Debian 12 in /etc/apt/sources.list, and is the network there?"
  elif grep -qE 'Temporary failure resolving|Could not resolve|Could not connect|Failed to fetch|Unable to connect' "$log"; then
    next="no package server answers: check the network or apt's proxy, then again: ./dev $dev_command"
  elif grep -qE 'Could not get lock|Unable to acquire' "$log"; then
    next="another apt is running: wait for it, then again: ./dev $dev_command"
  elif grep -qE 'dpkg was interrupted|dpkg returned an error' "$log"; then
    next="as root: dpkg --configure -a; if that fails too, its reason is the one to cure"
  fi
  grep -E '^(E|W):|^dpkg: error' "$log" | tail -n 5 >&2 || true
  fail "packages could not be installed" "$next"
}
