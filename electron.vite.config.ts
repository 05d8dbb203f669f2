import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'
import { bundledPackages } from './packaging/bundled-packages.ts'
import { manualModules } from './site/plugin.ts'

const root = import.meta.dirname

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
    plugins: [react(), manualModules(root), bundledPackages(root, 'renderer')],
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
