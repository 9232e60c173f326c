module github.com/bosops/terraform-provider-bos/tools/editorconfig-checker

go 1.26.0

tool github.com/editorconfig-checker/editorconfig-checker/v3/cmd/editorconfig-checker

require (
	github.com/editorconfig-checker/editorconfig-checker/v3 v3.7.0 // indirect
	github.com/editorconfig/editorconfig-core-go/v2 v2.6.4 // indirect
	github.com/gabriel-vasile/mimetype v1.4.13 // indirect
	github.com/wlynxg/chardet v1.0.5 // indirect
	golang.org/x/mod v0.35.0 // indirect
	golang.org/x/text v0.37.0 // indirect
	gopkg.in/ini.v1 v1.67.0 // indirect
)
