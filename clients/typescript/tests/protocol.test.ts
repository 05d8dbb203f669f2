import type { Static } from 'typebox'
import { expect, it } from 'vitest'
import { consumerFrames } from '../../../src/contract/consumer-frames.ts'
import { monitorFrames, observerFrames } from '../../../src/contract/monitor-frames.ts'
import { logLevels } from '../../../src/contract/resources/log.ts'
import type { BatchStatus, ClientFrame, LogLevel, MonitorFrame } from '../src/index.ts'

type Sent = { [T in keyof typeof consumerFrames]: Static<(typeof consumerFrames)[T]> }[keyof typeof consumerFrames]
type All = typeof monitorFrames & typeof observerFrames
/** A client passes on codes that it does not know. */
type Told = { [T in keyof All]: T extends 'error' ? Extract<MonitorFrame, { type: T }> : Static<All[T]> }[keyof All]

/** Each can stand for the other; with `Required` no optional field is left out of either. */
type Same<A, B> = [A, Required<A>] extends [B, Required<B>]
  ? [B, Required<B>] extends [A, Required<A>]
    ? true
    : false
  : false
/** One for each type of frame: of unions the compiler says only that they differ. */
type SameFrames<A extends { type: string }, B extends { type: string }> = {
  [T in A['type'] | B['type']]: Same<Extract<A, { type: T }>, Extract<B, { type: T }>>
}

it('the frames of the package are those of the monitor: the compiler holds their fields against each other', () => {
  const sent: SameFrames<ClientFrame, Sent> = {
    register: true,
    heartbeat: true,
    batch_status: true,
    batch_reload_ack: true,
    log: true,
    subscribe: true,
    ping: true,
    leave: true,
  }
  const told: SameFrames<MonitorFrame, Told> = {
    connected: true,
    registered: true,
    pong: true,
    batch_reload: true,
    log_wanted: true,
    subscribed: true,
    error: true,
    batch_status: true,
    consumer_status: true,
    epoch: true,
    reload_ack: true,
  }
  expect(Object.keys(sent).toSorted()).toEqual(Object.keys(consumerFrames).toSorted())
  expect(Object.keys(told).toSorted()).toEqual(Object.keys({ ...monitorFrames, ...observerFrames }).toSorted())
  const levels: readonly LogLevel[] = logLevels
  const statuses: readonly BatchStatus[] = ['pending', 'running', 'completed', 'error']
  expect([levels.length, statuses.length]).toEqual([4, 4])
})
