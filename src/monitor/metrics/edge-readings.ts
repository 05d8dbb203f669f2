import type { Edge } from '../edge/edge.ts'
import type { Reading } from './reading.ts'

/** What is read at each scrape of the connections, whatever is spoken on them. */
export function edgeReadings({ gate, strangers, guesses }: Pick<Edge, 'gate' | 'strangers' | 'guesses'>): Reading[] {
  return [
    {
      kind: 'gauge',
      name: 'batchdeck_connections',
      help: 'Open connections, of HTTP and of sockets.',
      read: () => gate.connections,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_strangers',
      help: 'Of these, those that have neither shown a token nor registered (ED-4). Many for long: somebody fills the monitor up.',
      read: () => strangers.size,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_descriptors_free',
      help: 'Files and connections that the process may still open (ED-5); an eighth of all is kept for operators. +Inf without a limit.',
      read: () => gate.descriptors.free,
    },
    {
      kind: 'counter',
      name: 'batchdeck_token_attempts_total',
      help: 'Wrong tokens by what became of them (ED-6): failed, or throttled and not even compared. Many: somebody is guessing.',
      labels: ['result'],
      read: () => Object.entries(guesses.counted).map(([result, count]) => [{ result }, count] as const),
    },
  ]
}
