import { describe, expect, it } from 'vitest'
import { parseSshDestination } from '../../console/ssh-destination.ts'
import { problemOfSsh } from './ssh-problem.ts'
import { sshArguments } from './ssh-stream.ts'

describe('[DT-20] what ssh says', () => {
  it.each([
    ['Warning: Permanently added [h] (ED25519)\nops@h: Permission denied (publickey).\n', 'ssh_denied'],
    [
      'No ED25519 host key is known for h and you have requested strict checking.\nHost key verification failed.',
      'ssh_host_key',
    ],
    ['@  WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!  @\nHost key verification failed.', 'ssh_host_changed'],
    ['ssh: Could not resolve hostname nope: Name or service not known', 'ssh_unknown_host'],
    ['ssh: connect to host h port 22: Connection refused', 'ssh_unreachable'],
    ['kex_exchange_identification: Connection closed by remote host', 'ssh_unreachable'],
    ['channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed', 'ssh_forward'],
    ['channel 0: open failed: administratively prohibited: open failed\nstdio forwarding failed', 'ssh_forbidden'],
    ['Timeout, server h not responding.', 'lost'],
    ['/home/me/.ssh/config: line 3: Bad configuration option: foo', 'ssh_failed'],
    ['', 'ssh_failed'],
  ])('%j is why it ended', (said, fault) => {
    expect(problemOfSsh(said).fault).toBe(fault)
  })

  it('is shown short, and without what a terminal would obey', () => {
    expect(problemOfSsh(`first\n\u001b[31m${'x'.repeat(500)}\u0007\n\n`).detail).toMatch(/^\[31mx{196}$/)
  })

  it('[SEC-3] nothing that an operator gives is an option of it', () => {
    const destination = parseSshDestination('ops@bastion.example:2222')!
    const given = sshArguments(destination, '127.0.0.1:8080')
    expect(given.slice(-8)).toEqual(['-l', 'ops', '-p', '2222', '-W', '127.0.0.1:8080', '--', 'bastion.example'])
    expect(given.join(' ')).toContain('BatchMode=yes')
    expect(sshArguments(parseSshDestination('lab')!, '[::1]:80').slice(-4)).toEqual(['-W', '[::1]:80', '--', 'lab'])
  })
})
