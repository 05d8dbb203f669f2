/** States of a batch as its consumer reports them (WS-13). */
export const batchStatuses = ['pending', 'running', 'completed', 'error'] as const
export type BatchStatus = (typeof batchStatuses)[number]
