import { procedure } from './procedure.ts'

/** `[CN-5]` */
export const listDeliveries = procedure('deliveries.list', {
  role: 'operator',
  audit: null,
  run: () => ({ deliveries: [], next: null }),
})

/** `[CN-5]` `UNKNOWN_DELIVERY`, `UNKNOWN_CHANNEL` */
export const retryDeliveries = procedure('deliveries.retry', {
  role: 'operator',
  audit: { name: 'deliveries.retry', facts: ({ channel }) => ({ name: channel }) },
  run() {
    throw new Error('Not there yet.')
  },
})

/** `[CN-5]` `UNKNOWN_DELIVERY`, `UNKNOWN_CHANNEL` */
export const discardDeliveries = procedure('deliveries.discard', {
  role: 'operator',
  audit: { name: 'deliveries.discard', facts: ({ channel }) => ({ name: channel }) },
  run() {
    throw new Error('Not there yet.')
  },
})
