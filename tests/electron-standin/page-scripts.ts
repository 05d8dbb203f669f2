import { randomUUID } from 'node:crypto'
import type { PageSession } from './chromium-pipe.ts'
import { runPreload } from './preload-world.ts'
import { createValueCodec } from './value-codec.ts'
import { createWorldBridge } from './world-bridge.ts'

/** As Electron's developer tools name it. */
export const PRELOAD_WORLD = 'Electron Isolated Context'
export const POST = 'standinPost'
export const RECEIVE = 'standinReceive'

/** Has every page of a window begin with the bridge, and with the preload in a world of its own. Only the top frame has one. */
export async function addPageScripts(session: PageSession, preload: string): Promise<void> {
  // An event by this name hands the page's world the port, and no script of a page has run by then.
  const hello = `standin-${randomUUID()}`
  const inPage = `{
    const receive = (event) => {
      removeEventListener('${hello}', receive);
      (${createWorldBridge.toString()})(event.relatedTarget, 'page')
    }
    if (top === self) addEventListener('${hello}', receive)
  }`
  const process = {
    type: 'renderer',
    platform: globalThis.process.platform,
    arch: globalThis.process.arch,
    sandboxed: true,
    contextIsolated: true,
    versions: globalThis.process.versions,
  }
  const inPreload = `if (top === self) {
    const port = document.createElement('i')
    const bridge = (${createWorldBridge.toString()})(port, 'preload')
    dispatchEvent(new MouseEvent('${hello}', { relatedTarget: port }));
    (${runPreload.toString()})(
      { codec: (${createValueCodec.toString()})(), bridge, post: '${POST}', receive: '${RECEIVE}', process: ${JSON.stringify(process)} },
      (require, module, exports, process) => {${preload}\n},
    )
  }`
  await session.send('Runtime.addBinding', { name: POST, executionContextName: PRELOAD_WORLD })
  // In this order: the page's end of the bridge is there first.
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: inPage })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: inPreload, worldName: PRELOAD_WORLD })
}
