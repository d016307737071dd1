import { expect, it } from 'vitest'
import { subscriberOf } from './subscriber-of.ts'

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
])('counts %s as the subscriber %s', (address, subscriber) => {
  expect(subscriberOf(address)).toBe(subscriber)
})
