# The tools of others that hold the reference against the program: see tests/contract.
# shellcheck shell=bash

readonly contract_tools=build/contract
readonly node_major_min=18

# What Debian has to give: nothing of what is there already, whoever put it there.
packages_contract() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
  local version
  version=$(node --version 2>/dev/null || echo v0)
  version=${version#v}
  if ((${version%%.*} < node_major_min)) || ! command -v npm >/dev/null; then echo nodejs npm; fi
}

install_contract_tools() {
  # shellcheck disable=SC2046  # a list of words
  ensure_packages $(packages_contract)
  local wanted log=build/log/contract-tools.log
  wanted=$(cat tests/contract/requirements.txt tests/contract/typescript/package*.json | sha256sum)
  wanted+=" $(python3 --version) $(node --version)"
  [[ $wanted != "$(cat "$contract_tools/installed" 2>/dev/null)" ]] || return 0
  step_begin "installing contract tools"
  rm -rf "$contract_tools"
  mkdir -p "$contract_tools/npm" build/log
  cp tests/contract/typescript/{package.json,package-lock.json,lint.mjs} "$contract_tools/npm/"
  if ! { install_python_tools && install_node_tools; } 2>&1 | tee "$log" | show_tools_progress; then
    step_failed
    tail -n 20 "$log" >&2
    fail "the tools of the contract tests could not be installed" \
      "is the network there? then again: ./dev $dev_command" "without them: ./dev test --quick"
  fi
  echo "$wanted" >"$contract_tools/installed"
  step_end "$(du -sh "$contract_tools" | cut -f1) in $contract_tools"
}

install_python_tools() {
  python3 -m venv "$contract_tools/venv" &&
    "$contract_tools/venv/bin/pip" install --disable-pip-version-check --no-input --progress-bar off \
      --requirement tests/contract/requirements.txt
}

install_node_tools() {
  npm ci --prefix "$contract_tools/npm" --no-audit --no-fund --ignore-scripts --loglevel=http
}

# pip says a line for each package when it begins with it, npm one for each that it fetched.
show_tools_progress() {
  local line finished=0 total
  total=$(grep -c '==' tests/contract/requirements.txt)
  total=$((total + $(grep -c '"node_modules/' tests/contract/typescript/package-lock.json)))
  while IFS= read -r line; do
    [[ $line == Collecting* || $line == *'http fetch GET 200'* ]] || continue
    step_progress "$((++finished < total ? finished : total))" "$total" "${line:0:40}"
  done
}
