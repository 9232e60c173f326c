# Sessions of one session template, with all that an import would store.
list "bos_session" "compute" {
  provider         = bos
  include_resource = true

  config {
    template_name = "compute"
  }
}
