# Single faults put into the code, to see which of them no test tells: ./dev mutants. See tools/mutants.
# shellcheck shell=bash

readonly mutant_rooms=(money engine journal rows agents verticals/books verticals/tokens verticals/proposals ring app command_line)
readonly mutant_tools=build/mutants/venv
readonly mutant_tree=build/mutants/tree
readonly mutant_patience=10    # times as long as without a fault, and some seconds: a loop without an end
readonly mutant_memory_kb=6000000
readonly mutant_cpu_seconds=120  # of one test: no test takes as long
readonly mutant_share=95       # percent that have to be caught

# mutants [--each N] [--seed N] [ROOM…]: puts N faults, one after the other, into a copy of each room.
mutants() {
  local each=15 seed=1
  local -a rooms=()
  while (($# > 0)); do
    case $1 in
      --each) each=${2:?--each needs a number} && shift ;;
      --seed) seed=${2:?--seed needs a number} && shift ;;
      -*) fail "./dev mutants knows --each and --seed, not $1" ;;
      *) [[ -d src/$1 ]] || fail "there is no room src/$1"; rooms+=("$1") ;;
    esac
    shift
  done
  ((${#rooms[@]} > 0)) || rooms=("${mutant_rooms[@]}")
  prepare "${packages_test[@]}" rsync python3-venv
  install_mutant_tools
  copy_tree
  prove_the_judge
  : >build/mutants/lives.txt
  local room well=yes
  printf '%-18s %7s %8s %8s %8s\n' room faults caught excused live >build/mutants/table.txt
  for room in "${rooms[@]}"; do
    mutate_room "$room" "$each" "$seed" || well=
  done
  say "" "$(cat build/mutants/table.txt)"
  if [[ -s build/mutants/lives.txt ]]; then say "" "No test tells these:" "$(cat build/mutants/lives.txt)"; fi
  [[ -n $well ]] || fail "fewer than $mutant_share of 100 faults are caught" \
    "write the tests that tell them, or name and excuse them in tools/mutants/excused.txt"
}

install_mutant_tools() {
  local wanted
  wanted="$(cat tools/mutants/requirements.txt) $(python3 --version)"
  [[ $wanted != "$(cat build/mutants/installed 2>/dev/null)" ]] || return 0
  step_begin "installing universalmutator"
  mkdir -p build/mutants build/log
  if ! { python3 -m venv "$mutant_tools" && "$mutant_tools/bin/pip" install --disable-pip-version-check \
    --no-input --quiet --requirement tools/mutants/requirements.txt; } >build/log/mutant-tools.log 2>&1; then
    step_failed
    fail "universalmutator could not be installed" "is the network there? build/log/mutant-tools.log says more"
  fi
  echo "$wanted" >build/mutants/installed
  step_end
}

# The faults go into a copy, so that nothing here is touched, whenever it is stopped.
copy_tree() {
  step_begin "building the copy"
  mkdir -p "$mutant_tree"
  # What differs gets a new time, so that no object stays of a fault in a run that was stopped.
  rsync --recursive --links --perms --checksum --delete --exclude=/build --exclude=/data --exclude=.git ./ "$mutant_tree/"
  if ! in_copy cmake --preset release >build/log/mutants.log 2>&1 || ! build_copy all; then
    step_failed
    fail "the copy in $mutant_tree does not build" "build/log/mutants.log says why"
  fi
  step_end
}

# Whoever counts what passes as caught finds everything caught: without a fault nothing may be.
prove_the_judge() {
  step_begin "all tests without a fault"
  if is_caught tributary_money_test 600; then
    step_failed
    fail "tests fail without a fault, so nothing can be said of any" "build/log/mutants-test.log says which"
  fi
  step_end
}

in_copy() { (cd "$mutant_tree" && CCACHE_BASEDIR=$PWD "$@"); }

build_copy() { in_copy ninja -C build/release -j "$(compile_jobs)" "$@" >build/log/mutants.log 2>&1; }

# mutate_room ROOM FAULTS SEED: fails if too few are caught.
mutate_room() {
  local room=$1 each=$2 seed=$3 caught=0 excused=0 lived=0 made=0 fault
  local target=tributary_${room/verticals\//vertical_}_test
  make_faults "$room" "$seed"
  local patience
  patience=$(patience_with "$target") || fail "$target fails without a fault" "build/log/mutants-test.log says why"
  step_begin "faults in $room"
  while IFS= read -r fault && ((made < each)); do
    local source=${fault%%|*} mutant=${fault#*|}
    cp "$mutant" "$mutant_tree/$source"
    if build_copy "$target"; then
      step_progress "$made" "$each" "$source"
      made=$((made + 1))
      if is_caught "$target" "$patience"; then
        caught=$((caught + 1))
      elif is_excused "$source" "$mutant"; then
        excused=$((excused + 1))
      else
        lived=$((lived + 1))
        tell_fault "$source" "$mutant" >>build/mutants/lives.txt
      fi
    fi
    cp "$source" "$mutant_tree/$source"  # with a new time, so that it is compiled again
  done <build/mutants/faults.txt
  step_end "$caught of $made caught"
  printf '%-18s %7d %8d %8d %8d\n' "$room" "$made" "$caught" "$excused" "$lived" >>build/mutants/table.txt
  ((made == 0 || (caught + excused) * 100 >= mutant_share * made))
}

# All faults of a room in the order that the seed gives: SOURCE|FILE WITH THE FAULT.
make_faults() {
  local room=$1 seed=$2 source folder
  folder=build/mutants/faults/$room
  rm -rf "$folder"
  step_begin "making faults for $room"
  while IFS= read -r source; do
    local made=$folder/${source//\//_}
    mkdir -p "$made"
    "$mutant_tools/bin/mutate" "$source" cpp --only tools/mutants/faults.rules --noCheck --mutantDir "$made" \
      >build/log/mutants.log 2>&1 || fail "$source could not be given faults" "build/log/mutants.log says why"
    printf '%s\n' "$made"/*.mutant.* | grep -v '\*' | sed "s|^|$source\||" || true
  done < <(sources_with_faults "src/$room") |
    shuf --random-source=<(chance "$seed") >build/mutants/faults.txt
  step_end "$(wc -l <build/mutants/faults.txt) faults"
}

# The sources of a room but for tests, what says that it is for tests, and what the benchmark measures with: how fast
# something is no test tells.
sources_with_faults() {
  find "$1" -maxdepth 3 \( -name '*.cpp' -o -name '*.hpp' \) |
    grep -vE '_test\.cpp$|/(test|random|sample|slow)_|/(measure|workload)\.[ch]pp$' |
    xargs grep -LF '/// For tests:' | sort
}

# Bytes without an end that follow from a seed.
chance() { openssl enc -aes-256-ctr -pass "pass:$1" -nosalt </dev/zero 2>/dev/null; }

# is_caught TARGET PATIENCE: the room's own tests first, because they are quick; then those of rooms that find the
# most and are built soon; then all but the longest.
is_caught() {
  bounded "$2" "$mutant_tree/build/release/$1" --gtest_brief=1 || return 0
  build_copy tributary_engine_test tributary_simulate_test tributary_scenario || return 0
  bounded_suite -R '^(tributary_engine|tributary_simulate|scenario|golden)/' || return 0
  build_copy all || return 0
  ! bounded_suite -E '^(tidy|tributary_bench|peers|tributary_engine|tributary_simulate|scenario|golden)/'
}

# How many seconds a room's tests get: patience_with TARGET.
patience_with() {
  build_copy "$1" || return 1
  local begun=$SECONDS
  bounded 600 "$mutant_tree/build/release/$1" --gtest_brief=1 || return 1
  echo $(((SECONDS - begun + 1) * mutant_patience))
}

# bounded SECONDS COMMAND…: without what the shell says of a program that died.
bounded() {
  local seconds=$1
  shift
  { (ulimit -v "$mutant_memory_kb" -t "$mutant_cpu_seconds" && timeout --kill-after=5 "$seconds" "$@") >build/log/mutants-test.log 2>&1; } 2>/dev/null
}

# bounded_suite WHICH…: the tests that ctest is told of.
bounded_suite() {
  bounded 1200 ctest --test-dir "$mutant_tree/build/release" -j "$(nproc)" \
    --stop-on-failure -LE 'long|contract' "$@"
}

# The changed line, before and after, without the blanks around.
lines_of_fault() { diff "$1" "$2" | sed -n 's/^[<>] *//p'; }

is_excused() {
  local -a lines
  mapfile -t lines < <(lines_of_fault "$1" "$2")
  grep -qF "$1 | ${lines[0]} | ${lines[1]:-} | " tools/mutants/excused.txt
}

tell_fault() {
  local -a lines
  mapfile -t lines < <(lines_of_fault "$1" "$2")
  printf '  %s | %s | %s\n' "$1" "${lines[0]}" "${lines[1]:-}"
}
