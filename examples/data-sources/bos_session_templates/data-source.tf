data "bos_session_templates" "all" {}

output "boot_plans" {
  value = {
    for t in data.bos_session_templates.all.templates :
    t.name => coalesce(t.description, "no description")...
  }
}
