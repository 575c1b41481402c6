/**
 * `sh attempt.sh FOLDER`: makes one attempt at one measurement, on any executor. All that is known of it afterwards stands
 * in `FOLDER/attempts`. POSIX sh, so that a node of a cluster needs no Node.
 *
 * Its environment: `RENAS_SUBMISSION` and `RENAS_SLOT`, numbers; `RENAS_NODE`, the machine where it has another name than
 * its own; with `RENAS_CLAIM` set, the submission is begun at most
 * once, by whoever makes the file `attempts/SUBMISSION.claim` first. Without it, a submission with that file is not begun.
 * `attempts/current` names the attempt that began last: another one that still goes on, as on a node that a cluster has
 * lost sight of, ends itself, so that two never write one checkpoint for long.
 */
export const attemptScript = String.raw`#!/bin/sh
# Written by ReNAS. One attempt at one measurement: sh attempt.sh FOLDER
cd "$1" || exit 66
# The boot and the ticks since, proc(5): tells a process from another one that gets its number.
started() { T=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20); [ -n "$T" ] && printf '%s %s' "$(cat /proc/sys/kernel/random/boot_id)" "$T"; }
if [ "$2" = child ]; then
  # In a session of its own, which a signal reaches as a whole. It names itself before anything else happens in it.
  printf '%s %s\n' "$$" "$(started $$)" > "$3.child" || exit 74
  # A signal that came before this process could die of it.
  [ -e RENAS_STOP ] && exit 75
  exec sh ./command < /dev/null
fi
GOT=; TOLD=; OVER=; A=; P=; G=
tell() { GOT=1; TOLD=1; : > RENAS_STOP; [ -n "$P" ] && { kill -TERM "$G$P" || kill -TERM "$P"; } 2>/dev/null; }
trap tell TERM USR1 INT
# Whether another attempt has begun since.
follows() { C=$(cat attempts/current 2>/dev/null) && [ -n "$C" ] && [ "$C" != "$A" ]; }
yield() { GOT=1; [ -n "$A" ] && follows || return; OVER=1; [ -n "$P" ] && { kill -KILL "$G$P" || kill -KILL "$P"; } 2>/dev/null; }
trap yield USR2
mkdir -p attempts checkpoint || exit 74
if [ -e result.jsonl ] || [ -e result.log ]; then exit 0; fi
HOST=$RENAS_NODE
[ -n "$HOST" ] || HOST=$(uname -n)
if [ -n "$RENAS_CLAIM" ]; then
  (set -C; printf '%s %s %s\n' "$$" "$HOST" "$(started $$)" > "attempts/$RENAS_SUBMISSION.claim") 2>/dev/null || exit 0
elif [ -e "attempts/$RENAS_SUBMISSION.claim" ]; then exit 0
fi
rm -f RENAS_STOP
A=attempts/$(date +%s).$(printf '%s' "$HOST" | tr -cd 'A-Za-z0-9-').$$
STARTED=$(started $$)
began() {
  printf '{"host":"%s","pid":%d,"started":"%s","submission":%d,"slot":%d,"beat":%d}\n' "$HOST" "$$" "$STARTED" "$RENAS_SUBMISSION" "$RENAS_SLOT" "$1" > "$A.beat" && mv -f "$A.beat" "$A.began"
}
began 0 || exit 74
printf '%s\n' "$A" > "$A.part" && mv -f "$A.part" attempts/current || exit 74
# Goes on as long as this shell does: a shared disk shows it to every machine. A stop is heard from there too, once, where
# no signal comes.
( trap - TERM USR1 USR2 INT; N=0; S=; while kill -0 $$; do sleep 2; follows && kill -USR2 $$; N=$((N + 1)); began $N; [ -z "$S" ] && [ -e RENAS_STOP ] && S=1 && kill -TERM $$; done ) > /dev/null 2>&1 &
B=$!
# What others that have not ended show: those that still go on see this one within two seconds, and end themselves; those
# that change nothing for ten are gone, and on this machine those without a process.
others() {
  for F in attempts/*.began; do
    [ "$F" = "$A.began" ] || [ -e "$(echo "$F" | sed 's/began$/ended/')" ] && continue
    [ "$(echo "$F" | cut -d. -f2)" = "$(echo "$A" | cut -d. -f2)" ] && ! kill -0 "$(echo "$F" | cut -d. -f3)" && continue
    cat "$F"
  done 2>/dev/null
}
LAST=; SILENT=0; N=0
while [ -z "$TOLD$OVER" ] && [ "$N" -lt 60 ] && [ "$SILENT" -lt 10 ]; do
  NOW=$(others)
  [ -n "$NOW" ] || break
  if [ "$NOW" = "$LAST" ]; then SILENT=$((SILENT + 1)); else SILENT=0; LAST=$NOW; fi
  sleep 1; N=$((N + 1))
done
finish() { kill "$B" 2>/dev/null; printf '%s\n' "$1" > "$A.part" && mv -f "$A.part" "$A.ended"; exit "$1"; }
[ -n "$OVER" ] && finish 75
export RENAS_REPORT="$PWD/$A.jsonl" RENAS_CHECKPOINT="$PWD/checkpoint"
if command -v setsid > /dev/null; then
  G=-
  setsid sh "$0" "$PWD" child "$A" > "$A.out" 2>&1 &
else
  sh "$0" "$PWD" child "$A" > "$A.out" 2>&1 &
fi
P=$!
[ -n "$TOLD" ] && tell
# A trap interrupts "wait": the next one returns what the command ends with.
wait "$P"; RC=$?
while [ -n "$GOT" ]; do GOT=; wait "$P"; RC=$?; done
# A cluster signals the command and this shell, one after the other.
[ "$RC" = 143 ] && [ -z "$TOLD" ] && sleep 2
if [ -n "$TOLD" ] && [ -n "$G" ]; then
  # The shell of the command has ended, and what it started may not have: no other attempt may meet it at the checkpoint.
  N=0; while [ "$N" -lt 20 ] && kill -0 "-$P" 2>/dev/null; do sleep 1; N=$((N + 1)); done
  kill -KILL "-$P" 2>/dev/null
fi
[ -n "$TOLD$OVER" ] && [ "$RC" != 0 ] && RC=75
# A hard link, or where the file system has none a file that is made but once, and then a rename.
publish() {
  ln "$1" "$2" 2>/dev/null && return
  [ -e "$2" ] && return
  (set -C; printf '%s\n' "$A" > "$2.owner") 2>/dev/null || return
  cp "$1" "$2.$$" && mv -f "$2.$$" "$2"
}
if [ "$RC" = 0 ]; then
  if grep -q -E '"event"[[:space:]]*:[[:space:]]*"(result|check)"' "$A.jsonl" 2>/dev/null; then publish "$A.jsonl" result.jsonl
  else publish "$A.out" result.log; fi || RC=74
fi
finish "$RC"
`;
