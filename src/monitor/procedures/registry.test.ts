import { describe, expect, it } from 'vitest'
import { consoleProcedures } from '../../contract/procedures.ts'
import { actionWords } from '../../renderer/features/events/action-words.ts'
import { en } from '../../renderer/i18n/en.ts'
import { zh } from '../../renderer/i18n/zh.ts'
import { namedProcedures, procedures } from './registry.ts'

describe('the procedures', () => {
  it('each have a name of their own, and consoles call those of the contract', () => {
    const names = procedures.map(({ name }) => name)
    expect(names.length).toBeGreaterThan(45)
    expect(new Set(names).size).toBe(names.length)
    expect([...namedProcedures.keys()]).toEqual(Object.keys(consoleProcedures))
    for (const [name, procedure] of namedProcedures) expect(procedure).toMatchObject({ name })
  })

  it('[EV-4] [SEC-1] are written down where they change something, and only then, and are for operators or admins then', () => {
    const written = procedures.filter(({ audit }) => audit !== null).map(({ name }) => name)
    // Who has which tokens is for admins' eyes only, where alerts go for operators'; all else that is to be seen is for everybody.
    const shown = ['tokens.list', 'channels.list', 'deliveries.list']
    const acting = procedures.filter(
      ({ role, name }) => (role === 'operator' || role === 'admin') && !shown.includes(name),
    )
    expect(acting.map(({ name }) => name)).toEqual(written)
    expect(written.length).toBeGreaterThan(15)
    const tried = written.filter((name) => /\.(preview|what-if|list|get|query|page|export|read)$/.test(name))
    expect(tried).toEqual([])
  })

  it('[EV-4] are called by words of both languages in the log, and no words are left over', () => {
    const names = new Set(procedures.flatMap(({ audit }) => audit?.name ?? []))
    expect(Object.keys(actionWords).toSorted()).toEqual([...names].toSorted())
    for (const key of Object.values(actionWords)) {
      for (const { eventText } of [en, zh]) {
        expect(eventText.action[key], key).toMatch(/\S/)
        expect(eventText.attempt[key], key).toMatch(/\S/)
      }
    }
  })
})
