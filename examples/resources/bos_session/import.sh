# by the session's name, in the provider's tenant
terraform import bos_session.example reboot-2026-11-22

# by tenant and name; nothing before the slash means a session without a tenant
terraform import bos_session.example vcluster-blue/reboot-2026-11-22
terraform import bos_session.example /reboot-2026-11-22
