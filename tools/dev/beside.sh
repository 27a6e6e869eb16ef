# Two versions of Tributary measured in turns: ./dev bench beside COMMIT [OPTIONS].
# shellcheck shell=bash

readonly beside_turns=${TURNS:-7}

# bench_beside COMMIT [OPTIONS of tributary bench]: a change of a few percent is smaller than what
# a machine wavers from minute to minute, so the versions take turns and medians are compared.
bench_beside() {
  local commit folder turn results=build/beside/results
  commit=$(git rev-parse --short "${1:?which commit?}^{commit}") || fail "there is no commit $1"
  shift
  folder=build/beside/$commit
  ensure_packages jq
  [[ -d $folder ]] || git worktree add --detach "$folder" "$commit" >/dev/null 2>&1 ||
    fail "no worktree could be made in $folder" "git worktree prune, then again"
  step_begin "building $commit"
  build_program "$folder" >build/log/beside.log 2>&1 ||
    { step_failed; fail "$commit does not build here" "read build/log/beside.log"; }
  step_end
  rm -rf "$results"
  mkdir -p "$results"
  step_begin "taking turns"
  for ((turn = 1; turn <= beside_turns; ++turn)); do
    step_progress "$((turn - 1))" "$beside_turns" "turn $turn"
    bench_turn "$folder/build/release/tributary" "$results/before-$turn.json" "$@"
    bench_turn build/release/tributary "$results/after-$turn.json" "$@"
  done
  step_end "$beside_turns of each"
  show_beside "$commit" "$results"
}

# Without the tests of a commit, which nobody runs here.
build_program() {
  (cd "$1" && CCACHE_BASEDIR=$PWD cmake --preset release && ninja -C build/release -j "$(compile_jobs)" tributary)
}

bench_turn() {
  "$1" bench --json "$2" "${@:3}" >build/log/beside.log 2>&1 ||
    { step_failed; fail "a bench run failed" "read build/log/beside.log"; }
}

# The medians of the turns, of the figures that both versions have.
show_beside() {
  jq -rn --arg before "$1" '
    def median: sort | .[(length / 2 | floor)];
    def significant: if . >= 100 then round else (. * 100 | round) / 100 end;
    [inputs | {side: (input_filename | if test("/before-") then "before" else "after" end), figure: .figures[]}]
    | group_by(.figure.key)
    | map(select(any(.side == "before") and any(.side == "after")))
    | ["figure", $before, "now", "now/\($before)", "us \($before)", "us now", "ratio"],
      (.[] | (map(select(.side == "before").figure)) as $old | (map(select(.side == "after").figure)) as $new
        | ($old | map(.value) | median) as $o | ($new | map(.value) | median) as $n
        | ($old | map(.server_us // 0) | median) as $ou | ($new | map(.server_us // 0) | median) as $nu
        | ["\(.[0].figure.name), \(.[0].figure.unit)", ($o | significant), ($n | significant), ($n / $o * 1000 | round / 1000)]
          + (if $ou > 0 then [($ou | significant), ($nu | significant), ($nu / $ou * 1000 | round / 1000)] else ["", "", ""] end))
    | @tsv' "$2"/*.json | column -t -s $'\t'
  say "  us: processor time of the server for each, which other work on the machine disturbs least"
}
