# A PostgreSQL for tests: in a folder that goes, reached through a socket in it alone.
# shellcheck shell=bash

readonly postgres_programs=/usr/lib/postgresql/15/bin
readonly postgres_patience_s=60
postgres_pid='' postgres_folder=''

# Starts it, tells the tests where, and stops it however this script ends.
start_postgres() {
  local log=build/log/postgres.log
  local -a as_user=()
  step_begin "starting PostgreSQL"
  # Not where TMPDIR says: the path of a socket has 107 characters at the most.
  postgres_folder=$(mktemp -d /tmp/tributary-postgres.XXXXXX)
  trap stop_postgres EXIT
  if ((EUID == 0)); then  # as which it refuses to run
    as_user=(--reuid=postgres --regid=postgres --clear-groups)
    chown postgres:postgres "$postgres_folder"
  fi
  if ! setpriv "${as_user[@]}" -- "$postgres_programs/initdb" --pgdata="$postgres_folder/cluster" \
    --username=tributary --auth=trust --encoding=UTF8 --locale=C --no-sync >"$log" 2>&1 </dev/null; then
    step_failed
    fail "PostgreSQL could not make its folder" "read $log"
  fi
  # Nothing here has to outlive a power cut. It ends with this script, even where that is killed.
  setpriv "${as_user[@]}" --pdeathsig=INT -- "$postgres_programs/postgres" -D "$postgres_folder/cluster" \
    -k "$postgres_folder" -c listen_addresses= -c fsync=off -c max_connections=200 -c jit=off \
    >>"$log" 2>&1 </dev/null &
  postgres_pid=$!
  await_postgres "$log"
  export TRIBUTARY_POSTGRES="postgresql:///postgres?host=$postgres_folder&user=tributary"
  export TRIBUTARY_SKIP_NOTHING=yes
  step_end
}

await_postgres() {
  local started=$SECONDS
  until "$postgres_programs/pg_isready" --quiet --host="$postgres_folder" \
    --username=tributary --dbname=postgres; do
    if ! kill -0 "$postgres_pid" 2>/dev/null || ((SECONDS - started > postgres_patience_s)); then
      step_failed
      tail -n 5 "$1" >&2
      fail "PostgreSQL did not start" "read $1"
    fi
    sleep 0.1
  done
}

stop_postgres() {
  if [[ -n $postgres_pid ]]; then
    kill -INT "$postgres_pid" 2>/dev/null || true
    wait "$postgres_pid" 2>/dev/null || true
  fi
  rm -rf "$postgres_folder"
}
