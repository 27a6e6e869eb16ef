# What ./dev shows: one line a step with its time, a bar where the length is known, and for every
# failure what to do next.
# shellcheck shell=bash

if [[ -t 1 && -z ${CI:-} && ${TERM:-dumb} != dumb ]]; then
  on_terminal=yes bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
  terminal_width=$(tput cols 2>/dev/null || echo 80)
  ((terminal_width >= 70)) || terminal_width=70
else
  on_terminal='' bold='' dim='' red='' green='' plain=''
fi

say() { printf '%s\n' "$@"; }

# Ends with a reason and what to do next, one line each.
fail() {
  printf '%s%sfailed:%s %s\n' "$red" "$bold" "$plain" "$1" >&2
  shift
  [[ $# -eq 0 ]] || printf '  next: %s\n' "$@" >&2
  exit 1
}

duration() {
  local seconds=$1
  if ((seconds < 60)); then printf '%d s' "$seconds"; else printf '%d min %02d s' $((seconds / 60)) $((seconds % 60)); fi
}

# step_begin "building"; …; step_end ["note"]
step_begin() {
  step_name=$1 step_started=$SECONDS step_shown=$SECONDS
  [[ -z $on_terminal ]] || printf '  %-26s %s…%s' "$step_name" "$dim" "$plain"
}

step_end() {
  local note=${1:-}
  [[ -z $on_terminal ]] || printf '\r\e[K'
  printf '%s✓%s %-26s %9s  %s%s%s\n' "$green" "$plain" "$step_name" \
    "$(duration $((SECONDS - step_started)))" "$dim" "$note" "$plain"
}

step_failed() {
  [[ -z $on_terminal ]] || printf '\r\e[K'
  printf '%s✗%s %-26s %9s\n' "$red" "$plain" "$step_name" "$(duration $((SECONDS - step_started)))"
}

# step_progress DONE TOTAL WHAT: a bar on a terminal; elsewhere a line every 15 seconds.
step_progress() {
  local finished=$1 total=$2 what=$3 width=20
  ((total > 0)) || return 0
  local percent=$((finished * 100 / total))
  if [[ -n $on_terminal ]]; then
    local filled=$((finished * width / total)) bar
    printf -v bar '%*s' "$filled" ''
    bar=${bar// /█}
    printf -v bar '%s%*s' "$bar" $((width - filled)) ''
    printf '\r\e[K  %-26s %9s  ▕%s▏ %3d %% %s%s%s' "$step_name" \
      "$(duration $((SECONDS - step_started)))" "$bar" "$percent" "$dim" "${what:0:terminal_width-70}" "$plain"
  elif ((SECONDS - step_shown >= 15)); then
    step_shown=$SECONDS
    printf '  %-26s %9s  %3d %%\n' "$step_name" "$(duration $((SECONDS - step_started)))" "$percent"
  fi
}
