# by the rollout's name, in the provider's tenant. The next apply continues with the
# waves that have not run.
terraform import bos_rolling_session.compute compute-2026-11

# by tenant and name; nothing before the slash means a rollout without a tenant
terraform import bos_rolling_session.compute vcluster-blue/compute-2026-11
terraform import bos_rolling_session.compute /compute-2026-11
