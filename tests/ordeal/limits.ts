/** What the server is started with, ms: short enough that minutes are a long life. */
export const limits = {
  heartbeatInterval: 1000,
  suspectAfter: 1500,
  lostAfter: 3000,
  grace: 2000,
  memberDebounce: 300,
  memberDebounceMax: 1500,
  ackTimeout: 2000,
} as const

const names: Record<keyof typeof limits, string> = {
  heartbeatInterval: 'monitor.liveness.heartbeat-interval',
  suspectAfter: 'monitor.liveness.suspect-after',
  lostAfter: 'monitor.liveness.lost-after',
  grace: 'monitor.liveness.grace',
  memberDebounce: 'monitor.liveness.member-debounce',
  memberDebounceMax: 'monitor.liveness.member-debounce-max',
  ackTimeout: 'monitor.rollout.ack-timeout',
}

export const limitArguments = Object.entries(limits).flatMap(([key, ms]) => [
  '--set',
  `${names[key as keyof typeof limits]}=${ms}ms`,
])
