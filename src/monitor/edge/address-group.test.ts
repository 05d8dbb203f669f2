import { expect, it } from 'vitest'
import { addressGroup } from './address-group.ts'

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
])('[ED-4] the callers of %s are one: %s', (address, group) => {
  expect(addressGroup(address)).toBe(group)
})
