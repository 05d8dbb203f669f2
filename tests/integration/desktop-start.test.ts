import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../docs.ts'
import { canMount, SmallDisk } from './small-disk.ts'
import { type Started, StartedProject } from './started-project.ts'

/** Done when the console is served to a browser instead, and that was ended again. */
async function fallback(started: Started): Promise<string> {
  await started.says('Console: http')
  started.terminate()
  expect(await started.code).toBe(0)
  expect(started.output).not.toMatch(/^\s+at /m)
  return started.output
}

describe('a desktop app that does not start', () => {
  it('[PK-5] is not executable', async () => {
    using project = new StartedProject()
    const binary = project.install('#!/bin/sh\n', 0o644)
    const output = await fallback(project.start())
    expect(output).toContain('No desktop app, because the Electron binary is not executable: serving the console')
    expect(output).toContain(`chmod +x '${binary.replaceAll("'", String.raw`'\''`)}' makes it so.`)
  })

  it('[PK-5] misses libraries of the system, which are named', async () => {
    using project = new StartedProject()
    // A program that says so itself, and one of which the loader says it.
    project.install(`#!/bin/sh
      echo "$0: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file" >&2
      exit 127`)
    const output = await fallback(project.start())
    expect(output).toContain('because Electron needs libraries that are not installed: libnss3.so: serving')
    const node = readFileSync(process.execPath)
    const [name, other] = ['libdl.so.2', 'libzq.so.2']
    const place = node.indexOf(name)
    expect(place).toBeGreaterThan(0)
    node.write(other, place)
    project.install(node)
    expect(await fallback(project.start())).toContain(`libraries that are not installed: ${other}: serving`)
  })

  it('[PK-5] is made for another processor', async () => {
    using project = new StartedProject()
    const head = Buffer.from('7f454c460201010000000000000000000200b700', 'hex')
    if (process.arch === 'arm64') head[18] = 0x3e
    project.install(head)
    const made = process.arch === 'arm64' ? 'x64' : 'arm64'
    expect(await fallback(project.start())).toContain(
      `because the Electron binary is for ${made}, and this is ${process.arch}: serving`,
    )
  })

  it('[PK-5] crashes at once, and what it says is seen', async () => {
    using project = new StartedProject()
    project.install('#!/bin/sh\necho "something is wrong" >&2\nkill -SEGV $$\n')
    const output = await fallback(project.start())
    expect(output).toContain('something is wrong\n')
    expect(output).toContain('because Electron ended as it started (SIGSEGV): serving')
    project.install('#!/bin/sh\necho "FATAL:zygote_host_impl_linux.cc(126)] No usable sandbox!" >&2\nkill -TRAP $$\n')
    expect(await fallback(project.start())).toMatch(
      /because this system does not let Electron make its sandbox: serving[^]*chmod 4755 '.*chrome-sandbox'/,
    )
  })

  it.runIf(canMount)('[PK-5] stands where no program may run', async () => {
    using project = new StartedProject()
    using disk = new SmallDisk('1m')
    disk.forbidPrograms()
    const binary = project.install('#!/bin/sh\n')
    rmSync(project.path('node_modules/electron/path.txt'))
    const output = await fallback(project.start({ ELECTRON_OVERRIDE_DIST_PATH: disk.take(join(binary, '..')) }))
    expect(output).toContain(`because no program may run from ${disk.folder}, which is mounted noexec: serving`)
  })
})

describe('a desktop app that ends by itself', () => {
  it.each([
    ['quits', 'exit 0', 0],
    ['gives up with a code of its own', 'exit 3', 3],
  ])('[PK-5] and %s ends npm start with its code', async (_, line, code) => {
    using project = new StartedProject()
    project.install(`#!/bin/sh\n${line}\n`)
    const started = project.start()
    expect(await started.code).toBe(code)
    expect(started.output).toBe('Opening the desktop app…\n')
  })

  it('[PK-5] and is ended with Ctrl-C is no crash', async () => {
    using project = new StartedProject()
    project.install('#!/bin/sh\necho up\nexec sleep 60\n')
    const started = project.start()
    await started.says('up')
    started.interrupt()
    expect(await started.code).toBe(130)
    expect(started.output).toBe('Opening the desktop app…\nup\n')
    expect(started.isRunning).toBe(false)
  })
})

describe('the mounts of Linux', () => {
  const table = [
    'rootfs / ext4 rw 0 0',
    String.raw`tmpfs /mnt/my\040disk tmpfs rw,nosuid,noexec,relatime 0 0`,
    String.raw`/dev/sdb1 /mnt/my\040disk/data ext4 rw 0 0`,
    '/dev/sdc1 /home ext4 rw,noexec 0 0',
    '/dev/sdd1 /home ext4 rw 0 0',
    '',
  ].join('\n')

  it.each([
    ['/mnt/my disk/a', '/mnt/my disk'],
    ['/mnt/my disk/data/a', null],
    ['/mnt/my disks/a', null],
    ['/home/a', null],
    ['/a', null],
  ])('[PK-5] %s: %s', async (file, place) => {
    const { noexecMount } = (await import(join(root, 'scripts/electron-start.mjs'))) as {
      noexecMount: (file: string, table: string) => string | null
    }
    expect(noexecMount(file, table)).toBe(place)
  })
})
