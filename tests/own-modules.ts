import { afterAll, expect, vi } from 'vitest'

/** Rooms whose modules keep something: the stores of the page, the life of the app. */
const keeping = /\/src\/(?:main|renderer)\//

// Unit tests share the modules they load. Where those keep something, each file has its own; what it has put in the place of
// what a page has goes with it.
// oxlint-disable-next-line vitest/no-standalone-expect -- it expects nothing, it says which file this is
if (keeping.test(expect.getState().testPath?.replaceAll('\\', '/') ?? '')) vi.resetModules()
afterAll(() => void vi.unstubAllGlobals())
