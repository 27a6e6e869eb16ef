# Looks at the text of the code: format and lint.
# shellcheck shell=bash

sources() { find src tests bench simulate tools \( -name '*.cpp' -o -name '*.hpp' \) -type f | sort; }

# Sources that differ from the last commit, new ones included.
changed_sources() {
  { git diff --name-only --diff-filter=d HEAD --; git ls-files --others --exclude-standard; } 2>/dev/null |
    grep -E '^(src|tests|bench|simulate|tools)/.*\.(cpp|hpp)$' | sort -u
}

format_in_place() {
  step_begin "formatting"
  sources | xargs -r clang-format-19 -i
  step_end "$(sources | wc -l) files"
}

check_format() {
  step_begin "checking format"
  local wrong
  wrong=$(sources | xargs -r clang-format-19 --dry-run 2>&1 | sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: warning.*/\1/p' | sort -u)
  if [[ -n $wrong ]]; then
    step_failed
    say "$wrong" >&2
    fail "$(wc -l <<<"$wrong") files are not formatted" "./dev format"
  fi
  step_end "$(sources | wc -l) files"
}

# lint FILE…: clang-tidy over the translation units among them.
lint() {
  local log=build/log/lint.log total
  local -a units
  mapfile -t units < <(printf '%s\n' "$@" | grep '\.cpp$' | only_configured)
  total=${#units[@]}
  ((total > 0)) || { say "nothing to lint: no source differs from the last commit (--all for all)"; return; }
  step_begin "clang-tidy over $total files"
  if ! printf '%s\n' "${units[@]}" | xargs -P "$(compile_jobs)" -n 1 tools/dev/clang_tidy |
    tee "$log" | show_lint_progress "$total"; then
    step_failed
    grep -v '^\[linted\]' "$log" | head -n 120 >&2
    fail "clang-tidy has findings" "all of them are in $log"
  fi
  step_end
}

# Without what ./dev bench peers has installed, what needs it cannot be read.
only_configured() {
  if [[ -e build/peers/compile_commands.json ]]; then cat; else grep -v '^bench/peers/servers/' || true; fi
}

show_lint_progress() {
  local total=$1 finished=0 line
  while IFS= read -r line; do
    [[ $line == '[linted] '* ]] || continue
    step_progress "$((++finished))" "$total" "${line##*/}"
  done
}

lint_scripts() {
  step_begin "shellcheck"
  shellcheck dev .ci/run tools/dev/* >&2 || { step_failed; fail "shellcheck has findings" "they stand above"; }
  step_end
}

run_tidy() {
  step_begin "tidy"
  local found
  if ! found=$("build/release/tools/tidy" . 2>&1); then
    step_failed
    say "$found" >&2
    fail "the repository breaks its own rules" "each line above says what to do; the rules are in tools/tidy"
  fi
  step_end "$found"
}
