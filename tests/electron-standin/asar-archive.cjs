'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { fileURLToPath } = require('node:url')

/** As it is without archives: what reads them must not find itself. */
const original = { ...fs, promises: { ...fs.promises } }

/** Headers of archives by their path; null is a path that is none. */
const headers = new Map()

/**
 * Where a path leads into an archive.
 * @returns {{ path: string, archive: string, inner: string, entry: object | null, start: number } | null} null outside of archives;
 *   the entry is null where the archive has none
 */
function lookUp(given) {
  const text = given instanceof URL ? given.protocol === 'file:' && fileURLToPath(given) : given
  if (typeof text !== 'string' || !text.includes('.asar')) return null
  const whole = path.resolve(text)
  for (let at = whole.indexOf('.asar'); at !== -1; at = whole.indexOf('.asar', at + 1)) {
    const end = at + '.asar'.length
    if (whole[end] !== undefined && whole[end] !== path.sep) continue
    const archive = whole.slice(0, end)
    const header = headerOf(archive)
    if (!header) continue
    const inner = whole.slice(end + 1)
    return { path: whole, archive, inner, ...find(header, inner), start: header.start }
  }
  return null
}

function headerOf(archive) {
  const known = headers.get(archive)
  if (known !== undefined) return known
  const header = readHeader(archive)
  if (header) headers.set(archive, header)
  return header
}

/** Two pickles of Chromium: the size of the second, and in that the files as JSON. Their contents follow. */
function readHeader(archive) {
  if (!original.statSync(archive, { throwIfNoEntry: false })?.isFile()) return null
  const file = original.openSync(archive, 'r')
  try {
    const sizes = Buffer.alloc(16)
    original.readSync(file, sizes, 0, 16, 0)
    const json = Buffer.alloc(sizes.readUInt32LE(12))
    original.readSync(file, json, 0, json.length, 16)
    return { root: JSON.parse(json.toString('utf8')), start: 8 + sizes.readUInt32LE(4) }
  } finally {
    original.closeSync(file)
  }
}

/** Links lead from the archive's root. */
function find({ root }, inner) {
  let entry = root
  const names = inner.split(path.sep).filter(Boolean)
  for (let i = 0; i < names.length; i++) {
    const next = entry.files && Object.hasOwn(entry.files, names[i]) ? entry.files[names[i]] : null
    if (!next) return { entry: null }
    if (next.link !== undefined) return find({ root }, path.join(next.link, ...names.slice(i + 1)))
    entry = next
  }
  return { entry }
}

/** What a file in an archive holds. */
function contentOf({ archive, inner, entry, start }) {
  if (entry.unpacked) return original.readFileSync(path.join(`${archive}.unpacked`, inner))
  const content = Buffer.alloc(entry.size)
  const file = original.openSync(archive, 'r')
  try {
    original.readSync(file, content, 0, entry.size, start + Number(entry.offset))
  } finally {
    original.closeSync(file)
  }
  return content
}

module.exports = { original, lookUp, contentOf }
