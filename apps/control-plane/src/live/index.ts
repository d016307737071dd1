export type { NetworkLive } from './live.ts'
export { networkRouter } from './router.ts'
