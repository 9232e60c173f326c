// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

// providerBlock is a provider of these arguments, and a session of it: an engine looks at no provider that nobody uses.
func providerBlock(arguments string) string {
	return "provider \"bos\" {\nalias = \"LABEL\"\n" + arguments + "\n}\n" + sessionBlock("provider = bos.LABEL")
}

var badProviders = []badConfig{
	{"good provider", providerBlock(`endpoint = "https://127.0.0.1/apis/bos"`), ""},
	{"endpoint without scheme", providerBlock(`endpoint = "api.cmn.example.com"`), "Invalid BOS endpoint | begin it with https://"},
	{"endpoint of another scheme", providerBlock(`endpoint = "ftp://api.cmn.example.com"`), "Invalid BOS endpoint | only https and http can be used"},
	{"endpoint without host", providerBlock(`endpoint = "https:///apis/bos"`), "Invalid BOS endpoint | names no host"},
	{"endpoint with a query", providerBlock(`endpoint = "https://api.cmn.example.com/apis/bos?x=1"`), "Invalid BOS endpoint | leave out the question mark"},
	{"endpoint with a space", providerBlock(`endpoint = " https://api.cmn.example.com"`), "Invalid BOS endpoint | begins or ends with a space"},
	{"empty endpoint", providerBlock(`endpoint = ""`), "Invalid BOS endpoint | The endpoint is empty: give the base URL"},
	{"provider's tenant in capitals", providerBlock(`tenant = "Blue"`), "Invalid tenant | `Blue` contains `B` as character 1"},
	{"provider's tenant empty", providerBlock(`tenant = ""`), "Invalid tenant | leave it out for no tenant"},
	{"request_timeout without unit", providerBlock(`request_timeout = "40"`), "Invalid duration | write `40s` for seconds"},
	{"request_timeout of zero", providerBlock(`request_timeout = "0s"`), "Invalid duration | is not above zero"},
	{"request_timeout too short", providerBlock(`request_timeout = "10ms"`), "Invalid duration | `10ms` is shorter than `1s`"},
	{"poll_interval too short", providerBlock(`poll_interval = "1ms"`), "Invalid duration | `1ms` is shorter than `1s`"},
	{"poll_interval too long", providerBlock(`poll_interval = "25h"`), "Invalid duration | `25h` is longer than `24h`"},
	{"poll_interval in days", providerBlock(`poll_interval = "1d"`), "Invalid duration | write `24h`"},
	{"unknown argument of the provider", providerBlock(`url = "https://example.com"`), "Unsupported argument | url"},

	{"every argument", providerBlock(`
		endpoint                = "https://api.cmn.example.com/apis/bos"
		tenant                  = "vcluster-blue"
		client_credentials      = { token_url = "https://auth.cmn.example.com/token", client_id = "a", client_secret = "b", scopes = ["openid"] }
		tls                     = { ca_cert_file = "ca.pem", client_cert_file = "c.pem", client_key_file = "k.pem", insecure_skip_verify = false }
		proxy_url               = "socks5h://me:pass@127.0.0.1:1080"
		request_timeout         = "1m"
		poll_interval           = "1m"
		max_retries             = 0
		progress_file           = "/dev/tty"
		max_requests_per_second = 0.5`), ""},
	{"empty token", providerBlock(`token = ""`), "Invalid token | The value is empty"},
	{"token with its scheme", providerBlock(`token = "Bearer abc.def"`), "Invalid token | The token begins with"},
	{"token of two words", providerBlock(`token = "abc def"`), "Invalid token | The token contains a space"},
	{"empty token_file", providerBlock(`token_file = " "`), "Invalid token file | The value is empty"},
	{"empty cray_cli", providerBlock(`cray_cli = ""`), "Invalid cray_cli | The value is empty"},
	{"cray_cli as a truth value", providerBlock(`cray_cli = false`), ""},
	{"cray_cli in capitals", providerBlock(`cray_cli = "True"`), "Invalid cray_cli | write `true`"},
	{"path for cray_cli", providerBlock(`cray_cli = "/home/alice/.config/cray"`), "Invalid cray_cli | is a path"},
	{"token_url without scheme", providerBlock(`client_credentials = { token_url = "auth.cmn.example.com" }`), "Invalid token URL | neither the scheme https nor http"},
	{"token_url with a password", providerBlock(`client_credentials = { token_url = "https://me:pass@auth.cmn.example.com" }`), "Invalid token URL | leave it out"},
	{"empty token_url", providerBlock(`client_credentials = { token_url = "" }`), "Invalid token URL | The value is empty"},
	{"empty client_id", providerBlock(`client_credentials = { client_id = "" }`), "Invalid client ID | The value is empty"},
	{"empty client_secret", providerBlock(`client_credentials = { client_secret = "" }`), "Invalid client secret | The value is empty"},
	{"client_credentials without anything", providerBlock(`client_credentials = {}`), ""},
	{"empty scope", providerBlock(`client_credentials = { scopes = ["openid", ""] }`), "Invalid scope | The scope is empty"},
	{"two scopes in one", providerBlock(`client_credentials = { scopes = ["openid profile"] }`), "Invalid scope | write each scope by itself"},
	{"no scope", providerBlock(`client_credentials = { scopes = [null] }`), "Invalid scope | The scope is empty"},
	{"empty ca_cert_file", providerBlock(`tls = { ca_cert_file = "" }`), "Invalid CA certificate | The argument tls.ca_cert_file: The value is empty"},
	{"empty ca_cert_pem", providerBlock(`tls = { ca_cert_pem = "" }`), "Invalid CA certificate | The value is empty"},
	{"file for ca_cert_pem", providerBlock(`tls = { ca_cert_pem = "/etc/ssl/ca.pem" }`), "Invalid CA certificate | holds no certificate in PEM"},
	{"client_cert_file alone", providerBlock(`tls = { client_cert_file = "a.pem" }`), "Incomplete client certificate | tls.client_key_file is not"},
	{"client_key_file alone", providerBlock(`tls = { client_key_file = "a.pem" }`), "Incomplete client certificate | BOS_TLS_CLIENT_CERT_FILE"},
	{"text for insecure_skip_verify", providerBlock(`tls = { insecure_skip_verify = "yes" }`), "Incorrect attribute value type | a bool is required"},
	{"proxy_url without scheme", providerBlock(`proxy_url = "proxy.example.com:3128"`), "Invalid proxy URL | has no scheme"},
	{"proxy_url of another scheme", providerBlock(`proxy_url = "socks4://proxy.example.com"`), "Invalid proxy URL | begin it with http://, https://, socks5:// or socks5h://"},
	{"proxy_url with a path", providerBlock(`proxy_url = "http://proxy.example.com/pac"`), "Invalid proxy URL | leave out what follows"},
	{"empty proxy_url", providerBlock(`proxy_url = ""`), "Invalid proxy URL | The value is empty"},
	{"max_retries below zero", providerBlock(`max_retries = -1`), "Invalid max_retries | `-1` is below 0: write a whole number from 0 to 100"},
	{"max_retries beyond reason", providerBlock(`max_retries = 101`), "Invalid max_retries | `101` is above 100"},
	{"a fraction of max_retries", providerBlock(`max_retries = 1.5`), "Invalid max_retries | `1.5` is not a whole number: write a whole number from 0 to 100"},
	{"max_requests_per_second of zero", providerBlock(`max_requests_per_second = 0`), "Invalid max_requests_per_second | `0` is below 0.01"},
	{"relative progress_file", providerBlock(`progress_file = "./progress.log"`), "Invalid progress file | `./progress.log` is relative: write an absolute path, such as `/dev/tty`"},
	{"progress_file in the home", providerBlock(`progress_file = "~/progress.log"`), "Invalid progress file | is relative"},
	{"folder for progress_file", providerBlock(`progress_file = "/var/tmp/"`), "Invalid progress file | is a directory: write the path of a file in it"},
	{"empty progress_file", providerBlock(`progress_file = ""`), "Invalid progress file | The value is empty"},
	{"two sources", providerBlock("token = \"abc\"\ntoken_file = \"/tmp/token\""), "Conflicting sources of tokens | The configuration gives token and token_file"},
	{"three sources", providerBlock("token = \"abc\"\nclient_credentials = {}\ncray_cli = true"), "Conflicting sources of tokens | token, client_credentials and cray_cli"},
	{"a source and none of the Cray CLI", providerBlock("token = \"abc\"\ncray_cli = false"), ""},
}
