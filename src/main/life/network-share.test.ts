import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mountOf, networkShare } from './network-share.ts'

const linux = `/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
deck:/data /mnt/data nfs4 rw 0 0
me@deck:/ /mnt/my\\040disk fuse.sshfs rw 0 0
/dev/sdb1 /mnt/data/local ext4 rw 0 0
`
const mac = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//me@deck._smb._tcp.local/share on /Volumes/share (one) (smbfs, nodev, nosuid, mounted by me)
map auto_home on /System/Volumes/Data/home (autofs, automounted)
`

it.each([
  ['/home/me', linux, 'ext4'],
  ['/mnt/data', linux, 'nfs4'],
  ['/mnt/data/x/y', linux, 'nfs4'],
  ['/mnt/database', linux, 'ext4'],
  ['/mnt/data/local/x', linux, 'ext4'],
  ['/mnt/my disk/x', linux, 'fuse.sshfs'],
  ['/Users/me', mac, 'apfs'],
  ['/Volumes/share (one)/x', mac, 'smbfs'],
  ['/x', '', null],
])('[DT-15] %s is in a mount of the kind it is', (folder, table, kind) => {
  expect(mountOf(folder, table)).toBe(kind)
})

it.each([
  [String.raw`\\deck\share\data`, 'SMB'],
  ['//deck/share', 'SMB'],
  [String.raw`\\?\C:\data`, null],
  [String.raw`\\.\pipe`, null],
  [String.raw`C:\Users\me`, null],
])('[DT-15] on Windows %s is on %s', (folder, kind) => {
  expect(networkShare(folder, 'win32')).toBe(kind)
})

it('[DT-15] a folder of this machine is on none, also where it is not there yet', () => {
  expect(networkShare(tmpdir())).toBeNull()
  expect(networkShare(join(tmpdir(), 'not', 'there', 'yet'))).toBeNull()
  expect(networkShare('/anything', 'freebsd')).toBeNull()
})
