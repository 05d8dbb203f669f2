import { execFileSync } from 'node:child_process'
import { readFileSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Of `statfs` on Linux (`linux/magic.h`, and those of modules): file systems of other machines. */
const remoteTypes: ReadonlyMap<number, string> = new Map([
  [0x69_69, 'NFS'],
  [0x51_7b, 'SMB'],
  [0xff_53_4d_42, 'SMB'],
  [0xfe_53_4d_42, 'SMB'],
  [0x01_02_19_97, '9P'],
  [0x53_46_41_4f, 'AFS'],
  [0x6b_41_46_53, 'AFS'],
  [0x00_c3_64_00, 'Ceph'],
  [0x73_75_72_45, 'Coda'],
  [0x01_16_19_70, 'GFS2'],
  [0x0b_d0_0b_d0, 'Lustre'],
])
/** A file system of a program; which one is in the table of mounts. */
const FUSE = 0x65_73_55_46
const remoteFuse = /^fuse\.(sshfs|rclone|s3fs|glusterfs|davfs2?|gvfsd-fuse|smbnetfs|goofys|gcsfuse)$/
/** On macOS. */
const remoteMounts: ReadonlyMap<string, string> = new Map([
  ['smbfs', 'SMB'],
  ['nfs', 'NFS'],
  ['afpfs', 'AFP'],
  ['webdav', 'WebDAV'],
])
const MOUNT_TIMEOUT_MS = 2000
const MAX_PARENTS = 64

/**
 * `[DT-15]` On what kind of network file system a folder is, or would be once it is made; null where it is on none, or where the
 * system does not say.
 */
export function networkShare(folder: string, platform: NodeJS.Platform = process.platform): string | null {
  // A drive letter of the network is not told from one of a disk without asking the system's own programs.
  if (platform === 'win32') return /^[\\/]{2}(?![.?][\\/])/.test(folder) ? 'SMB' : null
  if (platform === 'darwin') return remoteMounts.get(mountOnMac(resolve(folder)) ?? '') ?? null
  if (platform !== 'linux') return null
  const there = existing(resolve(folder))
  if (there === null) return null
  const { path, type } = there
  if (type === FUSE) return fuseKind(path)
  return remoteTypes.get(type) ?? null
}

/** The type of a folder, or of the nearest above it that is there. */
function existing(folder: string): { path: string; type: number } | null {
  let path = folder
  for (let i = 0; i < MAX_PARENTS; i++) {
    try {
      // Types are 32 bits, some with their sign.
      return { path, type: statfsSync(path).type >>> 0 }
    } catch {
      if (dirname(path) === path) return null
      path = dirname(path)
    }
  }
  return null
}

function fuseKind(folder: string): string | null {
  try {
    const kind = mountOf(folder, readFileSync('/proc/self/mounts', 'utf8'))
    return kind !== null && remoteFuse.test(kind) ? kind.replace('fuse.', '') : null
  } catch {
    return null
  }
}

function mountOnMac(folder: string): string | null {
  try {
    return mountOf(folder, execFileSync('/sbin/mount', { encoding: 'utf8', timeout: MOUNT_TIMEOUT_MS }))
  } catch {
    return null
  }
}

/**
 * The kind of the mount that a folder is in.
 * @param table as `/proc/self/mounts` (`SOURCE PLACE KIND …`), or as `mount` of macOS prints it (`SOURCE on PLACE (KIND, …)`)
 */
export function mountOf(folder: string, table: string): string | null {
  let best = { place: '', kind: null as string | null }
  for (const line of table.split('\n')) {
    const { place, kind } = mountIn(line)
    const isIn = folder === place || folder.startsWith(place.endsWith('/') ? place : `${place}/`)
    // A later mount covers an earlier one.
    if (place !== '' && isIn && place.length >= best.place.length) best = { place, kind }
  }
  return best.kind
}

function mountIn(line: string): { place: string; kind: string } {
  const start = line.indexOf(' on /')
  const end = line.lastIndexOf(' (')
  if (start >= 0 && end > start && line.endsWith(')')) {
    const [kind = ''] = line.slice(end + 2).split(/[,)]/, 1)
    return { place: line.slice(start + 4, end), kind }
  }
  const [, place = '', kind = ''] = line.split(' ')
  const path = place.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCodePoint(parseInt(code, 8)))
  return { place: path, kind }
}
