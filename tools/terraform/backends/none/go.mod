module github.com/hashicorp/terraform/internal/backend/remote-state/none

go 1.26
