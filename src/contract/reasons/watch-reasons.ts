/** What the monitor says of what it sees around itself: its certificate, its disks, changes that nobody has confirmed. */
export const watchReasons = {
  certificate_ends: {
    code: 'INVALID_SETTING',
    text: '{{name}} expires on {{at}}, in {{days}} days.',
  },
  certificate_ends_soon: {
    code: 'INVALID_SETTING',
    text: '{{name}} expires on {{at}}, within two days.',
  },
  certificate_over: {
    code: 'INVALID_SETTING',
    text: "{{name}} expired on {{at}}; whoever checks it can't connect.",
  },
  disk_low: {
    code: 'STORAGE_FAILED',
    text: 'The disk of {{folder}} has {{free}} of {{size}} left.',
  },
  disk_fills: {
    code: 'STORAGE_FAILED',
    text: 'The disk of {{folder}} has {{free}} of {{size}} left, and is full in {{hours}} h if it goes on like this.',
  },
  change_unconfirmed: {
    code: 'GUARDED',
    text: 'One that came at {{at}} would have removed {{removed}} of {{of}} targets, and nobody has confirmed it.',
  },
} as const
