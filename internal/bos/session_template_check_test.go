// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// inputErrors returns the fields of the joined *gateway.InputErrors.
func inputErrors(t *testing.T, err error) []string {
	t.Helper()
	var input *gateway.InputError
	fields := []string{}
	switch joined := err.(type) { //nolint:errorlint // its parts are examined one by one
	case nil:
	case interface{ Unwrap() []error }:
		for _, part := range joined.Unwrap() {
			fields = append(fields, inputErrors(t, part)...)
		}
	case *gateway.InputError:
		fields = append(fields, joined.Field)
	default:
		t.Errorf("%v is %T, not %T", err, err, input)
	}
	return fields
}

func long(n int) string { return strings.Repeat("ä", n) }

// templateFaults are edits of fullTemplate and the fields of the resulting errors; none = t is valid.
var templateFaults = map[string]struct {
	edit   func(*bos.SessionTemplate)
	fields string
}{
	"nothing":                  {func(*bos.SessionTemplate) {}, ""},
	"no name":                  {func(t *bos.SessionTemplate) { t.Name = "" }, "name"},
	"name with a slash":        {func(t *bos.SessionTemplate) { t.Name = "a/b" }, "name"},
	"name of 127":              {func(t *bos.SessionTemplate) { t.Name = strings.Repeat("n", 127) }, ""},
	"name of 128":              {func(t *bos.SessionTemplate) { t.Name = strings.Repeat("n", 128) }, "name"},
	"description of 1023":      {func(t *bos.SessionTemplate) { t.Description = long(1023) }, ""},
	"description of 1024":      {func(t *bos.SessionTemplate) { t.Description = long(1024) }, "description"},
	"configuration of 127":     {func(t *bos.SessionTemplate) { t.Configuration = long(127) }, ""},
	"configuration of 128":     {func(t *bos.SessionTemplate) { t.Configuration = long(128) }, "cfs.configuration"},
	"no boot sets":             {func(t *bos.SessionTemplate) { t.BootSets = nil }, "boot_sets"},
	"127 boot sets":            {func(t *bos.SessionTemplate) { t.BootSets = numberedSets(127) }, ""},
	"128 boot sets":            {func(t *bos.SessionTemplate) { t.BootSets = numberedSets(128) }, "boot_sets"},
	"a bad name of a boot set": {func(t *bos.SessionTemplate) { t.BootSets[`-"x`] = soundBootSet() }, `boot_sets["-\"x"]`},
	"two things": {
		func(t *bos.SessionTemplate) { t.Name = ""; t.BootSets["c"] = bos.BootSet{NodeGroups: []string{"g"}} },
		`name boot_sets["c"].type boot_sets["c"].path`,
	},
}

func numberedSets(n int) map[string]bos.BootSet {
	sets := map[string]bos.BootSet{}
	for i := range n {
		sets[fmt.Sprint("s", i)] = soundBootSet()
	}
	return sets
}

func numberedNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint("n", i)
	}
	return names
}

// bootSetFaults are the same for its boot set "compute"; the fields are below that.
var bootSetFaults = map[string]struct {
	edit   func(*bos.BootSet)
	fields string
}{
	"another type":           {func(b *bos.BootSet) { b.Type = "http" }, ".type"},
	"no type":                {func(b *bos.BootSet) { b.Type = "" }, ".type"},
	"no path":                {func(b *bos.BootSet) { b.Path = "" }, ".path"},
	"path of another kind":   {func(b *bos.BootSet) { b.Path = "http://x/y" }, ".path"},
	"path without a key":     {func(b *bos.BootSet) { b.Path = "s3://boot-images/" }, ".path"},
	"path without a bucket":  {func(b *bos.BootSet) { b.Path = "s3:///x" }, ".path"},
	"path of 4095":           {func(b *bos.BootSet) { b.Path = "s3://b/" + long(4088) }, ""},
	"path of 4096":           {func(b *bos.BootSet) { b.Path = "s3://b/" + long(4089) }, ".path"},
	"ETag of 65536":          {func(b *bos.BootSet) { b.ETag = ptr(long(65536)) }, ""},
	"ETag of 65537":          {func(b *bos.BootSet) { b.ETag = ptr(long(65537)) }, ".etag"},
	"parameters of 4096":     {func(b *bos.BootSet) { b.KernelParameters = ptr(long(4096)) }, ""},
	"parameters of 4097":     {func(b *bos.BootSet) { b.KernelParameters = ptr(long(4097)) }, ".kernel_parameters"},
	"provider of 511":        {func(b *bos.BootSet) { b.RootfsProvider = ptr(long(511)) }, ""},
	"provider of 512":        {func(b *bos.BootSet) { b.RootfsProvider = ptr(long(512)) }, ".rootfs_provider"},
	"provider that is empty": {func(b *bos.BootSet) { b.RootfsProvider = ptr("") }, ".rootfs_provider"},
	"passthrough of 4096":    {func(b *bos.BootSet) { b.RootfsProviderPassthrough = ptr(long(4096)) }, ""},
	"passthrough of 4097":    {func(b *bos.BootSet) { b.RootfsProviderPassthrough = ptr(long(4097)) }, ".rootfs_provider_passthrough"},
	"empty texts that may be so": {func(b *bos.BootSet) {
		b.ETag, b.KernelParameters, b.RootfsProviderPassthrough = ptr(""), ptr(""), ptr("")
	}, ""},
	"configuration of 128": {func(b *bos.BootSet) { b.Configuration = long(128) }, ".cfs.configuration"},
	"arch of the kernel":   {func(b *bos.BootSet) { b.Arch = "x86_64" }, ".arch"},
	"arch ARM":             {func(b *bos.BootSet) { b.Arch = "ARM" }, ""},
	"no arch":              {func(b *bos.BootSet) { b.Arch = "" }, ""},
	"no nodes":             {func(b *bos.BootSet) { b.NodeList, b.NodeGroups, b.NodeRolesGroups = nil, nil, nil }, ""},
	"groups alone":         {func(b *bos.BootSet) { b.NodeList, b.NodeRolesGroups = nil, nil }, ""},
	"empty lists": {
		func(b *bos.BootSet) { b.NodeList, b.NodeGroups, b.NodeRolesGroups = []string{}, []string{}, []string{} },
		".node_list .node_roles_groups .node_groups",
	},
	"no xname":                  {func(b *bos.BootSet) { b.NodeList = []string{"x3000c0s1b0n0", "n1", "n2"} }, ".node_list[1]"},
	"xname of a blade":          {func(b *bos.BootSet) { b.NodeList = []string{"x3000c0s1"} }, ".node_list[0]"},
	"chassis 8":                 {func(b *bos.BootSet) { b.NodeList = []string{"x3000c8s1b0n0"} }, ".node_list[0]"},
	"xname in another spelling": {func(b *bos.BootSet) { b.NodeList = []string{"X03000C00S01B0N0"} }, ""},
	"NIDs":                      {func(b *bos.BootSet) { b.NodeList = []string{"nid000001", "NID2"} }, ""},
	"the same node":             {func(b *bos.BootSet) { b.NodeList = []string{"x3000c0s1b0n0", "x3000c0s2b0n0", "X3000c0s01b0n0"} }, ".node_list[2]"},
	"65536 nodes":               {func(b *bos.BootSet) { b.NodeList = make([]string, 65536) }, ".node_list"},
	"1023 roles":                {func(b *bos.BootSet) { b.NodeRolesGroups = numberedNames(1023) }, ""},
	"the same role":             {func(b *bos.BootSet) { b.NodeRolesGroups = []string{"r", "s", "r"} }, ".node_roles_groups[2]"},
	"two groups in one":         {func(b *bos.BootSet) { b.NodeGroups = []string{"a,b"} }, ".node_groups[0]"},
	"a group with a space":      {func(b *bos.BootSet) { b.NodeGroups = []string{"g", "a b"} }, ".node_groups[1]"},
	"parameters in two lines":   {func(b *bos.BootSet) { b.KernelParameters = ptr("quiet\nsplash") }, ".kernel_parameters"},
	"a line break at the end":   {func(b *bos.BootSet) { b.KernelParameters = ptr("quiet\n") }, ".kernel_parameters"},
	"a tab":                     {func(b *bos.BootSet) { b.KernelParameters = ptr("quiet\tsplash") }, ".kernel_parameters"},
	"spaces":                    {func(b *bos.BootSet) { b.KernelParameters = ptr(" quiet  splash ") }, ""},
	"1024 roles":                {func(b *bos.BootSet) { b.NodeRolesGroups = make([]string, 1024) }, ".node_roles_groups"},
	"4096 groups":               {func(b *bos.BootSet) { b.NodeGroups = make([]string, 4096) }, ".node_groups"},
	"an empty group":            {func(b *bos.BootSet) { b.NodeGroups = []string{"g", ""} }, ".node_groups[1]"},
	"a role of 127":             {func(b *bos.BootSet) { b.NodeRolesGroups = []string{long(127)} }, ""},
	"a role of 128":             {func(b *bos.BootSet) { b.NodeRolesGroups = []string{long(128)} }, ".node_roles_groups[0]"},
}

func TestCheckSessionTemplate_reportsEachFault(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t))
	check := func(name string, edit func(*bos.SessionTemplate), want []string) {
		template := fullTemplate()
		edit(&template)
		err := f.CheckSessionTemplate(template)
		if got := inputErrors(t, err); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		if err == nil {
			return
		}
		if _, write := f.ReplaceSessionTemplate(t.Context(), template); !errors.As(write, new(*gateway.InputError)) {
			t.Errorf("%s: not refused before the PUT: %v", name, write)
		}
	}
	for name, test := range templateFaults {
		check(name, test.edit, strings.Fields(test.fields))
	}
	for name, test := range bootSetFaults {
		want := strings.Fields(test.fields)
		for i := range want {
			want[i] = `boot_sets["compute"]` + want[i]
		}
		if name == "no nodes" {
			want = []string{`boot_sets["compute"]`}
		}
		check(name, inBootSet(test.edit), want)
	}
}

// The schema of BOS accepts what the client accepts at its limits.
func TestCheckSessionTemplate_agreesWithBOS(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	tried := 0
	try := func(name string, edit func(*bos.SessionTemplate)) {
		template := fullTemplate()
		edit(&template)
		if s.CheckSessionTemplate(template) != nil || name == "arch ARM" { // only the image contradicts it
			return
		}
		tried++
		if _, err := s.ReplaceSessionTemplate(t.Context(), template); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, test := range templateFaults {
		try(name, test.edit)
	}
	for name, test := range bootSetFaults {
		try(name, inBootSet(test.edit))
	}
	if tried < 15 {
		t.Errorf("only %d were tried", tried)
	}
}
