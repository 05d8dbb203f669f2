import { createStore, useStore } from 'zustand'
import { fleetStore } from '../stores/fleet.ts'
import { keepPageToken, pageToken } from './page-token.ts'

/** `[SEC-1]` What the monitor says to this page's token. */
export type Admission =
  /** It is let in, or nobody has asked yet, or nobody answers. */
  | { readonly state: 'open' }
  /** `missing` where it has none, `unknown` where this is none of the monitor's (any more), `consumer` where it opens no console. */
  | { readonly state: 'missing' | 'unknown' | 'consumer' }
  /** Too many wrong ones came from here. @param seconds until another may be tried */
  | { readonly state: 'throttled'; readonly seconds: number }
  | { readonly state: 'unreachable' }

interface Environment {
  readonly fetch: (url: string, init: RequestInit) => Promise<Pick<Response, 'status' | 'headers'>>
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
  /** Begins anew, with the token that is kept. */
  readonly reload: () => void
}

const browser: Environment = {
  fetch: (url, init) => fetch(url, init),
  get storage() {
    return sessionStorage
  },
  reload: () => location.reload(),
}

/** What a viewer may ask and a consumer may not, and costs least. */
const QUESTION = 'api/consumers?limit=1'
const ASK_TIMEOUT_MS = 10_000
/** Where the monitor does not say how long. */
const USUAL_WAIT_S = 30

const admissionStore = createStore<{ readonly admission: Admission }>(() => ({ admission: { state: 'open' } }))

export function useAdmission(): Admission {
  return useStore(admissionStore, ({ admission }) => admission)
}

export const currentAdmission = (): Admission => admissionStore.getState().admission

/**
 * A browser is not told why a socket was refused. So whenever the connection is lost the page asks over HTTP whether that
 * is for its token. Returns what ends it.
 */
export function followAdmission(env: Environment = browser): () => void {
  return fleetStore.subscribe(({ connection }, before) => {
    if (connection === before.connection) return
    if (connection === 'live') enter({ state: 'open' })
    if (connection === 'lost') void ask(pageToken(env.storage), env).then(enterUnlessLive)
  })
}

/** Tries a token, and begins anew with it where it is good. @returns what the monitor says to it */
export async function signIn(token: string, env: Environment = browser): Promise<Admission> {
  const answer = await ask(token, env)
  if (answer.state === 'open') {
    keepPageToken(token, env.storage)
    env.reload()
  }
  return answer
}

async function ask(token: string | null, { fetch }: Environment): Promise<Admission> {
  try {
    const { status, headers } = await fetch(QUESTION, {
      cache: 'no-store',
      signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
      ...(token !== null && { headers: { Authorization: `Bearer ${token}` } }),
    })
    if (status === 401) return { state: token === null ? 'missing' : 'unknown' }
    if (status === 403) return { state: 'consumer' }
    if (status === 429) return { state: 'throttled', seconds: Number(headers.get('Retry-After')) || USUAL_WAIT_S }
    return status < 400 ? { state: 'open' } : { state: 'unreachable' }
  } catch {
    return { state: 'unreachable' }
  }
}

/** Nobody who is in is asked for a token, and nobody who cannot know. */
function enterUnlessLive(admission: Admission): void {
  if (fleetStore.getState().connection === 'live' || admission.state === 'unreachable') return
  enter(admission)
}

function enter(admission: Admission): void {
  admissionStore.setState({ admission })
}
