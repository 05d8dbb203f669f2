import { procedure } from './procedure.ts'

/** `[BR-2]` `CONFLICT` where the brake is not on, `STALE_EPOCH` */
export const releaseBrake = procedure('brake.release', {
  role: 'operator',
  audit: { name: 'brake.release', facts: ({ task_id, base_epoch }) => ({ task_id, base_epoch }) },
  inTurns: true,
  run() {
    throw new Error('Not there yet.')
  },
})
