import { expect, it } from 'vitest'
import { inEnglish } from '../../contract/refusal.ts'
import { lostPhrases } from './standing.ts'
import type { Lost } from './state-note.ts'

const lost = (more: Partial<Lost>): Lost => ({ task_id: 1, name: 'Pools', from: 2, to: 3, at: 0, ...more })
const keys = (...missing: Lost[]) => lostPhrases(missing).map(({ key }) => key)

it('[ST-3] says of each task what is missing of it: all, an epoch, or several', () => {
  expect(keys()).toEqual(['lost_no_epoch'])
  expect(keys(lost({ from: 0, to: 0 }), lost({ from: 1, to: 1 }), lost({}))).toEqual([
    'lost_task',
    'lost_epoch',
    'lost_epochs',
  ])
  expect(keys(lost({ name: '1', from: 3 }), lost({ name: '1' }))).toEqual(['lost_epoch_unnamed', 'lost_epochs_unnamed'])
  expect(lostPhrases([lost({})]).map(inEnglish)).toEqual([
    expect.stringMatching(/^- task 1 “Pools”: epochs 2.*3.*1970-01-01T00:00:00/) as unknown,
  ])
})

it('[ST-3] names ten tasks, and counts the others', () => {
  const missing = Array.from({ length: 13 }, (_, i) => lost({ task_id: i }))
  const phrases = lostPhrases(missing)
  expect(phrases).toHaveLength(11)
  expect(phrases.at(-1)).toMatchObject({ key: 'lost_more', values: { count: 3 } })
  expect(lostPhrases(missing.slice(0, 10))).toHaveLength(10)
})
