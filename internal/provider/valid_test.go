// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// validate runs a validator on the value of an attribute called "knob".
func validate(v validator.String, value types.String) diag.Diagnostics {
	var resp validator.StringResponse
	v.ValidateString(context.Background(), validator.StringRequest{Path: path.Root("knob"), ConfigValue: value}, &resp)
	return resp.Diagnostics
}

// texts shows diagnostics as "summary | detail".
func texts(diags diag.Diagnostics) []string {
	var shown []string
	for _, d := range diags {
		shown = append(shown, d.Summary()+" | "+d.Detail())
	}
	return shown
}

type validatorCase struct {
	value string
	want  string // "summary | detail"; empty for a good value
}

func checkValidator(t *testing.T, v validator.String, cases []validatorCase) {
	t.Helper()
	for _, c := range cases {
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		if got := texts(validate(v, types.StringValue(c.value))); !slices.Equal(got, want) {
			t.Errorf("%q:\n got %q\nwant %q", c.value, got, want)
		}
	}
	if v.Description(context.Background()) == "" || v.MarkdownDescription(context.Background()) == "" {
		t.Error("the validator has no description")
	}
}

func TestValidators_leaveUnknownAndNullAlone(t *testing.T) {
	for name, v := range map[string]validator.String{
		"operation": validOperation(), "session name": validSessionName(), "template name": validTemplateName(), "tenant": validTenant(),
		"limit": validLimit(), "age": validAge(), "duration": validDuration(), "status": validSessionState(), "choice": validChoice("a"),
	} {
		for _, value := range []types.String{types.StringNull(), types.StringUnknown()} {
			if diags := validate(v, value); len(diags) > 0 {
				t.Errorf("%s, %s: %v", name, value, diags)
			}
		}
		// the control: the empty string is refused by all of them
		if diags := validate(v, types.StringValue("")); !diags.HasError() {
			t.Errorf("%s: an empty string is good, want an error", name)
		}
	}
}

func TestValidSessionName_form(t *testing.T) {
	const invalid = "Invalid session name | "
	checkValidator(t, validSessionName(), []validatorCase{
		{"a", ""},
		{"7", ""},
		{"Nightly-Boot_2.x", ""},
		{"a--b", ""},
		{strings.Repeat("a", 127), ""},
		{"", invalid + "The value is empty: leave it out to have a name generated."},
		{strings.Repeat("a", 128), invalid + "`" + strings.Repeat("a", 80) + "…` has a length of 128: write 1 to 127 characters."},
		{"-a", invalid + "`-a` begins with `-`: let it begin with a letter or a digit."},
		{"a.", invalid + "`a.` ends with `.`: let it end with a letter or a digit."},
		{"a\n", invalid + "\"a\\n\" begins or ends with a space or a line break: write `a`, or wrap the expression in `trimspace()`."},
		{" a", invalid + "` a` begins or ends with a space or a line break: write `a`, or wrap the expression in `trimspace()`."},
		{"a b", invalid + "`a b` contains ` ` as character 2: write only letters, digits, `-`, `.` and `_`."},
		{"äb/c", invalid + "`äb/c` contains `ä` as character 1: write only letters, digits, `-`, `.` and `_`."},
		{"b/c\n", invalid + "\"b/c\\n\" contains `/` as character 2: write only letters, digits, `-`, `.` and `_`."},
		{"\n", invalid + "\"\\n\" contains \"\\n\" as character 1: write only letters, digits, `-`, `.` and `_`."},
	})
}

func TestValidTemplateName_form(t *testing.T) {
	checkValidator(t, validTemplateName(), []validatorCase{
		{"cle-1.0.0", ""},
		{"", "Invalid session template name | The value is empty: write the name of a session template."},
		{"cle:1", "Invalid session template name | `cle:1` contains `:` as character 4: write only letters, digits, `-`, `.` and `_`."},
	})
}

func TestValidTenant_form(t *testing.T) {
	const invalid = "Invalid tenant | "
	checkValidator(t, validTenant(), []validatorCase{
		{"vcluster-my-tenant1", ""},
		{"abc", ""},
		{strings.Repeat("a", 127), ""},
		{"", invalid + "The value is empty: leave it out for no tenant."},
		{"ab", invalid + "`ab` has a length of 2: write 3 to 127 characters."},
		{strings.Repeat("a", 128), invalid + "`" + strings.Repeat("a", 80) + "…` has a length of 128: write 3 to 127 characters."},
		{"Blue", invalid + "`Blue` contains `B` as character 1: write only lower-case letters, digits, `-` and `.`."},
		{"my_tenant", invalid + "`my_tenant` contains `_` as character 3: write only lower-case letters, digits, `-` and `.`."},
		{".blue", invalid + "`.blue` begins with `.`: let it begin with a lower-case letter or a digit."},
	})
}

func TestValidOperation_choices(t *testing.T) {
	const invalid = "Invalid operation | "
	checkValidator(t, validOperation(), []validatorCase{
		{"boot", ""},
		{"reboot", ""},
		{"shutdown", ""},
		{"configure", ""},
		{"Boot", invalid + "`Boot` is not in lower case: write `boot`."},
		{"boot ", invalid + "`boot ` begins or ends with a space or a line break: write `boot`."},
		{"restart", invalid + "`restart` is not valid; use one of `boot`, `reboot`, `shutdown`."},
		{"", invalid + "The value is empty: write one of `boot`, `reboot`, `shutdown`."},
	})
}

func TestValidChoice_namesTheAttribute(t *testing.T) {
	checkValidator(t, validChoice("error", "warn"), []validatorCase{
		{"warn", ""},
		{"WARN", "Invalid knob | `WARN` is not in lower case: write `warn`."},
		{"ignore", "Invalid knob | `ignore` is not valid; use one of `error`, `warn`."},
	})
	checkValidator(t, validSessionState(), []validatorCase{
		{"pending", ""},
		{"running", ""},
		{"complete", ""},
		{"complete,running", "Invalid session status | `complete,running` is not valid; use one of `pending`, `running`, `complete`."},
	})
}

// The good and the bad are those of session_list_min_age_*.json and the published pattern.
func TestValidAge_form(t *testing.T) {
	const invalid = "Invalid age | "
	const form = "write a whole number and `m`, `h`, `d` or `w` (minutes, hours, days, weeks), such as `12h`"
	checkValidator(t, validAge(), []validatorCase{
		{"0", ""},
		{"0d", ""},
		{"1m", ""},
		{"12H", ""},
		{"9999999h", ""},
		{"730000d", ""},
		{"104285w", ""},
		{"", invalid + "The value is empty: " + form + ", or leave it out."},
		{"5", invalid + "`5` has no unit: write `5m` for minutes, `5h` for hours, `5d` for days or `5w` for weeks."},
		{"01m", invalid + "`01m` has a leading zero: write `1m`."},
		{"-1h", invalid + "`-1h` is not a valid age: " + form + "."},
		{"30s", invalid + "`30s` is not a valid age: " + form + "."},
		{"1h30m", invalid + "`1h30m` is not a valid age: " + form + "."},
		{"1d\n", invalid + "\"1d\\n\" begins or ends with a space or a line break: write `1d`."},
		{"12345678d", invalid + "`12345678d` has 9 characters: write at most 8, in a greater unit."},
		{"9999999w", invalid + "`9999999w` goes back beyond the calendar: write `104285w` at most."},
		{"730001D", invalid + "`730001D` goes back beyond the calendar: write `730000D` at most."},
	})
}

func TestValidDuration_form(t *testing.T) {
	const invalid = "Invalid duration | "
	checkValidator(t, validDuration(), []validatorCase{
		{"40s", ""},
		{"1h30m", ""},
		{"500ms", ""},
		{"1.5h", ""},
		{"", invalid + "The value is empty: write a duration such as `30s`, `10m` or `1h30m`, or leave it out."},
		{"10", invalid + "`10` has no unit: write `10s` for seconds, `10m` for minutes or `10h` for hours."},
		{"0s", invalid + "`0s` is not above zero: write a duration such as `30s`."},
		{"-5m", invalid + "`-5m` is not above zero: write a duration such as `30s`."},
		{"1d", invalid + "`1d` has a unit that durations do not know, which go up to hours: write `24h`."},
		{"2w", invalid + "`2w` has a unit that durations do not know, which go up to hours: write `336h`."},
		{"1h 30M", invalid + "`1h 30M` is not a duration; units are in lower case and there are no spaces: write `1h30m`."},
		{"soon", invalid + "`soon` is not a duration: write numbers with the units `h`, `m` or `s`, such as `30s`, `10m` or `1h30m`."},
		{"9999999999h", invalid + "`9999999999h` is not a duration: write numbers with the units `h`, `m` or `s`, such as `30s`, `10m` or `1h30m`."},
	})
}

func TestValidDurationWithin_bounds(t *testing.T) {
	const invalid, write = "Invalid duration | ", ": write a duration from `1s` to `24h`."
	checkValidator(t, validPollInterval(), []validatorCase{
		{"1s", ""},
		{"24h", ""},
		{"60m", ""},
		{"1ms", invalid + "`1ms` is shorter than `1s`" + write},
		{"60", invalid + "`60` has no unit: write `60s` for seconds or `60m` for minutes."},
		{"99999", invalid + "`99999` has no unit: write a duration of at most `24h`."},
		{"999ms", invalid + "`999ms` is shorter than `1s`" + write},
		{"24h1s", invalid + "`24h1s` is longer than `24h`" + write},
		{"2d", invalid + "`2d` is longer than `24h`" + write},
		{"9999W", invalid + "`9999W` is longer than `24h`" + write},
		{"1d", invalid + "`1d` has a unit that durations do not know, which go up to hours: write `24h`."},
		{"-1s", invalid + "`-1s` is not above zero: write a duration such as `30s`."},
		{"0s", invalid + "`0s` is not above zero: write a duration such as `30s`."},
	})
}

func TestValidPercent_range(t *testing.T) {
	for value, want := range map[types.Float64]string{
		types.Float64Null():             "",
		types.Float64Unknown():          "",
		types.Float64Value(0):           "",
		types.Float64Value(12.5):        "",
		types.Float64Value(100):         "",
		types.Float64Value(-0.5):        "Invalid percentage | `-0.5` is below 0: write a number from 0 to 100.",
		types.Float64Value(100.1):       "Invalid percentage | `100.1` is above 100: write a number from 0 to 100.",
		types.Float64Value(math.Inf(1)): "Invalid percentage | `+Inf` is above 100: write a number from 0 to 100.",
	} {
		var resp validator.Float64Response
		validPercent().ValidateFloat64(context.Background(), validator.Float64Request{Path: path.Root("knob"), ConfigValue: value}, &resp)
		if got := strings.Join(texts(resp.Diagnostics), "\n"); got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
}
