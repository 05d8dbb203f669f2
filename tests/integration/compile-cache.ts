import { join } from 'node:path'

/** For the environment of processes that are started many times: what Node made of the sources is kept. */
export const compileCache = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/compile'),
} as const
