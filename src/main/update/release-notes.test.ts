import { expect, it } from 'vitest'
import { notePieces } from './release-notes.ts'

it('[DT-10] the notes of a release are text, whatever stands in them', () => {
  const notes = `## What's new

Faster **imports**
and [a link](javascript:alert(1)).

- first \`code\`
- second <img src=x onerror="alert(1)">

<script>alert('hello')</script>

\`\`\`sh
rm -rf /
\`\`\`
![picture](https://elsewhere.example/pixel.png)`
  expect(notePieces(notes)).toEqual([
    { kind: 'heading', text: "What's new" },
    { kind: 'text', text: expect.stringContaining('Faster imports and ') as unknown },
    { kind: 'item', text: 'first code' },
    { kind: 'item', text: 'second <img src=x onerror="alert(1)">' },
    { kind: 'text', text: "<script>alert('hello')</script>" },
    { kind: 'code', text: 'rm -rf /' },
    { kind: 'text', text: 'picture' },
  ])
})

it('[DT-10] notes without an end are cut, and what is nested deep costs nothing', () => {
  const pieces = notePieces('- x\n'.repeat(100_000))
  expect(pieces).toHaveLength(200)
  const started = performance.now()
  notePieces('['.repeat(20_000))
  notePieces('> '.repeat(10_000))
  notePieces('*a'.repeat(10_000))
  expect(performance.now() - started).toBeLessThan(2000)
})
