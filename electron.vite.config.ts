import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { bundledPackages } from './packaging/bundled-packages.ts'
import { manualModules } from './site/plugin.ts'

const root = import.meta.dirname

/**
 * Beside the page that a monitor serves, the one of the desktop window: all that it shows of a monitor comes from the app, so
 * that it may connect to nothing, not even to files (SEC-3).
 */
const desktopPage: Plugin = {
  name: 'desktop-page',
  writeBundle({ dir = '' }) {
    const source = readFileSync(resolve(dir, 'index.html'), 'utf8')
    const strict = source.replace("connect-src 'self' ws: wss:", "connect-src 'none'; frame-src 'none'")
    if (strict === source) throw new Error("index.html has no policy with connect-src 'self' ws: wss:.")
    writeFileSync(resolve(dir, 'desktop.html'), strict)
  },
}

export default defineConfig({
  main: {
    plugins: [bundledPackages(root, 'main')],
    build: {
      // Everything but native code goes into the bundle: the packaged app then ships no node_modules but that.
      externalizeDeps: false,
      // It is read from a disk, in kB.
      chunkSizeWarningLimit: 8_000,
      rolldownOptions: {
        input: {
          index: resolve(root, 'src/main/index.ts'),
          'planning-thread': resolve(root, 'src/monitor/storage/sqlite/planning-thread.ts'),
          'backup-thread': resolve(root, 'src/monitor/storage/sqlite/backup-thread.ts'),
          'audit-thread': resolve(root, 'src/monitor/events/audit-thread.ts'),
        },
        external: ['electron', 'better-sqlite3'],
      },
    },
  },
  preload: {
    plugins: [bundledPackages(root, 'preload')],
    build: {
      // A sandboxed preload must be one CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: resolve(root, 'src/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    plugins: [react(), manualModules(root), desktopPage, bundledPackages(root, 'renderer')],
    build: {
      minify: true,
      chunkSizeWarningLimit: 1_000,
      rolldownOptions: {
        input: {
          index: resolve(root, 'src/renderer/index.html'),
          'api-docs': resolve(root, 'src/renderer/api-docs.html'),
        },
        output: {
          codeSplitting: {
            groups: [
              {
                name: 'page',
                test: /node_modules.(react|react-dom|scheduler|use-sync-external-store|@mantine|clsx)./,
                priority: 3,
              },
              // Only charts need it, and it is larger than all else.
              {
                name: 'charts',
                test: /node_modules.(recharts|victory-|d3-|@reduxjs|redux|immer|reselect)/,
                priority: 2,
              },
              // What several views share in one piece, not in fifty.
              { name: 'common', minShareCount: 2, priority: 1 },
            ],
          },
        },
      },
    },
  },
})
