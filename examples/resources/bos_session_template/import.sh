# by the session template's name, in the provider's tenant
terraform import bos_session_template.example compute

# by tenant and name; nothing before the slash means a session template without a tenant
terraform import bos_session_template.example vcluster-blue/compute
terraform import bos_session_template.example /compute
