# Configuring and compiling a preset of CMakePresets.json.
# shellcheck shell=bash

readonly disk_needed_mb=2000
readonly memory_per_job_mb=1000  # the largest translation unit under a sanitizer

# How many compilers at once: as many as cores and memory carry. JOBS=n overrides.
compile_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(($(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1024 / memory_per_job_mb))
  ((memory >= 1)) || memory=1
  echo "${JOBS:-$((cores < memory ? cores : memory))}"
}

check_machine() {
  local version free
  version=$(g++ -dumpversion 2>/dev/null | cut -d. -f1)
  [[ $version == 12 ]] || fail "g++ 12 is the compiler Tributary is built with; this is g++ ${version:-(none)}" \
    "on Debian 12: apt-get install g++; elsewhere: use a Debian 12 machine or container"
  mkdir -p build/log || fail "the folder build/ cannot be written" "check who owns it: ls -ld . build"
  free=$(($(df -Pk build | awk 'NR == 2 { print $4 }') / 1024))
  ((free >= disk_needed_mb)) || fail "only $free MB of disk are free, a build wants $disk_needed_mb" \
    "free some space (df -h), or remove old output: ./dev clean"
}

# build_preset PRESET [TARGET…]
build_preset() {
  local preset=$1 log=build/log/$1.log
  shift
  step_begin "configuring $preset"
  if ! cmake --preset "$preset" >"build/log/$preset-configure.log" 2>&1; then
    step_failed
    grep -A6 'CMake Error' "build/log/$preset-configure.log" | head -n 40 >&2
    fail "CMake could not configure $preset" "read build/log/$preset-configure.log" \
      "if build/ comes from another compiler or folder: ./dev clean"
  fi
  step_end

  step_begin "building $preset"
  if ! NINJA_STATUS='[%f/%t] ' ninja -C "build/$preset" -j "$(compile_jobs)" "$@" 2>&1 | tee "$log" | show_ninja_progress; then
    step_failed
    sed -n '/^FAILED: /,$p' "$log" | grep -v '^\[' | cut -c1-400 | head -n 80 >&2
    fail_of_build "$preset" "$log"
  fi
  step_end "$(build_note "$log")"
}

build_note() {
  if grep -q 'no work to do' "$1"; then echo "up to date"; else sed -n 's/^\[\([0-9]*\)\/.*/\1 steps/p' "$1" | tail -n 1; fi
}

show_ninja_progress() {
  local line finished total
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*) ]] || continue
    finished=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
    step_progress "$finished" "$total" "${BASH_REMATCH[3]##*/}"
  done
}

fail_of_build() {
  local preset=$1 log=$2
  if grep -q 'No space left on device' "$log"; then
    fail "the disk is full" "free some space (df -h), then again: ./dev $dev_command"
  elif grep -qE 'Killed signal|cannot allocate memory|out of memory' "$log"; then
    fail "the compiler ran out of memory" "with fewer at once: JOBS=1 ./dev $dev_command"
  fi
  fail "$preset does not build" "the first errors stand above, all of them in $log"
}
