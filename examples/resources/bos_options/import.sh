# the id is always the same
terraform import bos_options.system options
