import { describe, expect, it } from 'vitest'
import { linksIn, type Place, renderMarkdown } from './markdown.ts'

const place: Place = {
  link: (href) => (href.startsWith('gone') ? null : { href: `to:${href}` }),
  picture: (src) => ({ src: `picture:${src}`, width: '1', height: '2' }),
  rule: (id) => `rule:${id}`,
  anchor: (id) => `#${id}`,
}
const render = (...lines: readonly string[]) => renderMarkdown(lines.join('\n'), place)
const html = (...lines: readonly string[]) => render(...lines).html

describe('a document as HTML', () => {
  it('lets no HTML of its own through, wherever it stands', () => {
    const made = html(
      '# <img src=x onerror=alert(1)>',
      '',
      '<script>alert(1)</script>',
      '',
      'in **<b onclick=x>text</b>** and `<i>`',
      '',
      '| <u> |',
      '| --- |',
      '| <s> |',
      '',
      '```html',
      '<script>alert(2)</script>',
      '```',
      '',
      '```nothing-known',
      '<script>alert(3)</script>',
      '```',
      '',
      '    <script>alert(4)</script>',
    )
    const tags = new Set(Array.from(made.matchAll(/<(\w+)/g), ([, name]) => name))
    expect([...tags].toSorted().join(' ')).toBe('code div h1 p pre span strong table tbody td th thead tr')
    expect(made).not.toMatch(/<[^>]*\son\w+=/)
  })

  it('makes no link of an address that runs something, and quotes what stands in attributes', () => {
    expect(html('[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x)')).not.toContain('<a')
    expect(html(String.raw`[a](<x"onclick=y>) ![b" onload="c](d)`)).not.toMatch(/"\s*on(click|load)=/)
  })

  it('leaves the words of what leads nowhere', () => {
    expect(html('see [the file](gone.ts), and [this](b.md)')).toBe(
      '<p>see <span>the file</span>, and <a href="to:b.md">this</a></p>\n',
    )
  })

  it('gives headings the anchors of GitHub, and lists them', () => {
    const {
      title,
      headings,
      html: made,
    } = render('# A page', '## What it *takes*, and `gives`', '### 1. First', '## Same', '## Same', '## 中文 标题')
    expect(title).toBe('A page')
    expect(headings.map(({ id, text, depth }) => [id, text, depth])).toEqual([
      ['what-it-takes-and-gives', 'What it takes, and gives', 2],
      ['1-first', '1. First', 3],
      ['same', 'Same', 2],
      ['same-1', 'Same', 2],
      ['中文-标题', '中文 标题', 2],
    ])
    expect(made).toContain('<h2 id="same-1">Same<a class="doc-anchor" href="#same-1"')
  })

  it('colours code that it knows, and says who can scroll it', () => {
    expect(html('```python', 'if x: pass', '```')).toBe(
      '<div class="doc-block"><pre class="doc-code" tabindex="0"><code><span class="hljs-keyword">if</span> x: <span class="hljs-keyword">pass</span>\n</code></pre></div>\n',
    )
  })

  it('leaves out lines that mark a part for a test, and nothing else', () => {
    expect(html('<!-- nginx -->', '', 'text', '<!-- /nginx -->')).toBe('<p>text</p>\n')
    expect(html('text <!-- not this -->')).toContain('&lt;!-- not this --&gt;')
  })

  it('puts no space between Chinese lines', () => {
    expect(html('目标，', '分配变化', 'when it', 'changes')).toBe('<p>目标，分配变化\nwhen it\nchanges</p>\n')
  })

  it('leads from a rule that is named to where it is stated, and finds it there', () => {
    const source = [
      '# P',
      '',
      '| ID | what |',
      '| --- | --- |',
      '| WS-1 | the row |',
      '| WS-2 | see LV-7 |',
      '',
      '- **LV-7** The rule, as WS-1 and `WS-1` and UTF-8.',
      '- **WS-1** More of it.',
    ]
    const rules = new Set(['LV-7', 'WS-1', 'WS-2'])
    const { html: made, sections } = renderMarkdown(source.join('\n'), place, rules, true)
    expect(Array.from(made.matchAll(/<(\w+) id="([^"]*)"/g), ([, tag, id]) => `${tag} ${id}`)).toEqual([
      'h1 p',
      'tr ws-2',
      'li lv-7',
      'li ws-1',
    ])
    expect(made).toContain('see <a class="doc-rule" href="rule:LV-7">LV-7</a>')
    expect(made).toContain(
      'The rule, as <a class="doc-rule" href="rule:WS-1">WS-1</a> and <code>WS-1</code> and UTF-8.',
    )
    expect(sections.map(({ heading, title }) => [heading, title])).toEqual([
      ['', 'P'],
      ['ws-2', 'WS-2'],
      ['lv-7', 'LV-7'],
      ['ws-1', 'WS-1'],
    ])
    const elsewhere = renderMarkdown('## LV-7\n\n[LV-7](a.md) or (LV-7)', place, rules).html
    expect(elsewhere.match(/rule:LV-7/g)).toHaveLength(1)
  })

  it('leaves out the line that leads to translations: where it is read there is another', () => {
    const made = render('# T', '', 'English · [简体中文](T.zh.md)', '', 'English and 简体中文 are languages.')
    expect(made.html).toBe('<h1 id="t">T</h1>\n<p>English and 简体中文 are languages.</p>\n')
    expect(made.summary).toBe('English and 简体中文 are languages.')
  })

  it('tells the search what stands under each heading, code and cells as well', () => {
    const { sections, summary } = render(
      '# Title',
      '',
      'Short.',
      '',
      'The first *words* of the page.',
      '',
      '## More',
      '| a | b |',
      '| --- | --- |',
      '| `c` | d |',
      '',
      '```sh',
      'npm  start',
      '```',
    )
    expect(summary).toBe('The first words of the page.')
    expect(sections).toEqual([
      { heading: '', title: 'Title', text: 'Short. The first words of the page.' },
      { heading: 'more', title: 'More', text: 'a b c d npm start' },
    ])
  })
})

it('links and pictures are found with their lines, in tables and quotes as well; not in code', () => {
  const { links } = linksIn(
    ['# A', '', '[a](b.md) ![c](d.png)', '', '| x |', '| - |', '| [e](#a) |', '', '> [q](r)', '', '`[no](link)`'].join(
      '\n',
    ),
  )
  expect(links).toEqual([
    { to: 'b.md', isPicture: false, line: 3 },
    { to: 'd.png', isPicture: true, line: 3 },
    { to: '#a', isPicture: false, line: 7 },
    { to: 'r', isPicture: false, line: 9 },
  ])
})
