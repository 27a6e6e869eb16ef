# The stages of ./dev test. Those that can only fail early run first, and the whole suite last, so
# that the last lines say how it went.
# shellcheck shell=bash

# What reads foreign bytes or runs on several threads.
readonly layers_asan=(base protocol http journal store follow request_index api rows agents vertical ring app command_line)
readonly layers_tsan=(http follow rows agents vertical ring app command_line)

# The layers among these that have tests.
with_tests() {
  local layer
  for layer in "$@"; do
    [[ -z $(find "src/$layer" -name '*_test.cpp' -print -quit 2>/dev/null) ]] || echo "$layer"
  done
}

# sanitized PRESET LAYER…: builds and runs the test programs of these layers under a sanitizer.
sanitized() {
  local preset=$1
  shift
  local -a layers
  mapfile -t layers < <(with_tests "$@")
  ((${#layers[@]} > 0)) || return 0
  local -a targets=("${layers[@]/#/tributary_}")
  build_preset "$preset" "${targets[@]/%/_test}"
  if ! sanitizer_starts "build/$preset/${targets[0]}_test"; then
    say "the thread sanitizer cannot start here: the kernel scatters addresses and allows no setarch -R;" \
      "its tests were left out"
    return 0
  fi
  run_stage "$preset" "^tributary_($(IFS='|'; echo "${layers[*]}"))/"
}

fuzzed() {
  compgen -G 'tests/fuzz/*.cpp' >/dev/null || return 0
  build_preset fuzz tributary_fuzz
  run_stage fuzz '^fuzz/'
}

# run_stage PRESET REGEX: quiet unless something fails.
run_stage() {
  local preset=$1 log=build/log/$1-test.log
  step_begin "testing $preset"
  if ! $(fixed_addresses) ctest --test-dir "build/$preset" -R "$2" -j "$(nproc)" --no-tests=error \
    --output-on-failure 2>&1 | tee "$log" | show_ctest_progress; then
    step_failed
    grep -vE ' Passed +[0-9.]+ sec$|^ +Start ' "$log" | tail -n 200 >&2
    fail "tests fail under $preset" "all of it is in $log" \
      "one alone: ctest --test-dir build/$preset --output-on-failure -R NAME"
  fi
  step_end "$(sed -n 's/.* tests failed out of \([0-9]*\)/\1 tests/p' "$log")"
}

show_ctest_progress() {
  local line
  while IFS= read -r line; do
    [[ $line =~ ^\ *([0-9]+)/([0-9]+)\ Test ]] || continue
    step_progress "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" ""
  done
}

# Whether it can is up to the kernel, not to the program under test.
sanitizer_starts() {
  ! $(fixed_addresses) "$1" --gtest_list_tests 2>&1 | grep -q 'unexpected memory mapping'
}

# The thread sanitizer of g++ 12 cannot start where the kernel scatters addresses widely.
fixed_addresses() {
  if setarch "$(uname -m)" -R true 2>/dev/null; then echo "setarch $(uname -m) -R"; else echo env; fi
}

# The whole suite on the release build, its summary last.
run_suite() {
  say ""
  local progress=
  [[ -z $on_terminal ]] || progress=--progress
  ctest --test-dir build/release -j "$(nproc)" --no-tests=error --output-on-failure $progress "$@"
}
