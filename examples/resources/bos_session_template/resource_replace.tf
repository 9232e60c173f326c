# Replaces a session template of this name that BOS has, without a validation by BOS.
resource "bos_session_template" "test" {
  name      = "test"
  overwrite = true
  validate  = false

  boot_sets = {
    test = {
      path        = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_groups = ["blue"]
    }
  }
}
