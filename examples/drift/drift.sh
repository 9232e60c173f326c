#!/bin/sh
# Reports what differs from this configuration, on the nodes and in BOS. Exits with 0
# if nothing does, else with 1. It starts nothing and changes nothing.

saved=$(mktemp) || exit 1
trap 'rm -f "$saved"' EXIT

# An apply holds the lock of the state until its end, and what it starts is in no
# state before that. So wait for it: longer than any apply may take.
code=0
terraform plan -input=false -lock-timeout=3h -detailed-exitcode -out="$saved" || code=$?
case $code in
0 | 2) ;;
*) exit 1 ;; # a fault in the configuration, BOS does not answer, or the state stays locked
esac
plan=$(terraform show -json "$saved") || exit 1

# Sessions that still run, if the only change is to wait for them: their apply was
# interrupted. The next one continues. BOS is still processing their nodes.
running=$(printf '%s' "$plan" | jq -r '
  [.resource_changes[]? | select(.change.actions - ["no-op", "read"] != [])]
  | if all(.[]; .type == "bos_session" and .change.actions == ["update"]
      and (.change.before as $before | $before.status != "complete"
        and all(.change.after | to_entries[]; .value == $before[.key])))
    then .[].change.before.name else empty end
') || exit 1
if [ -n "$running" ]; then
	echo "Not checked. These sessions are still running, and the next apply waits for them:"
	printf '%s\n' "$running"
	exit 0
fi

failed=$(printf '%s' "$plan" | jq -r '
  .checks[]? | select(.status != "pass")
  | "\(.address.to_display): \(.status)", (.instances[]?.problems[]?.message | "  \(.)")
') || exit 1
if [ "$code" -eq 2 ]; then
	echo "There is something to apply: see the plan above."
fi
if [ -n "$failed" ]; then
	echo "These checks do not pass:"
	printf '%s\n' "$failed"
fi
if [ "$code" -eq 0 ] && [ -z "$failed" ]; then
	echo "No drift."
	exit 0
fi
exit 1
