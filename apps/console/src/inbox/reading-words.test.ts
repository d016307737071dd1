import { expect, it } from 'vitest'
import { inWords, sizeInWords } from './reading-words.ts'

it.each([
  [{ outcome: 'submitted', applicationId: 4 }, 'Delivery 7 made application 4.'],
  [
    { outcome: 'submitted', applicationId: 4, effect: 'corrected' },
    'Application 4 has the answers as they are read now.',
  ],
  [
    { outcome: 'duplicate', applicationId: 4, effect: 'decided' },
    'Application 4 is decided already and stays as it is.',
  ],
  [
    { outcome: 'submitted', applicationId: 4, effect: 'unchanged' },
    'Delivery 7 is read as before; application 4 stays.',
  ],
  [{ outcome: 'unread' }, 'Delivery 7 is unread still: no adapter knows its shape.'],
  [{ outcome: 'discarded' }, 'Delivery 7 is put aside.'],
  [{ outcome: 'foreign-form' }, 'Delivery 7 is read as foreign-form.'],
] as const)('says of %j what came of it', (reading, sentence) => {
  expect(inWords('7', reading)).toBe(sentence)
})

it('says how large a body is', () => {
  expect([sizeInWords(812), sizeInWords(1_434)]).toEqual(['812 B', '1.4 KiB'])
})
