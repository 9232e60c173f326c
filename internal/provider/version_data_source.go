// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newVersionDataSource() datasource.DataSource {
	return &dataSource[versionData]{
		suffix:  "_version",
		schema:  versionDataSourceSchema,
		called:  (*versionData).called,
		read:    readVersion,
		problem: func(c *connection, _ *versionData, err error) problem { return c.explain(err, c.defaultTenant()) },
	}
}

// versionData is the version and the health of BOS.
type versionData struct {
	Version     types.String `tfsdk:"version"`
	Major       types.Int64  `tfsdk:"major"`
	Minor       types.Int64  `tfsdk:"minor"`
	Patch       types.Int64  `tfsdk:"patch"`
	CSMRelease  types.String `tfsdk:"csm_release"`
	APIVersions []string     `tfsdk:"api_versions"`
	DBStatus    types.String `tfsdk:"db_status"`
	APIStatus   types.String `tfsdk:"api_status"`
	Healthy     types.Bool   `tfsdk:"healthy"`
}

// called names the next request.
func (m *versionData) called() string {
	if m.Version.IsNull() {
		return "the version of BOS"
	}
	return "the health of BOS"
}

func versionDataSourceSchema() schema.Schema {
	number := func(part string) schema.Attribute {
		return schema.Int64Attribute{
			MarkdownDescription: part + " part of the version. Null if it is no number.",
			Computed:            true,
		}
	}
	return schema.Schema{
		MarkdownDescription: "Reads which version of BOS answers, which release of CSM it belongs to, and " +
			"whether it is healthy. It makes two requests and starts nothing.",
		Attributes: map[string]schema.Attribute{
			"version": computedText("Version of BOS, such as `2.50.0`, as BOS reports it: BOS 2.0 says `1.0.0`."),
			"major":   number("First"),
			"minor":   number("Second"),
			"patch":   number("Third"),
			"csm_release": computedText("Release of CSM that comes with this version of BOS, for people: `1.2`, `1.3 or " +
				"1.4` (which have the same), `1.5`, `1.6`, `later than 1.6`, or, where v1 of the API is spoken " +
				"and says `1.0.0`, `1.4 or earlier`. Null for a version of which that is not known. BOS does not " +
				"report it: it is looked up in a table of the provider's."),
			"api_versions": schema.ListAttribute{
				MarkdownDescription: "Versions of the API that this version of BOS has: `v1`, `v2` or both. Null " +
					"where that is not known. BOS is not asked for it: it is from the same table.",
				ElementType: types.StringType,
				Computed:    true,
			},
			"db_status":  computedText("What BOS says of its database; `ok` is good. Null if it says nothing."),
			"api_status": computedText("What BOS says of its API; `ok` is good. Null if it says nothing."),
			"healthy":    schema.BoolAttribute{MarkdownDescription: "Whether `db_status` and `api_status` are both `ok`.", Computed: true},
		},
	}
}

func readVersion(ctx context.Context, client *bos.Client, data *versionData) error {
	version, err := client.Version(ctx)
	if err != nil {
		return err
	}
	v1, _ := client.SpeaksV1() // known after Version
	data.fromVersion(version, v1)

	health, err := client.Health(ctx)
	if err != nil {
		return err
	}
	data.fromHealth(health)
	return nil
}

func (m *versionData) fromVersion(version bos.Version, v1 bool) {
	m.Version = types.StringValue(version.String())
	m.Major = numberOrNull(version.Major)
	m.Minor = numberOrNull(version.Minor)
	m.Patch = numberOrNull(version.Patch)
	release := releaseOf(m.Major, m.Minor)
	if version.String() == oldest {
		release = oldestRelease(v1)
	}
	m.CSMRelease = textOrNull(release.csm)
	m.APIVersions = release.api
}

func (m *versionData) fromHealth(health bos.Health) {
	m.DBStatus = textOrNull(health.DBStatus)
	m.APIStatus = textOrNull(health.APIStatus)
	m.Healthy = types.BoolValue(health.DBStatus == healthOK && health.APIStatus == healthOK)
}

const healthOK = "ok"

// release is the CSM release of a version of BOS, and the versions of the API that it has.
type release struct {
	csm string
	api []string
}

// releases maps the first two parts of BOS's version to a release. Each CSM release took one of them and patched
// it separately, so that nothing can be said of versions in between.
var releases = map[[2]int64]release{
	{1, 10}: {"1.2", []string{"v1"}},
	{2, 0}:  {"1.3 or 1.4", []string{"v1", "v2"}},
	{2, 10}: {"1.5", []string{"v1", "v2"}},
	{2, 30}: {"1.6", []string{"v2"}},
}

// firstLater is the first minor version of BOS 2 after CSM 1.6.
const firstLater = 32

// oldest is the version that BOS 2.0 reports, though it has v2 (001_version.json of CSM 1.3). BOS 1.10 may report
// it as well.
const oldest = "1.0.0"

func oldestRelease(v1 bool) release {
	if v1 {
		return release{csm: "1.4 or earlier"}
	}
	return releases[[2]int64{2, 0}]
}

func releaseOf(major, minor types.Int64) release {
	if major.ValueInt64() == 2 && minor.ValueInt64() >= firstLater {
		return release{"later than 1.6", []string{"v2"}}
	}
	return releases[[2]int64{major.ValueInt64(), minor.ValueInt64()}]
}
