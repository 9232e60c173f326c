import {
  to = bos_options.system
  id = "options"
}

resource "bos_options" "system" {
  polling_frequency = 30
}
