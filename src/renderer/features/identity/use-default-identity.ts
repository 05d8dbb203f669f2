import { identities, type Identity } from '../../../planner/identity.ts'
import { useCall } from '../../backend/use-call.ts'

/** `[PL-11]` How a new task compares its targets where nobody chooses: as the monitor's settings say. */
export function useDefaultIdentity(): Identity {
  const { answer } = useCall('settings.list', {})
  const given = answer?.settings.find(({ name }) => name === 'monitor.targets.identity')?.value
  return identities.find((one) => one === given) ?? 'exact'
}
