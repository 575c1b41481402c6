#!/usr/bin/env bash
# A real Slurm of several nodes on this one machine, for tests, as root, in a folder of its own:
#   slurm.sh up DIR [NODES], then the commands of Slurm with SLURM_CONF=DIR/slurm.conf; slurm.sh down DIR
# Debian: apt-get install --no-install-recommends slurmctld slurmd slurm-client munge
# DIR/pids has what was started; SLURM_PORT: the port of the controller, those of the nodes are from 11 above it on.
set -euo pipefail
D=$(realpath -m "$2")
export SLURM_CONF=$D/slurm.conf

up() {
  local nodes=$1 port=${SLURM_PORT:-26817} host
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
  cat > "$SLURM_CONF" << C
ClusterName=renastest
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$D/munge/sock
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
SlurmdTimeout=8
SlurmctldTimeout=10
KillWait=3
AccountingStorageType=accounting_storage/none
$(for i in $(seq "$nodes"); do echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 10 + i)) CPUs=4 RealMemory=4000 State=UNKNOWN"; done)
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE OverSubscribe=NO
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF OverSubscribe=NO
C
  slurmctld -D -i > "$D/log/slurmctld.out" 2>&1 &
  echo $! slurmctld >> "$D/pids"
  for i in $(seq "$nodes"); do
    slurmd -D -N "n$i" > "$D/log/slurmd-n$i.out" 2>&1 &
    echo $! "slurmd-n$i" >> "$D/pids"
  done
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

# What is in DIR/pids and still is what it was.
ours() {
  local pid name
  while read -r pid name; do
    { tr '\0' ' ' < "/proc/$pid/cmdline"; } 2> /dev/null | grep -q "${name%%-n*}" && echo "$pid"
  done < "$D/pids" || true
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
  up) up "${3:-2}" ;;
  down) down ;;
  *) echo "slurm.sh up|down DIR" >&2; exit 2 ;;
esac
