import { expect, it } from 'vitest'
import { runOrdeal } from '../ordeal/ordeal.ts'

it('[EP-1] [EP-3] [EP-5] [LV-2] [LV-3] 8 consumers and their server, killed, stalled and cut for a while, and all is as it must be', async () => {
  const { rows, problems } = await runOrdeal({ duration: 20_000, consumers: 8, seed: 8 })
  console.log(rows.map(([what, value]) => `${what}: ${value}`).join('\n'))
  expect(problems).toEqual([])
}, 240_000)
