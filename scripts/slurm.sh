#!/usr/bin/env bash
# A real Slurm of several nodes on this one machine, for tests, as root, in a folder of its own:
#   slurm.sh up DIR [NODES [accounting]], then the commands of Slurm with SLURM_CONF=DIR/slurm.conf; slurm.sh down DIR
#   slurm.sh kill-node DIR NODE: SIGKILL for its slurmd and its jobs; cut-node: for its slurmd alone; start-node DIR NODE
#   slurm.sh kill-controller DIR, also with SIGKILL; start-controller DIR [forgetful]: without what it knew
# A file DIR/prolog.fails lets every launch of a job fail.
# Debian: apt-get install --no-install-recommends slurmctld slurmd slurm-client munge [slurmdbd mariadb-server]
# SLURM_NODE: a program that runs a slurmd, given as its arguments, such as one that mounts a disk for this node alone.
# DIR/pids has what was started; SLURM_PORT: the port of the controller, slurmdbd's is 2 and MariaDB's 3 above it, those of
# the nodes are from 11 above it on.
set -euo pipefail
D=$(realpath -m "$2")
export SLURM_CONF=$D/slurm.conf

start_node() {
  ${SLURM_NODE:-} slurmd -D -N "$1" > "$D/log/slurmd-$1.out" 2>&1 &
  echo $! "slurmd-$1" >> "$D/pids"
}

start_controller() {
  local from=()
  # Also the counter of jobs: their numbers are given out again.
  if [ "${1:-}" = forgetful ]; then
    rm -rf "$D/state"
    mkdir "$D/state"
    from=(-i)
  fi
  slurmctld -D "${from[@]}" > "$D/log/slurmctld.out" 2>&1 &
  echo $! slurmctld >> "$D/pids"
}

accounting() {
  local port=$1 host=$2
  mkdir -p "$D/sql"
  chown mysql:mysql "$D/sql"
  mariadb-install-db --no-defaults --user=mysql --datadir="$D/sql/data" --skip-test-db --auth-root-authentication-method=normal > "$D/log/sql-install.out" 2>&1
  mariadbd --no-defaults --user=mysql --datadir="$D/sql/data" --socket="$D/sql/sock" --port=$((port + 3)) --bind-address=127.0.0.1 --pid-file="$D/sql/pid" \
    --innodb-buffer-pool-size=64M --innodb-lock-wait-timeout=900 --innodb-flush-log-at-trx-commit=0 > "$D/log/mariadbd.out" 2>&1 &
  echo $! mariadbd >> "$D/pids"
  for _ in $(seq 300); do
    mariadb --no-defaults -uroot -S "$D/sql/sock" -e 'select 1' > /dev/null 2>&1 && break
    sleep .1
  done
  mariadb --no-defaults -uroot -S "$D/sql/sock" -e "create database slurm_acct; create user slurm@'127.0.0.1' identified by 'slurm'; create user slurm@localhost identified by 'slurm'; grant all on slurm_acct.* to slurm@'127.0.0.1'; grant all on slurm_acct.* to slurm@localhost"
  cat > "$D/slurmdbd.conf" << C
AuthType=auth/munge
AuthInfo=socket=$D/munge/sock
DbdHost=$host
DbdAddr=127.0.0.1
DbdPort=$((port + 2))
SlurmUser=root
LogFile=$D/log/slurmdbd.log
PidFile=$D/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$((port + 3))
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct
C
  chmod 600 "$D/slurmdbd.conf"
  SLURM_CONF=$D/slurmdbd.conf slurmdbd -D > "$D/log/slurmdbd.out" 2>&1 &
  echo $! slurmdbd >> "$D/pids"
  for _ in $(seq 300); do
    sacctmgr -i add cluster renastest > "$D/log/sacctmgr.out" 2>&1 && return
    sleep .2
  done
  echo "slurmdbd did not come up; see $D/log" >&2
  return 1
}

up() {
  local nodes=$1 with=${2:-} port=${SLURM_PORT:-26817} host storage
  host=$(hostname -s)
  mkdir -p "$D"/{state,spool,log,munge}
  chmod 755 "$D"
  : > "$D/pids"
  head -c 128 /dev/urandom > "$D/munge/key"
  chmod 600 "$D/munge/key"
  chmod 711 "$D/munge"
  chown -R munge:munge "$D/munge"
  setpriv --reuid munge --regid munge --clear-groups munged --foreground --force --key-file "$D/munge/key" --socket "$D/munge/sock" \
    --pid-file "$D/munge/pid" --log-file "$D/munge/log" --seed-file "$D/munge/seed" > "$D/log/munged.out" 2>&1 &
  echo $! munged >> "$D/pids"
  printf '#!/bin/sh\n[ ! -e %s/prolog.fails ]\n' "$D" > "$D/prolog"
  chmod +x "$D/prolog"
  storage=AccountingStorageType=accounting_storage/none
  [ "$with" = accounting ] && storage="AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$((port + 2))
AccountingStoragePass=$D/munge/sock
AccountingStorageEnforce=associations,limits"
  # Two for each node, which are given out as GPUs are, and are none.
  for i in 0 1; do mknod "$D/gpu$i" c 1 3; done
  echo "Name=gpu File=$D/gpu[0-1]" > "$D/gres.conf"
  cat > "$SLURM_CONF" << C
ClusterName=renastest
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A job that was requeued waits for the second number, 120 s by default.
AuthInfo=socket=$D/munge/sock,cred_expire=10
CredType=cred/munge
StateSaveLocation=$D/state
SlurmdSpoolDir=$D/spool/%n
SlurmctldPidFile=$D/slurmctld.pid
SlurmdPidFile=$D/slurmd-%n.pid
SlurmctldLogFile=$D/log/slurmctld.log
SlurmdLogFile=$D/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=500
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=1,batch_sched_delay=0,sched_min_interval=100000
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
Prolog=$D/prolog
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
SlurmdTimeout=8
SlurmctldTimeout=10
KillWait=3
GresTypes=gpu
$storage
$(for i in $(seq "$nodes"); do echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 10 + i)) CPUs=4 RealMemory=4000 Gres=gpu:2 State=UNKNOWN"; done)
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE OverSubscribe=NO
PartitionName=aside Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE OverSubscribe=NO
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF OverSubscribe=NO
C
  [ "$with" = accounting ] && accounting "$port" "$host"
  start_controller forgetful
  for i in $(seq "$nodes"); do start_node "n$i"; done
  for _ in $(seq 200); do
    [ "$(sinfo -h -N -o '%N %t' 2> /dev/null | grep -c ' idle')" -ge $((2 * nodes)) ] && return
    sleep .1
  done
  echo "Slurm did not come up; see $D/log" >&2
  return 1
}

tree() {
  local child
  for child in $(pgrep -P "$1"); do tree "$child"; done
  kill -9 "$1" 2> /dev/null || true
}

# What is in DIR/pids and still is what it was: all, or what has this name there.
ours() {
  local pid name
  while read -r pid name; do
    [ "${1:-$name}" = "$name" ] || continue
    { tr '\0' ' ' < "/proc/$pid/cmdline"; } 2> /dev/null | grep "${name%%-n*}" > /dev/null && echo "$pid"
  done < "$D/pids" || true
}

# Processes of this Slurm's jobs, steps among them: those on a node, or all.
steps() {
  local node=${1:-} pid
  for pid in $(grep -slzx "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ | cut -d/ -f3); do
    if [ -n "$node" ]; then
      grep -sqzx "SLURMD_NODENAME=$node" "/proc/$pid/environ" || continue
    fi
    echo "$pid"
  done
}

kill_node() {
  local pid parent
  for pid in $(ours "slurmd-$1"); do kill -9 "$pid"; done
  for pid in $(steps "$1"); do
    # The step itself has not the variables of its job.
    parent=$(awk '{ print $4 }' "/proc/$pid/stat" 2> /dev/null) || continue
    grep -sq '^slurmstepd: ' "/proc/$parent/cmdline" && kill -9 "$parent"
    kill -9 "$pid" 2> /dev/null || true
  done
}

down() {
  [ -e "$D/pids" ] || return 0
  # Steps of jobs outlive their slurmd: they are known by the configuration in their environment.
  for step in $(pgrep -f '^slurmstepd: '); do
    if { tr '\0' '\n' < "/proc/$step/environ"; } 2> /dev/null | grep -qx "SLURM_CONF=$SLURM_CONF"; then tree "$step"; fi
  done
  for pid in $(ours | tac); do kill "$pid" 2> /dev/null || true; done
  for _ in $(seq 50); do
    [ -z "$(ours)" ] && break
    sleep .1
  done
  for pid in $(ours); do kill -9 "$pid" 2> /dev/null || true; done
  mv "$D/pids" "$D/pids.ended"
}

case $1 in
  up) up "${3:-2}" "${4:-}" ;;
  down) down ;;
  kill-node) kill_node "$3" ;;
  start-node) start_node "$3" ;;
  cut-node) for pid in $(ours "slurmd-$3"); do kill -9 "$pid"; done ;;
  kill-controller) for pid in $(ours slurmctld); do kill -9 "$pid"; done ;;
  start-controller) start_controller "${3:-}" ;;
  *) echo "slurm.sh up|down|kill-node|start-node|kill-controller|start-controller DIR …" >&2; exit 2 ;;
esac
