import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { problemOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Attempt } from './start-problems.ts'

interface Question {
  readonly message: string
  readonly detail: string
  readonly buttons: string[]
  readonly cancelId: number
}

const electron = vi.hoisted(() => ({
  asked: [] as Question[],
  /** Beginnings of labels. */
  answers: [] as string[],
  chosen: [] as (string | null)[],
  opened: [] as string[],
}))
vi.mock('electron', () => ({
  dialog: {
    async showMessageBox(question: Question) {
      electron.asked.push(question)
      const next = electron.answers.shift()
      const response = question.buttons.findIndex((label) => next !== undefined && label.startsWith(next))
      return { response: response < 0 ? question.cancelId : response }
    },
    async showOpenDialog() {
      const folder = electron.chosen.shift() ?? null
      return { canceled: folder === null, filePaths: folder === null ? [] : [folder] }
    },
  },
  shell: {
    async openPath(path: string) {
      electron.opened.push(path)
      return path.endsWith('gone') ? 'not there' : ''
    },
  },
}))
const { askAboutShare, askForRemedy } = await import('./start-problems.ts')

const attempt: Attempt = {
  host: '127.0.0.1',
  port: 8080,
  portVariable: null,
  dataFolder: '/data',
  isFolderGiven: false,
  language: 'en',
  log: () => {},
}
beforeEach(() => {
  for (const list of Object.values(electron)) list.length = 0
})

const labels = () => electron.asked.map(({ buttons }) => buttons)

describe('[DT-15] a port', () => {
  // Who it is, it does not say.
  const taken = createServer((socket) => socket.destroy())
  afterEach(() => void taken.close())

  it('in use: offers the next one that is free, and quits where nobody answers', async () => {
    taken.listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const problem = problemOf(refusal('address_in_use', { address: `127.0.0.1:${port}` }))
    electron.answers.push('Use Port', 'Try Again')
    const scene = { ...attempt, port }
    const remedy = await askForRemedy(problem, scene)
    expect(remedy).toEqual({ kind: 'port', port: expect.any(Number) as unknown })
    expect(await askForRemedy(problem, { ...scene, portVariable: 'BATCHDECK_SERVER_PORT' })).toEqual({ kind: 'again' })
    expect(await askForRemedy(problem, { ...scene, language: 'zh' })).toEqual({ kind: 'quit' })
    const [first, given, chinese] = electron.asked
    expect(first).toMatchObject({ message: `Port ${port} is in use` })
    expect(first?.detail).toContain(`Consumers set up for port ${port} need the new one.`)
    expect(first?.detail).not.toContain('BATCHDECK_SERVER_PORT')
    expect(given?.detail).toContain('BATCHDECK_SERVER_PORT sets the port')
    expect(chinese?.message).toBe(`端口 ${port} 已被占用`)
  })

  it('of administrators: offers one of everybody', async () => {
    const problem = problemOf(refusal('address_forbidden', { address: '127.0.0.1:80' }))
    electron.answers.push('Use Port')
    expect(await askForRemedy(problem, { ...attempt, port: 80 })).toMatchObject({ kind: 'port' })
    expect(electron.asked[0]).toMatchObject({ message: 'You may not listen on port 80' })
  })

  it('of an address that is not here: no other port would help', async () => {
    const problem = problemOf(refusal('address_elsewhere', { address: '192.0.2.1:8080' }))
    expect(await askForRemedy(problem, { ...attempt, host: '192.0.2.1' })).toEqual({ kind: 'quit' })
    expect(labels()).toEqual([['Try Again', 'Quit']])
  })
})

describe('[DT-15] a data folder', () => {
  const readOnly = problemOf(refusal('folder_read_only', { file: '/data/batchdeck.db', errno: 'EROFS' }))

  it('that cannot be written: another one can be chosen, and it can be looked at', async () => {
    electron.answers.push('Open Folder', 'Choose', 'Choose')
    electron.chosen.push(null, '/other')
    expect(await askForRemedy(readOnly, { ...attempt, dataFolder: '/data/gone' })).toEqual({
      kind: 'folder',
      folder: '/other',
    })
    expect(electron.opened).toEqual(['/data/gone', '/data'])
    expect(electron.asked).toHaveLength(3)
    expect(electron.asked[0]).toMatchObject({
      message: "Batchdeck can't use its data folder",
      detail: expect.stringContaining('its folder is read-only (EROFS)') as unknown,
      buttons: ['Try Again', 'Choose Another Folder…', 'Open Folder', 'Quit'],
    })
  })

  it('that the environment names cannot be changed here', async () => {
    electron.answers.push('Try Again')
    expect(await askForRemedy(readOnly, { ...attempt, isFolderGiven: true })).toEqual({ kind: 'again' })
    expect(labels()).toEqual([['Try Again', 'Open Folder', 'Quit']])
    expect(electron.asked[0]?.detail).toContain('BATCHDECK_DATA_DIR')
  })

  it.each([
    [refusal('database_of_later_version', { file: 'x' }), 'The database was written by a newer Batchdeck', false],
    [refusal('file_in_use', { file: 'x' }), 'The database is in use', false],
    [refusal('pages_damaged', { file: 'x', detail: 'y' }), "Batchdeck can't read its database", true],
  ])('%s says what it is', async (error, message, isRestorable) => {
    expect(await askForRemedy(problemOf(error), attempt)).toEqual({ kind: 'quit' })
    expect(electron.asked[0]?.message).toBe(message)
    expect(labels()[0]?.includes('Restore a Backup…')).toBe(isRestorable)
  })

  it('on the network: is used all the same, or another is, or none', async () => {
    electron.answers.push('Use It Anyway', 'Choose')
    electron.chosen.push('/home/me/data')
    expect(await askAboutShare('NFS', attempt)).toBe('accepted')
    expect(await askAboutShare('NFS', attempt)).toEqual({ kind: 'folder', folder: '/home/me/data' })
    expect(await askAboutShare('NFS', { ...attempt, isFolderGiven: true })).toEqual({ kind: 'quit' })
    expect(electron.asked[0]?.detail).toContain('/data is on NFS')
    expect(labels()[2]).toEqual(['Use It Anyway', 'Quit'])
  })
})

it('[DT-15] whatever nothing helps against is not asked about', async () => {
  expect(await askForRemedy(problemOf(refusal('data_dir_missing')), attempt)).toBeNull()
  expect(await askForRemedy(problemOf(new Error('x')), attempt)).toBeNull()
  expect(electron.asked).toEqual([])
})
