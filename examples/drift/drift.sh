#!/bin/sh
# Tells what differs from this configuration, on the nodes and in BOS. Ends with 0
# where nothing does, else with 1. It starts nothing and writes nothing.

saved=$(mktemp) || exit 1
trap 'rm -f "$saved"' EXIT

terraform plan -input=false -lock=false -detailed-exitcode -out="$saved"
planned=$?
case $planned in
0 | 2) ;;
*) exit 1 ;; # a fault in the configuration, or BOS is out of reach
esac

plan=$(terraform show -json "$saved") || exit 1
failed=$(printf '%s' "$plan" | jq -r '
  .checks[]? | select(.status != "pass")
  | "\(.address.to_display): \(.status)", (.instances[]?.problems[]?.message | "  \(.)")
') || exit 1

if [ "$planned" -eq 2 ]; then
	echo "There is something to apply: see the plan above."
fi
if [ -n "$failed" ]; then
	echo "These checks do not pass:"
	printf '%s\n' "$failed"
fi
if [ "$planned" -eq 0 ] && [ -z "$failed" ]; then
	echo "No drift."
	exit 0
fi
exit 1
