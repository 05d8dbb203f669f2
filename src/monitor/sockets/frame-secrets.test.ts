import { describe, expect, it } from 'vitest'
import type { ConsumerFrame } from '../../contract/consumer-frames.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { Redactor } from '../redactor.ts'
import { sentenceWithoutSecrets, withoutSecrets } from './frame-secrets.ts'

const redactor = new Redactor({ ...resolveSettings([]), 'server.consumer-token': 'worker/token+of the fleet' })
const own = 'worker/token+of the fleet'
const named = 'bdt_0123456789abcdef'
const encoded = encodeURIComponent(own)

function said(frame: ConsumerFrame): string {
  return JSON.stringify(withoutSecrets(frame, JSON.stringify(frame), redactor))
}

describe('[SEC-6] what a consumer says in words', () => {
  it.each([own, named, encoded, `ws://deck/websocket/monitor?token=${encoded}`])(
    'is kept without the token in it: %s',
    (secret) => {
      const targets = [{ target: '0x1', status: 'error' as const, message: `to ${secret}`, value: secret }]
      const frames: ConsumerFrame[] = [
        { type: 'batch_status', batch_id: 1, status: 'error', message: `cannot reach ${secret}`, targets },
        { type: 'heartbeat', consumer_id: 'c', batches: [], timestamp: 1, targets },
        {
          type: 'register',
          consumer_id: 'c',
          hostname: secret,
          version: secret,
          labels: { [`a ${secret}`]: 'x', url: secret },
        },
      ]
      for (const frame of frames) {
        const kept = said(frame)
        for (const form of [own, named, encoded]) expect(kept).not.toContain(form)
        expect(kept).toContain('(hidden)')
      }
    },
  )

  it('is kept as it is where none is in it, and the token itself goes where it belongs', () => {
    const frame = {
      type: 'register',
      consumer_id: 'c',
      token: own,
      version: '50 %',
      labels: { a: 'b' },
    } as const satisfies ConsumerFrame
    expect(withoutSecrets(frame, JSON.stringify(frame), redactor)).toEqual(frame)
    const status = { type: 'batch_status', batch_id: 1, status: 'error', message: 'HTTP 500' } as const
    expect(withoutSecrets(status, JSON.stringify(status), redactor)).toBe(status)
  })

  it('a token in the place of the id is refused, and no name that has a word in common with it', () => {
    const redacts = new Redactor({ ...resolveSettings([]), 'server.consumer-token': 'watchers' })
    const register = (id: string) => {
      const frame = { type: 'register', consumer_id: id } as const
      return withoutSecrets(frame, JSON.stringify(frame), redacts)
    }
    for (const id of [named, 'watchers']) expect(() => register(id)).toThrow('holds a token of this monitor')
    expect(register('watchers-1')).toMatchObject({ consumer_id: 'watchers-1' })
  })

  it('and so is what is said of a frame that is refused', () => {
    const message = `There is no type ${named}.`
    expect(
      sentenceWithoutSecrets({ message, reason: 'frame_type_unknown', values: { type: named } }, redactor),
    ).toEqual({
      message: 'There is no type (hidden).',
    })
    const harmless = { message: 'There is no type x.', reason: 'frame_type_unknown', values: { type: 'x' } }
    expect(sentenceWithoutSecrets(harmless, redactor)).toBe(harmless)
  })
})
