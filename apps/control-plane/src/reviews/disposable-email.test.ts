import { expect, it } from 'vitest'
import { isDisposable } from './disposable-email.ts'

it.each([
  ['ada@mailinator.com', true],
  ['ada@MAILINATOR.com', true],
  ['ada@mx.mailinator.com', true],
  ['mailinator.com@example.org', false],
  ['ada@mailinator.example', false],
  ['ada@gmail.com', false],
])('says of %s whether its provider is one of throw-away addresses: %s', (email, disposable) => {
  expect(isDisposable(email)).toBe(disposable)
})
