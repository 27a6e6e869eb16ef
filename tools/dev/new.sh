# What CONTRIBUTING tells to write, written: ./dev new. The texts are in tools/dev/new; what stands between
# @ signs is put in. `proved_new`, a stage of ./dev test, builds and tests what comes out.
# shellcheck shell=bash

readonly lines_list=src/app/verticals.cpp

new() {
  local kind=${1:-}
  (($# == 0)) || shift
  case $kind in
    vertical) new_vertical "$@" ;;
    order | agent) new_in_line "$kind" "$@" ;;
    *) fail "./dev new vertical NAME [SINGULAR], ./dev new order LINE/NAME or ./dev new agent LINE/NAME" \
      "such as: ./dev new vertical notes; ./dev new order notes/pin_note" ;;
  esac
}

# new_vertical NAME [SINGULAR]: a line with a table, an order, a list and an agent.
new_vertical() {
  local name=${1:-} one
  one=${2:-${name%s}}
  require_word "$name"
  require_word "$one"
  [[ $one != "$name" ]] || fail "say what one of them is called: ./dev new vertical $name SINGULAR"
  [[ ! -e src/verticals/$name ]] || fail "there is a line $name: src/verticals/$name"
  fill_in vertical "src/verticals/$name" "notes=$name" "notes-path=${name//_/-}" \
    "notes-words=${name//_/ }" "Notes=$(camel "$name")" "note=$one" "note-words=${one//_/ }" \
    "Note=$(camel "$one")" "number=$(next_agent)"
  sed -i "0,/^#include \"verticals/s|^#include \"verticals|#include \"verticals/$name/vertical.hpp\"\n&|
    s|^  static const std::array all{\$|&\n      $name::make_vertical(),|" "$lines_list"
  settle "$lines_list"
  say "" "written: src/verticals/$name, and its line in $lines_list" \
    "next: ./dev test --quick -R vertical_$name, then ./dev run and http://localhost:8080/docs" \
    "a role gets the permission manage_$name in src/api/roles.cpp"
}

# new_in_line KIND LINE/NAME: into a line that is there.
new_in_line() {
  local kind=$1 line name
  [[ ${2:-} == */* ]] || fail "./dev new $kind LINE/NAME, such as: ./dev new $kind notes/pin_note"
  line=${2%%/*} name=${2##*/}
  require_word "$name"
  [[ -d src/verticals/$line ]] || fail "there is no line $line" "there are: $(ls src/verticals)"
  [[ ! -e src/verticals/$line/$name.hpp ]] || fail "there is src/verticals/$line/$name.hpp"
  local call list
  [[ $kind == order ]] && call='rows::order_route<' || call='agents::make_agent<'
  list=$(grep -lF "$call" "src/verticals/$line"/*.cpp | grep -v _test | head -n 1) ||
    fail "the line $line has no list of ${kind}s yet: add it to its make_vertical first"
  fill_in "$kind" "src/verticals/$line" "line=$line" "line-path=${line//_/-}" "name=$name" \
    "name-path=${name//_/-}" "Name=$(camel "$name")" "number=$(next_agent)"
  sed -i "0,/${call//\//\\/}/s|${call}|${call}$(camel "$name")>(), &|
    0,/^#include \"verticals/s|^#include \"verticals|#include \"verticals/$line/$name.hpp\"\n&|" "$list"
  settle "$list"
  say "" "written: src/verticals/$line/$name.*, and its place in $list" \
    "next: ./dev test --quick -R vertical_$line"
}

require_word() {
  [[ $1 =~ ^[a-z][a-z0-9]*(_[a-z0-9]+)*$ ]] || fail "a name is words of small letters: repayment_plans, not '$1'"
}

camel() { sed -E 's/(^|_)(.)/\U\2/g' <<<"$1"; }

# Numbers of agents are kept in journals for ever.
next_agent() {
  grep -rhoP 'std::uint64_t number = \K[0-9]+(?=;)' src/verticals | sort -n | tail -n 1 |
    awk '{ print $1 + 1 }'
}

# fill_in KIND FOLDER WORD=TEXT…: the files of tools/dev/new/KIND, with these texts in them.
fill_in() {
  local kind=$1 folder=$2 file to word
  shift 2
  mkdir -p "$folder"
  local -a words=()
  for word in "$@"; do words+=(-e "s|@${word%%=*}@|${word#*=}|g"); done
  for file in tools/dev/new/"$kind"/*.in; do
    to=$folder/$(basename "${file%.in}" | sed "${words[@]}")
    sed "${words[@]}" "$file" >"$to"
    [[ $to == *.md ]] || settle "$to"
  done
}

# As ./dev format would leave it.
settle() {
  ensure_packages "${packages_format[@]}"
  clang-format-19 -i "$1"
}

# Writes one of each into a copy, builds it with all the rules, and runs its tests.
proved_new() {
  local tree=build/new/tree log=build/log/new.log
  step_begin "trying ./dev new"
  mkdir -p "$tree" build/log
  # A shell of its own, which ends at the first thing that fails.
  if ! rsync --archive --delete --exclude=/build --exclude=/.git --exclude=/data ./ "$tree/" ||
    ! bash -euo pipefail -c "$(declare -f try_new); try_new \"\$@\"" new "$tree" "$lines_list" >"$log" 2>&1; then
    step_failed
    tail -n 60 "$log" >&2
    fail "what ./dev new writes does not hold" "all of it is in $log"
  fi
  step_end
}

try_new() {
  cd "$1"
  export CCACHE_BASEDIR=$PWD
  ./dev new vertical sample_notes sample_note
  ./dev new order sample_notes/pin_sample_note
  ./dev new agent sample_notes/sample_watch
  clang-format-19 --dry-run --Werror src/verticals/sample_notes/*.?pp "$2"
  cmake --preset release
  cmake --build build/release -j "$(nproc)" --target tributary_vertical_sample_notes_test tributary_app_test tidy
  build/release/tools/tidy .
  ctest --test-dir build/release --output-on-failure --no-tests=error -R 'vertical_sample_notes|FieldNotes'
}
