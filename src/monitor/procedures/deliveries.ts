import { procedure } from './procedure.ts'

/** `[CN-5]` Newest first. `STORAGE_FAILED` */
export const listDeliveries = procedure('deliveries.list', {
  role: 'operator',
  audit: null,
  run: ({ channels }, page) => channels.deliveries(page),
})

/** `[CN-5]` `UNKNOWN_DELIVERY`, `UNKNOWN_CHANNEL`, `STORAGE_FAILED` */
export const retryDeliveries = procedure('deliveries.retry', {
  role: 'operator',
  audit: { name: 'deliveries.retry', facts: ({ channel }) => ({ name: channel }) },
  run: async ({ channels }, which) => ({ retried: await channels.retry(which) }),
})

/** `[CN-5]` `UNKNOWN_DELIVERY`, `UNKNOWN_CHANNEL` */
export const discardDeliveries = procedure('deliveries.discard', {
  role: 'operator',
  audit: { name: 'deliveries.discard', facts: ({ channel }) => ({ name: channel }) },
  run: async ({ channels }, which) => ({ discarded: await channels.discard(which) }),
})
