import { describe, expect, it } from 'vitest'
import { type ManualPage, type ManualSection, pageIn, pagesByGroup } from './page.ts'
import { excerpt, ManualSearch } from './search.ts'

const page = (id: string, title: string, more: Partial<ManualPage> = {}): ManualPage => ({
  id,
  language: 'en',
  group: 'operate',
  title,
  summary: '',
  headings: [],
  ...more,
})
const pages = [
  page('channels', 'Channels'),
  page('protocol', 'Protocol', { group: 'connect' }),
  page('index', 'Batchdeck', { group: 'start' }),
  page('index', '批次监控', { group: 'start', language: 'zh' }),
]
const section = (of: string, title: string, text: string, more: Partial<ManualSection> = {}): ManualSection => ({
  page: of,
  language: 'en',
  heading: title.toLowerCase(),
  title,
  text,
  ...more,
})
const sections = [
  section(
    'protocol',
    'Liveness',
    'LV-7 The clock is stepped. Whoever sends batch_reload_ack is heard, by telegram or not.',
  ),
  section('channels', 'Telegram', 'Write to the bot and copy the token.'),
  section('channels', 'Slack', 'Choose an app and copy the webhook.'),
  section('index', 'Start', 'Everything begins here with npm start.', { heading: '' }),
  section('index', '开始', '执行 npm start，然后查看告警规则。', { language: 'zh' }),
]
const search = new ManualSearch(pages, sections)
const titles = (query: string, language: 'en' | 'zh' = 'en') =>
  search.find(query, 10, language).map((hit) => hit.section.title)

describe('[DOC-3] the search of the documentation', () => {
  it('puts a section of that title before one that mentions it', () => {
    expect(titles('telegram')).toEqual(['Telegram', 'Liveness'])
  })

  it('finds words that are only begun, and long ones with a letter wrong', () => {
    expect(titles('tele')).toEqual(['Telegram', 'Liveness'])
    expect(titles('telegrm')[0]).toBe('Telegram')
    expect(titles('slak')).toEqual([])
  })

  it('wants all words', () => {
    expect(titles('copy webhook')).toEqual(['Slack'])
    expect(titles('copy nothing')).toEqual([])
    expect(titles('  ')).toEqual([])
  })

  it('knows names of the wire as a whole and by their parts, and rules by their IDs alone', () => {
    for (const query of ['batch_reload_ack', 'batch_reload', 'reload', 'lv-7', 'LV']) {
      expect(titles(query), query).toEqual(['Liveness'])
    }
    expect(titles('LV-8')).toEqual([])
  })

  it('finds Chinese within a run of it, a single character as well', () => {
    for (const query of ['告警', '警规', '规则', '查看告警规则', '则', '警'])
      expect(titles(query), query).toEqual(['开始'])
    expect(titles('规告')).toEqual([])
  })

  it('puts the pages of the reader’s language first where both match', () => {
    expect(titles('npm', 'en')).toEqual(['Start', '开始'])
    expect(titles('npm', 'zh')).toEqual(['开始', 'Start'])
  })

  it('says on which page, and shows the text around the first match', () => {
    const [hit] = search.find('lv-7', 10, 'en')
    expect(hit).toMatchObject({ page: 'Protocol', section: { heading: 'liveness' } })
    expect(hit?.excerpt[0]).toEqual({ text: 'LV-7', isMatch: true })
    const [chinese] = search.find('告警规则', 1, 'zh')
    expect(chinese?.page).toBe('批次监控')
  })
})

describe('an excerpt', () => {
  const text = `${'before '.repeat(40)}needle ${'after '.repeat(40)}`

  it('begins at a word some way before the match, and marks it whatever its case', () => {
    const parts = excerpt(text.replace('needle', 'Needle'), ['needle'])
    expect(parts.map((part) => part.text).join('')).toMatch(/^… (before ){5,7}Needle (after )+.* …$/)
    expect(parts.filter(({ isMatch }) => isMatch)).toEqual([{ text: 'Needle', isMatch: true }])
  })

  it('is the beginning where no term is in the text: it was found by its title', () => {
    expect(excerpt('Some words.', ['title'])).toEqual([{ text: 'Some words.', isMatch: false }])
    expect(excerpt('', ['title'])).toEqual([])
  })

  it('takes signs of patterns as they are', () => {
    expect(excerpt('a (b) c', ['(b'])[1]).toEqual({ text: '(b', isMatch: true })
  })
})

describe('the pages', () => {
  it('are there in the language asked for, or in English', () => {
    expect(pageIn(pages, 'index', 'zh')?.title).toBe('批次监控')
    expect(pageIn(pages, 'channels', 'zh')?.title).toBe('Channels')
    expect(pageIn(pages, 'nothing', 'en')).toBeUndefined()
    const groups = pagesByGroup(pages, 'zh').map((one) => [one.group, one.pages.map(({ title }) => title)])
    expect(groups).toEqual([
      ['start', ['批次监控']],
      ['operate', ['Channels']],
      ['connect', ['Protocol']],
    ])
  })
})
