import { expect, it } from 'vitest'
import { DEFAULT_CANDLES, MissingCandlesError, parseOptions } from './options.ts'

it('plays the built-in candles, one a second, for three nodes on port 8080', () => {
  expect(parseOptions([], '/somewhere')).toEqual({
    dataDir: '/somewhere/.noderr',
    candlesFile: DEFAULT_CANDLES,
    candlesPerSecond: 1,
    port: 8080,
    nodes: 3,
    fresh: false,
    json: false,
  })
})

it('reads every option', () => {
  const argv = ['--fresh', '--json', '--speed', '2.5', '--port', '9000', '--nodes', '5', '--data', '/tmp/n']
  expect(parseOptions(argv, '/')).toMatchObject({
    fresh: true,
    json: true,
    candlesPerSecond: 2.5,
    port: 9000,
    nodes: 5,
    dataDir: '/tmp/n',
  })
})

it('names a candle file that does not exist', () => {
  expect(() => parseOptions(['--candles', 'nowhere.csv'], '/tmp')).toThrow(MissingCandlesError)
  expect(() => parseOptions(['--candles', '.'], '/tmp')).toThrow(
    expect.objectContaining({ path: '/tmp', code: 'local-network.missing-candles' }),
  )
})
