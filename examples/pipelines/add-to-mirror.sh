#!/bin/sh
# Usage: sh add-to-mirror.sh PROGRAM VERSION OS_ARCH MIRROR
#
# Adds a build of the provider to a filesystem mirror of Terraform and OpenTofu.
# Never replaces a build: lock files hold its checksum.

set -eu

program=$1 version=$2 platform=$3 mirror=$4

for host in registry.terraform.io registry.opentofu.org; do
	folder=$mirror/$host/bosops/bos/$version/$platform
	installed=$folder/terraform-provider-bos_v$version
	if [ -e "$installed" ] && ! cmp -s "$program" "$installed"; then
		echo "$installed is another build. Give this one a version of its own." >&2
		exit 1
	fi
	mkdir -p "$folder"
	cp "$program" "$installed"
	chmod 755 "$installed"
done
